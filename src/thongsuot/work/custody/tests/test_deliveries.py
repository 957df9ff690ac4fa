"""Deliveries on a real province: what waits, travels, is handed over, comes back; whatever became of the dossier."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from tests.people import HERE, NOW, THERE, Program, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Forbidden, Refused
from thongsuot.plumbing.access import seeing
from thongsuot.work.custody import queries, services
from thongsuot.work.custody.models import Collection
from thongsuot.work.custody.rules import Kind, Way
from thongsuot.work.custody.rules.delivery import Stage, Subject
from thongsuot.work.custody.tests.test_collecting import bagged, decided
from thongsuot.work.custody.tests.test_giving_back import give_back, withdrawn
from thongsuot.work.custody.tests.test_services import COUNTER, HEAD, STRANGER, TOMORROW
from thongsuot.work.dossiers import services as work

LATER = TOMORROW + timedelta(hours=1)
LATEST = TOMORROW + timedelta(days=3)


def now_of(receipt, now=LATEST, user=COUNTER):
    (found,) = queries.deliveries(viewer=who(user), dossier_ids=[receipt.id], now=now).values()
    return found


def stage(receipt, **more):
    return now_of(receipt, **more).stage


def collect(receipt, way=Way.COUNTER, at=TOMORROW, **more):
    services.collect(
        actor=who(COUNTER), now=at, agency_id=centre(HERE), dossier_ids=[receipt.id], received_by="Nguyễn Thị Hòa",
        way=way, **more,
    )  # fmt: skip


def posted():
    (receipt,) = decided()
    collect(receipt, Way.POSTAL, tracking="EE123VN")
    return receipt


def settle(receipt, is_delivered, *, at=LATER, user=COUNTER, agency=None, said="Bà Hòa ký nhận"):
    services.settle_post(
        actor=who(user), now=at, agency_id=agency or centre(HERE), dossier_id=receipt.id, is_delivered=is_delivered,
        said=said,
    )  # fmt: skip


def test_a_result_waits_then_is_in_its_owners_hands_and_waits_again_when_that_is_put_back(province):
    fresh = work.receive(actor=who(COUNTER), now=NOW, agency_id=centre(HERE), filing=filing(HERE))
    assert now_of(fresh).stage is Stage.NOTHING
    (receipt,) = decided()
    found = now_of(receipt)
    assert (found.subject, found.stage, found.agency_id) == (Subject.RESULT, Stage.WAITING, committee(HERE))
    assert stage(receipt, now=NOW + timedelta(days=31)) is Stage.UNCOLLECTED
    collect(receipt)
    found = now_of(receipt)
    assert (found.stage, found.to, found.agency_id, found.since) == (
        Stage.HANDED_OVER, "Nguyễn Thị Hòa", centre(HERE), TOMORROW,
    )  # fmt: skip


def test_a_bag_is_on_the_way_until_it_is_opened(province):
    (receipt,) = decided()
    bagged(receipt, is_opened=False)
    found = now_of(receipt)
    assert (found.stage, found.by, found.mark[:3]) == (Stage.ON_WAY, "bag", "PK-")
    (other,) = decided()
    bagged(other)
    assert (stage(other), now_of(other).agency_id) == (Stage.WAITING, centre(HERE))


def test_what_goes_by_wire_was_collected_and_what_goes_by_post_is_on_the_way(province):
    (receipt,) = decided()
    collect(receipt, Way.ELECTRONIC)
    assert stage(receipt) is Stage.COLLECTED
    found = now_of(posted())
    assert (found.stage, found.by, found.mark) == (Stage.ON_WAY, "post", "EE123VN")


def test_the_post_delivers_once(province):
    receipt = posted()
    settle(receipt, True)
    found = now_of(receipt)
    assert (found.stage, found.to, found.since) == (Stage.HANDED_OVER, "Bà Hòa ký nhận", LATER)
    with pytest.raises(Refused, match="nothing_posted"):
        settle(receipt, False)
    taken = queries.collection(viewer=who(COUNTER), dossier_id=receipt.id)
    assert (taken.way, taken.tracking) == (Way.POSTAL, "EE123VN")


def test_what_comes_back_lies_here_and_is_given_anew(province):
    receipt = posted()
    settle(receipt, False, said="Không có người nhận")
    found = now_of(receipt)
    assert (found.stage, found.to, found.agency_id) == (
        Stage.UNDELIVERED,
        "Không có người nhận",
        centre(HERE),
    )
    give_back(receipt, now=LATEST, kind=Kind.RESULT)
    assert stage(receipt) is Stage.HANDED_OVER
    stays = queries.stays(viewer=who(COUNTER), dossier_id=receipt.id)
    assert [(one.custodian.value, one.note) for one in stays][-3:] == [
        ("person", ""), ("agency", "undelivered"), ("person", ""),
    ]  # fmt: skip
    work_of = queries.given_back(viewer=who(COUNTER), dossier_id=receipt.id)
    assert len(work_of) == 1


def test_papers_of_the_applicant_say_nothing_of_his_result(province):
    (receipt,) = decided()
    with seeing(SYSTEM):
        Collection.objects.create(
            act="give_back", kind="filed", dossier_id=receipt.id, agency_id=centre(HERE), way="counter", name="x", at=NOW
        )  # fmt: skip
    assert stage(receipt) is Stage.WAITING


def test_what_was_withdrawn_owes_the_originals_and_nothing_without_them(province):
    receipt = withdrawn()
    assert (now_of(receipt).subject, stage(receipt)) == (Subject.PAPERS, Stage.WAITING)
    give_back(receipt)
    assert stage(receipt) is Stage.HANDED_OVER


def ended(verb, agency=None, user=COUNTER, **more):
    receipt = work.receive(actor=who(COUNTER), now=NOW, agency_id=centre(HERE), filing=filing(HERE))
    verb(actor=who(user), now=NOW, agency_id=agency or centre(HERE), dossier_ids=[receipt.id], **more)
    return receipt


def test_a_stopped_and_a_refused_dossier_owe_a_letter_with_papers_or_without(province):
    stopped = ended(work.stop, committee(HERE), HEAD, reason="Không nộp bổ sung")
    assert (now_of(stopped).subject, stage(stopped)) == (Subject.LETTER, Stage.WAITING)
    give_back(stopped)
    assert stage(stopped) is Stage.HANDED_OVER
    with pytest.raises(Refused):
        give_back(stopped, now=LATEST)
    refused = ended(
        work.refuse, committee(HERE), HEAD, reason_code="already_settled", reason="Đã đăng ký khai sinh ngày 03/11"
    )  # fmt: skip
    assert stage(refused) is Stage.WAITING
    give_back(refused, way=Way.POSTAL, tracking="EE9")
    assert stage(refused) is Stage.ON_WAY
    settle(refused, False, said="Sai địa chỉ")
    assert stage(refused) is Stage.UNDELIVERED
    give_back(refused, now=LATEST)
    assert stage(refused) is Stage.HANDED_OVER


def test_the_database_ends_a_posting_once_and_nothing_else(province):
    receipt = posted()
    settle(receipt, True)
    (other,) = decided()
    collect(other)
    with seeing(SYSTEM):
        rows = {row.dossier_id: row for row in Collection.objects.filter(act="return")}
    for of in (rows[receipt.id], rows[other.id]):
        end = Collection(
            act="undelivered", dossier_id=of.dossier_id, agency_id=of.agency_id, way="postal", name="x", at=LATEST,
            of_id=of.pk,
        )  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic(), seeing(SYSTEM):
            end.save()
    with pytest.raises(DatabaseError), transaction.atomic(), seeing(SYSTEM):
        Collection.objects.update(name="ai khác")


def test_what_is_owed_is_listed_once_with_its_counts(province):
    (waiting,), away = decided(), posted()
    stopped = ended(work.stop, committee(HERE), HEAD, reason="Không nộp bổ sung")
    (done,) = decided()
    collect(done)
    found = queries.outgoing(viewer=who(COUNTER), agency_ids=[centre(HERE), committee(HERE)], now=LATEST)
    assert {waiting.id, away.id, stopped.id} <= set(found.found)
    assert done.id not in found.found
    assert sum(found.counts.values()) == len(found.found)
    hidden = queries.outgoing(viewer=who(STRANGER), agency_ids=[centre(HERE)], now=LATEST)
    assert not hidden.found


def test_strangers_settle_nothing_and_see_nothing(province):
    receipt = posted()
    assert queries.deliveries(viewer=who(STRANGER), dossier_ids=[receipt.id], now=LATEST) == {}
    for agency in (centre(HERE), committee(THERE)):
        with pytest.raises(Forbidden):
            settle(receipt, True, user=STRANGER, agency=agency)


def test_a_program_reads_the_delivery_and_says_what_the_post_said(province):
    (receipt,) = decided()
    collect(receipt, Way.POSTAL, at=NOW, tracking="EE5")
    program = Program(COUNTER)
    assert program.call(f"dossiers/{receipt.code}/delivery")["delivery"]["stage"] == "on_way"
    told = {"agency_id": centre(HERE), "is_delivered": True, "said": "Bà Hòa"}
    found = program.call(f"dossiers/{receipt.code}/post-outcome", told)
    assert (found["delivery"]["stage"], found["delivery"]["to"]) == ("handed_over", "Bà Hòa")
    Program(STRANGER).call(f"dossiers/{receipt.code}/delivery", status=404)
    Program(STRANGER).call(f"dossiers/{receipt.code}/post-outcome", told, status=404)

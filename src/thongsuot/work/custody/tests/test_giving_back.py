"""Originals given back once the dossier is over: by whom, to whom, and what the book says of it afterwards."""

from datetime import timedelta

import pytest
from tests.people import ELSEWHERE, HERE, NOW, THERE, Program, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Forbidden, NotFound, Refused
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.models import JournalEntry
from thongsuot.work.custody import queries, services
from thongsuot.work.custody.rules import Custodian, Kind, Way
from thongsuot.work.custody.tests.test_collecting import bagged, collected, decided
from thongsuot.work.custody.tests.test_services import (
    COUNTER,
    STRANGER,
    TOMORROW,
    arrive,
    filed,
    on_way,
    settled,
    where,
)
from thongsuot.work.dossiers import services as work
from thongsuot.work.dossiers.rules import PaperGiven

PROCESSOR = "xuly.thuanhoa"
LATER = TOMORROW + timedelta(hours=1)


def withdrawn(*papers):
    """A dossier with two originals that its applicant took back."""
    given = filing(
        HERE, papers=(*filing(HERE).papers, *(papers or (PaperGiven("Giấy chứng sinh", None, 2, 1),)))
    )
    receipt = work.receive(actor=who(COUNTER), now=NOW, agency_id=centre(HERE), filing=given)
    work.withdraw(
        actor=who(COUNTER), now=NOW, agency_id=centre(HERE), dossier_ids=[receipt.id], reason="Đổi ý"
    )
    return receipt


def give_back(receipt, user=COUNTER, agency=None, now=TOMORROW, **given):
    given = {"received_by": "Nguyễn Thị Hòa", **given}
    services.give_back(
        actor=who(user), now=now, agency_id=agency or centre(HERE), dossier_id=receipt.id, **given
    )


def refused(receipt, **given):
    with pytest.raises(Refused) as caught:
        give_back(receipt, **given)
    return {p.code for p in caught.value.problems}


def test_originals_that_never_moved_are_with_their_owner_and_the_book_says_so(province):
    receipt = withdrawn()
    days = {"begins": NOW, "ends": NOW + timedelta(days=2)}

    def line(until):
        found = queries.came_in(viewer=SYSTEM, agency_id=centre(HERE), until=until, **days)
        return next(one for one in found if one.code == receipt.code)

    before = line(NOW + timedelta(hours=1))
    assert before.went_at is None
    give_back(receipt)
    found = where(receipt.code, who(COUNTER))
    assert (found.custodian, found.agency_id, found.since) == (Custodian.PERSON, centre(HERE), TOMORROW)
    after = line(TOMORROW)
    assert (after.from_custodian, after.to_custodian, after.went_at) == (
        Custodian.PERSON, Custodian.PERSON, TOMORROW
    )  # fmt: skip
    assert line(NOW + timedelta(hours=1)) == before  # a book of an earlier instant stays as it was
    (taken,) = queries.given_back(viewer=who(COUNTER), dossier_id=receipt.id)
    assert (taken.name, taken.way, taken.at) == ("Nguyễn Thị Hòa", Way.COUNTER, TOMORROW)
    assert queries.given_back(viewer=who(STRANGER), dossier_id=receipt.id) == ()
    assert queries.collection(viewer=who(COUNTER), dossier_id=receipt.id) is None
    with seeing(SYSTEM):
        (kept,) = JournalEntry.objects.filter(verb="custody.give_back", subject=f"dossier:{receipt.id}")
    assert kept.detail == {"kind": "filed", "way": "counter"}  # no names
    settled()


def test_whoever_may_not_return_results_and_strangers_give_nothing_back(province):
    receipt = withdrawn()
    for user, agency in ((STRANGER, centre(HERE)), (PROCESSOR, committee(HERE)), ("congdan", centre(HERE))):
        with pytest.raises(Forbidden):
            give_back(receipt, user, agency)
    with pytest.raises(NotFound):
        give_back(receipt, STRANGER, centre(ELSEWHERE))
    assert where(receipt.code).custodian is Custodian.AGENCY


def test_every_reason_is_told_and_nothing_is_written(province):
    receipt = withdrawn()
    assert refused(receipt, received_by=" ", way="electronic") == {"taker_missing", "not_by_wire"}
    assert refused(receipt, way="postal") == {"tracking_missing"}
    assert refused(receipt, number="046090000456") == {"authority_missing"}
    assert refused(receipt, kind=Kind.RESULT) == {"no_originals"}
    assert refused(filed()) == {"still_open"}
    assert refused(withdrawn(PaperGiven("Ảnh", None, 0, 2))) == {"no_originals"}
    assert where(receipt.code).custodian is Custodian.AGENCY
    give_back(receipt, number="046090000456", authority="GUQ 12")
    assert refused(receipt) == {"handed_out"}
    with pytest.raises(Refused, match="handed_out"):
        services.pack(
            actor=who(COUNTER), now=LATER, agency_id=centre(HERE), to_agency_id=committee(THERE),
            codes=[receipt.code], expected_at=LATER + timedelta(days=1),
        )  # fmt: skip


def test_papers_are_given_back_where_they_lie(province):
    receipt = filed()
    slip = on_way(receipt)
    work.withdraw(
        actor=who(COUNTER), now=NOW, agency_id=centre(HERE), dossier_ids=[receipt.id], reason="Đổi ý"
    )
    assert refused(receipt) == {"in_a_bag"}
    arrive(slip, receipt.code)
    assert refused(receipt) == {"not_held_here"}
    give_back(receipt, "motcua.phubai", committee(THERE))
    way = [one.custodian for one in queries.stays(viewer=who(COUNTER), dossier_id=receipt.id)]
    assert way == [Custodian.AGENCY, Custodian.CARRIER, Custodian.AGENCY, Custodian.PERSON]
    settled()


def test_a_result_whose_bag_was_opened_after_it_counted_as_handed_out_is_given_too(province):
    receipts = decided()
    code = bagged(receipts[0], is_opened=False)
    done = collected(receipts)
    assert where(code).custodian is Custodian.CARRIER
    services.receive(
        actor=who(COUNTER), now=LATER, agency_id=centre(HERE), slip_code=where(code).slip_code, codes=[code]
    )
    assert where(code).custodian is Custodian.AGENCY
    give_back(receipts[0], now=LATER, kind=Kind.RESULT)
    assert where(code).custodian is Custodian.PERSON
    assert done.moved
    assert queries.collection(viewer=SYSTEM, dossier_id=receipts[0].id).at == TOMORROW


def test_a_program_gives_papers_back_and_a_stranger_finds_no_dossier(province):
    receipt = withdrawn()
    address = f"dossiers/{receipt.code}/give-back"
    body = {"agency_id": centre(HERE), "received_by": "Nguyễn Thị Hòa"}
    assert Program(STRANGER).call(address, body, status=404)["code"] == "no_such_dossier"
    assert Program(PROCESSOR).call(address, body, status=403)["code"] == "not_granted"
    here = Program(COUNTER)
    first = here.call(address, body, Idempotency_Key="given-once")
    assert here.call(address, body, Idempotency_Key="given-once") == first
    (taken,) = first["given_back"]
    assert (taken["name"], first["now"][0]["custodian"]) == ("Nguyễn Thị Hòa", "person")
    assert here.call(address, body, status=422)["code"] == "handed_out"
    assert here.call(address, {**body, "received_by": ""}, status=422)

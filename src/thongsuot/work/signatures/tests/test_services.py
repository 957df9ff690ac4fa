"""Signing on a real province: who may, who may not and why; batches; seals; what anybody can check afterwards."""

from datetime import timedelta
from io import BytesIO

import pytest
from asn1crypto import pem
from django.db import connection
from pyhanko.pdf_utils.reader import PdfFileReader
from tests.people import BIRTH, NOW, THERE, Program, committee, filing, who

from thongsuot.kernel.actor import ANONYMOUS, SYSTEM
from thongsuot.kernel.errors import Forbidden, NotFound, Refused
from thongsuot.plumbing import access, signing
from thongsuot.plumbing.models import JournalEntry
from thongsuot.plumbing.signing.keys import folder
from thongsuot.plumbing.signing.tests.test_signing import later_page
from thongsuot.registers.identity import queries as identity
from thongsuot.work.dossiers import services as dossiers
from thongsuot.work.dossiers.tests.test_competence import delegated, load
from thongsuot.work.signatures import queries, rules, services
from thongsuot.work.signatures.models import OfficerCertificate
from thongsuot.work.signatures.rules import Verdict
from thongsuot.work.signatures.tests.scene import (
    CITIZEN,
    COUNTER,
    DAY,
    HEAD,
    LATER,
    OTHER_HEAD,
    PROVINCE,
    SITE,
    centre,
    decided,
    equip,
    refused,
    secrets,
    sign,
)

pytestmark = pytest.mark.usefixtures("province", "secrets")
_ = secrets


def content_of(receipt: dossiers.Receipt, form: str = "result") -> bytes:
    found = queries.content(viewer=who(HEAD), dossier_id=receipt.id, form=form)
    assert found is not None
    return found


def test_a_result_is_signed_kept_and_can_be_checked_by_anyone() -> None:
    equip(HEAD, committee())
    receipt = decided()
    number = sign(receipt).signed[receipt.id]
    pdf = content_of(receipt)
    checked = queries.check(pdf=pdf, now=LATER + DAY)
    assert checked.verdict is Verdict.GOOD
    (one,) = checked.signatures
    assert (one.is_demo, one.report.signed_at) == (True, LATER)
    attested = queries.attested(paper_id=number, now=LATER)
    assert attested is not None
    assert attested == checked.attested
    assert (attested.code, attested.form, attested.agency_now) == (receipt.code, "result", "")
    assert attested.signatures[0].agency.startswith("Ủy ban nhân dân phường")
    assert queries.attested(paper_id=receipt.id, now=LATER) is None


def test_the_paper_names_the_signer_where_he_signs() -> None:
    equip(HEAD, committee())
    receipt = decided()
    sign(receipt)
    pdf = content_of(receipt)
    assert len(signing.signing_places(pdf)) == 1
    bent = queries.check(pdf=later_page(pdf, 1), now=LATER)
    assert (bent.verdict, bent.signatures[0].pages) == (Verdict.CHANGED_LATER, (1,))


def test_a_changed_byte_is_found_and_its_page_named_by_our_own_copy() -> None:
    equip(HEAD, committee())
    receipt = decided()
    sign(receipt)
    pdf = content_of(receipt)
    page = PdfFileReader(BytesIO(pdf)).root["/Pages"]["/Kids"][0]["/Contents"]
    bent = bytearray(pdf)
    bent[pdf.index(page.encoded_data) + 30] ^= 1
    checked = queries.check(pdf=bytes(bent), now=LATER)
    assert (checked.verdict, checked.signatures[0].pages) == (Verdict.BROKEN, (1,))
    assert checked.attested is not None


def test_nobody_signs_twice_and_nothing_signs_without_a_decision() -> None:
    equip(HEAD, committee())
    receipt = decided()
    sign(receipt)
    assert refused(receipt) == {"already_signed"}
    fresh = dossiers.receive(actor=who(COUNTER), now=NOW, agency_id=centre(), filing=filing())
    assert refused(fresh) == {"nothing_to_sign"}


@pytest.mark.parametrize(
    ("changes", "at", "code"),
    [
        ({"to_at": NOW + timedelta(hours=1)}, LATER, "certificate_expired"),
        ({"from_at": NOW + 2 * DAY, "now": NOW}, LATER, "certificate_not_yet"),
    ],
)
def test_a_certificate_signs_only_in_its_time(changes, at, code) -> None:
    equip(HEAD, committee(), **changes)
    assert refused(decided(), at=at) == {code}


def test_a_certificate_taken_back_signs_no_more_and_what_it_signed_stays_good() -> None:
    id_ = equip(HEAD, committee())
    first, second = decided(), decided(result="Số 13")
    sign(first)
    services.revoke_certificate(
        actor=who(HEAD), now=LATER + DAY, agency_id=committee(), certificate_id=id_, reason="Mất thiết bị"
    )
    assert refused(second, at=LATER + 2 * DAY) == {"certificate_revoked"}
    assert queries.check(pdf=content_of(first), now=LATER + 3 * DAY).verdict is Verdict.GOOD
    with pytest.raises(NotFound):
        services.revoke_certificate(
            actor=who(HEAD), now=LATER + DAY, agency_id=committee(), certificate_id=id_, reason="lại"
        )


def test_no_certificate_no_signature() -> None:
    assert refused(decided()) == {"no_certificate"}
    (one,) = queries.cannot_sign(viewer=who(HEAD), agency_ids=[committee()], now=NOW)
    assert (one.username, one.may_sign, one.last, one.standing) == (HEAD, True, None, None)
    equip(HEAD, committee(), to_at=NOW + 10 * DAY)
    assert queries.cannot_sign(viewer=who(HEAD), agency_ids=[committee()], now=NOW) == ()
    (ending,) = queries.expiring(viewer=who(HEAD), agency_ids=[committee()], now=NOW)
    assert ending.standing(NOW) is rules.Standing.EXPIRING
    (gone,) = queries.cannot_sign(viewer=who(HEAD), agency_ids=[committee()], now=NOW + 11 * DAY)
    assert gone.standing is rules.Standing.EXPIRED
    equip(HEAD, committee(), to_at=NOW + 400 * DAY)
    assert queries.expiring(viewer=who(HEAD), agency_ids=[committee()], now=NOW) == ()


def test_the_wrong_officer_and_the_wrong_day() -> None:
    """A delegation of signing moves the pen to the delegate for its days, and back afterwards."""
    equip(HEAD, committee())
    equip(HEAD, centre())
    receipt = decided()
    load(delegated(powers="sign"))
    assert refused(receipt) == {"not_competent_to_sign"}
    assert sign(receipt, agency_id=centre()).signed
    other = decided(result="Số 14")
    late = NOW + 20 * DAY
    assert refused(other, agency_id=centre(), at=late) == {"not_competent_to_sign"}
    assert sign(other, at=late).signed


def test_strangers_counters_and_citizens_do_not_sign() -> None:
    equip(HEAD, committee())
    equip(OTHER_HEAD, committee(THERE))
    receipt = decided()
    for user in (COUNTER, OTHER_HEAD, CITIZEN, PROVINCE):
        with pytest.raises(Forbidden):
            sign(receipt, user=user)
    with pytest.raises(NotFound):
        sign(receipt, user=OTHER_HEAD, agency_id=committee(THERE))
    sign(receipt)
    assert queries.content(viewer=who(OTHER_HEAD), dossier_id=receipt.id, form="result") is None
    assert queries.signed_of(viewer=ANONYMOUS, dossier_id=receipt.id) == ()
    assert queries.certificates_at(viewer=who(OTHER_HEAD), agency_ids=[committee()]) == ()


def test_where_two_are_needed_the_drafter_does_not_sign() -> None:
    equip(HEAD, committee())
    services.require_two(
        actor=who(PROVINCE), now=NOW, agency_id=committee(), procedure_code=BIRTH, from_date=NOW.date(),
        to_date=NOW.date() + 5 * DAY, ground="QĐ 9/2026",
    )  # fmt: skip
    receipt = decided()
    assert refused(receipt) == {"two_persons"}
    assert sign(receipt, at=LATER + 6 * DAY).signed  # the rule has ended
    with pytest.raises(Refused) as found:
        services.require_two(
            actor=who(PROVINCE), now=NOW, agency_id=committee(), procedure_code="", from_date=NOW.date(),
            to_date=NOW.date(), ground=" ",
        )  # fmt: skip
    assert {p.code for p in found.value.problems} == {"ground_missing", "period_empty"}


def test_a_batch_is_one_act_and_says_what_it_left() -> None:
    equip(HEAD, committee())
    ready = [decided(result=f"Số {n}") for n in range(3)]
    sign(ready[0])
    before = queries.unsigned(viewer=who(HEAD), agency_ids=[committee(), centre()], now=LATER)
    assert set(before) >= {one.id for one in ready[1:]}
    assert ready[0].id not in before
    done = sign(*ready)
    assert set(done.signed) == {one.id for one in ready[1:]}
    assert [p.code for p in done.refused[ready[0].id]] == ["already_signed"]
    with access.seeing(SYSTEM):
        (row,) = JournalEntry.objects.filter(verb="signatures.sign", count=2)
    assert row.detail["refused"] == 1
    with pytest.raises(Refused, match="too_many"):
        services.sign_results(
            actor=who(HEAD), now=LATER, agency_id=committee(), dossier_ids=[ready[0].id] * 101, site=SITE
        )


def test_a_key_that_is_gone_undoes_the_whole_act() -> None:
    equip(HEAD, committee())
    receipts = [decided(), decided(result="Số 2")]
    for file in folder().glob("*-ky.pem"):
        file.unlink()
    assert refused(*receipts) == {"key_missing"}
    assert queries.signed_of(viewer=who(HEAD), dossier_id=receipts[0].id) == ()


def test_the_seal_comes_second_and_both_hold() -> None:
    equip(HEAD, committee())
    equip(HEAD, committee(), is_agency=True)
    receipt = decided()
    number = sign(receipt).signed[receipt.id]
    sealed = services.countersign(
        actor=who(HEAD), now=LATER + DAY, agency_id=committee(), paper_ids=[number]
    ).signed
    pdf = content_of(receipt)
    checked = queries.check(pdf=pdf, now=LATER + DAY)
    assert [one.verdict for one in checked.signatures] == [Verdict.GOOD, Verdict.GOOD]
    assert checked.attested is not None
    assert [one.is_agency for one in checked.attested.signatures] == [False, True]
    assert checked.attested.paper_id == sealed[number]
    with pytest.raises(Refused, match="already_sealed"):
        services.countersign(actor=who(HEAD), now=LATER + DAY, agency_id=committee(), paper_ids=[number])
    other = decided(at=NOW - timedelta(hours=3))
    ids = [str(sign(other, at=NOW - timedelta(hours=1)).signed[other.id]), str(number)]
    done = Program(HEAD).call("signatures/seal", {"agency_id": committee(), "paper_ids": ids})
    assert (list(done["sealed"]), list(done["refused"])) == ([ids[0]], [ids[1]])


def test_a_certificate_of_somebody_else_is_not_recorded() -> None:
    with pytest.raises(Refused) as found:
        equip(HEAD, committee(), name="Người Khác", key_place="file:khong-co", picture=b"GIF89a")
    assert {p.code for p in found.value.problems} == {
        "certificate_other_name",
        "key_missing",
        "picture_unfit",
    }
    with pytest.raises(Refused, match="certificate_unreadable"):
        equip(HEAD, committee(), certificate=b"khong phai")
    equip(HEAD, committee())
    with pytest.raises(Refused) as found:
        equip(HEAD, committee(), key_place=f"file:{HEAD}-{committee()}-ky", certificate=_known())
    assert {p.code for p in found.value.problems} == {"certificate_known", "key_of_another"}
    with pytest.raises(Forbidden):
        equip(HEAD, committee(), actor=who(HEAD))


def _known() -> bytes:
    with access.seeing(SYSTEM):
        (held,) = OfficerCertificate.objects.values_list("content", flat=True)
        return pem.armor("CERTIFICATE", bytes(held))


def test_what_is_signed_cannot_be_changed() -> None:
    equip(HEAD, committee())
    receipt = decided()
    sign(receipt)
    before = content_of(receipt)
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("update signed_paper set content = ''")
        assert cursor.rowcount == 0
        cursor.execute("delete from signed_paper")
        assert cursor.rowcount == 0
    assert content_of(receipt) == before


def test_the_demonstration_equips_everybody_who_decides_once(monkeypatch: pytest.MonkeyPatch) -> None:
    few = tuple(one for one in identity.everybody() if one.username in (HEAD, COUNTER, CITIZEN))
    monkeypatch.setattr(identity, "everybody", lambda: few)
    made = services.equip_demo(actor=SYSTEM, now=NOW)
    assert made == 2  # the head's own and the seal
    assert services.equip_demo(actor=SYSTEM, now=NOW) == 0
    assert sign(decided()).signed

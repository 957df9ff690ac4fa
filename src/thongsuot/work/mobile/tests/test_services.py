"""Mobile sessions in the database: blocks of codes, synchronising again and again, two devices, released codes."""

from datetime import timedelta

import pytest
from django.db import connection
from tests.people import BIRTH, HERE, NOW, THERE, TODAY, centre, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Conflict, Forbidden, NotFound, Refused
from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing.access import seeing
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as work
from thongsuot.work.dossiers.rules import Applicant
from thongsuot.work.mobile import queries, services
from thongsuot.work.mobile.rules import CodeState

COUNTER, STRANGER = "motcua.thuanhoa", "motcua.phubai"
LATER = NOW + timedelta(hours=6)
NONE = timedelta(0)


def planned():
    unit = units.unit_on(code=HERE, day=TODAY).units[0]
    return services.plan(
        actor=who(COUNTER), now=NOW, agency_id=centre(HERE), place="Nhà văn hóa tổ 3", unit_id=unit.id, day=TODAY,
        today=TODAY, procedures=[BIRTH], officer_ids=[who(COUNTER).account_id],
    )  # fmt: skip


def block(session, device="Máy 1", count=3):
    return services.reserve(
        actor=who(COUNTER), now=NOW, agency_id=centre(HERE), session_id=session.id, device=device, count=count
    )


def sync(
    session,
    code,
    *,
    device="Máy 1",
    at=NOW + timedelta(hours=1),
    now=LATER,
    entry=None,
    offset=NONE,
    filing_id=None,
    **changes,
):
    return services.sync(
        actor=who(COUNTER), now=now, agency_id=centre(HERE), session_id=session.id, code=code, device=device,
        claimed_at=at, offset=offset, filing=filing(HERE, **changes), entry=entry or {"name": "Hòa"},
        filing_id=filing_id,
    )  # fmt: skip


def gaps(viewer=COUNTER, today=TODAY):
    return queries.unexplained(viewer=who(viewer), agency_ids=[centre(HERE)], today=today)


def test_two_devices_and_the_counter_never_give_the_same_code(province):
    session = planned()
    first, second = block(session), block(session, "Máy 2", 2)
    desk = work.receive(actor=who(COUNTER), now=NOW, agency_id=centre(HERE), filing=filing(HERE)).code
    codes = [one.code for one in (*first, *second)] + [desk]
    assert len(set(codes)) == 6
    assert sync(session, first[0].code).code == first[0].code
    with pytest.raises(NotFound):
        sync(session, second[0].code, device="Máy 1")
    record = dossiers.dossier_by_code(viewer=SYSTEM, code=first[0].code)
    assert (record.id, record.received_at) == (first[0].dossier_id, NOW + timedelta(hours=1))
    assert gaps() == ()


def test_what_is_sent_again_is_one_dossier_and_an_edited_entry_is_told_of_it(province):
    session = planned()
    code = block(session)[0].code
    first = sync(session, code)
    again = sync(session, code, now=LATER + timedelta(hours=1))
    assert (first.is_new, again.is_new) == (True, False)
    assert (again.received_at, again.due_at) == (first.received_at, first.due_at)
    with pytest.raises(Conflict) as refused:
        sync(session, code, entry={"name": "Người khác"}, applicant=Applicant("Người khác", "", "0905123456"))
    stands = dossiers.dossier_by_code(viewer=SYSTEM, code=code)
    told = {one.field: str(one) for one in refused.value.problems}
    assert "phone" not in told  # only what differs
    assert code in told["code"]
    assert stands.applicant_name in told["name"]
    assert stands.steps == 1


def test_an_edited_filing_is_told_from_another_one_under_the_same_code(province):
    session = planned()
    code, own, other = block(session)[0].code, uuid7(), uuid7()
    assert sync(session, code, filing_id=own).is_new
    assert not sync(session, code, filing_id=own).is_new
    with pytest.raises(Conflict, match="received_before"):
        sync(session, code, entry={"name": "Hoà"}, filing_id=own)
    with pytest.raises(Conflict, match="received_before"):
        sync(session, code, entry={"name": "Hoà"})  # of a page that was opened before there were names
    with pytest.raises(Conflict, match="code_used"):
        sync(session, code, entry={"name": "Cam"}, filing_id=other)
    assert queries.session(viewer=who(COUNTER), session_id=session.id).used == 1


def test_a_refused_entry_leaves_its_code_to_be_sent_again(province):
    session = planned()
    code = block(session)[0].code
    with pytest.raises(Refused):
        sync(session, code, procedure="9.999999")
    assert queries.codes(viewer=who(COUNTER), session_id=session.id)[0].state is CodeState.RESERVED
    assert sync(session, code).is_new


def test_both_clocks_are_kept_and_the_later_report_moves_no_due_date(province):
    session = planned()
    codes = block(session)
    wrong = NOW + timedelta(days=400)
    sync(session, codes[0].code, at=wrong, offset=timedelta(days=-400) + timedelta(minutes=30))
    kept = queries.codes(viewer=who(COUNTER), session_id=session.id)[0]
    assert (kept.claimed_at, kept.received_at, kept.synced_at) == (wrong, NOW + timedelta(minutes=30), LATER)
    assert kept.is_corrected
    late = sync(session, codes[1].code, now=LATER + timedelta(days=3))
    assert late.received_at == NOW + timedelta(hours=1)
    assert late.due_at.date() == TODAY


def test_codes_that_nobody_used_are_released_with_a_reason_and_a_late_device_is_still_heard(province):
    session = planned()
    codes = block(session)
    sync(session, codes[0].code)
    given = {"actor": who(COUNTER), "now": LATER, "agency_id": centre(HERE), "session_id": session.id}
    with pytest.raises(Refused, match="reason_missing"):
        services.close(**given, reason=" ")
    assert services.close(**given, reason="Hết người nộp") == 2
    with pytest.raises(Conflict):
        block(session)
    with pytest.raises(Conflict):
        services.close(**given, reason="Lần nữa")
    assert gaps() == ()
    assert sync(session, codes[1].code).is_new
    states = [one.state for one in queries.codes(viewer=who(COUNTER), session_id=session.id)]
    assert states == [CodeState.USED, CodeState.USED, CodeState.RELEASED]
    assert gaps() == ()
    found = queries.session(viewer=who(COUNTER), session_id=session.id)
    assert (found.reserved, found.used, found.released) == (0, 2, 1)


def test_numbers_without_a_dossier_and_without_a_word_are_named(province):
    session = planned()
    codes = block(session)
    sync(session, codes[0].code)
    work.receive(actor=who(COUNTER), now=NOW, agency_id=centre(HERE), filing=filing(HERE))
    lost = work.reserve(actor=SYSTEM, now=NOW, agency_id=centre(HERE), day=TODAY, count=2)
    assert [(one.day, one.serials, one.reserved) for one in gaps()] == [
        (TODAY, tuple(n for n, _ in lost), ())
    ]
    assert [one.prefix + f"{n:04}" for one in gaps() for n in one.serials] == [code for _, code in lost]
    late = gaps(today=TODAY + timedelta(days=1))
    assert [one.reserved for one in late] == [tuple(one.serial for one in codes[1:])]
    assert gaps(STRANGER) == ()


def test_strangers_see_no_session_and_do_nothing_in_one(province):
    session = planned()
    block(session)
    stranger = who(STRANGER)
    assert queries.session(viewer=stranger, session_id=session.id) is None
    assert queries.codes(viewer=stranger, session_id=session.id) == ()
    given = {"actor": stranger, "now": NOW, "session_id": session.id}
    with pytest.raises(Forbidden):
        services.close(**given, agency_id=centre(HERE), reason="x")
    with pytest.raises(NotFound):
        services.reserve(**given, agency_id=centre("19960"), device="Máy", count=1)


def test_a_device_that_was_away_during_a_switch_reports_to_the_successor(province):
    session, old = planned(), centre(HERE)
    code, other = (one.code for one in block(session, count=2))
    sql = """insert into dossier_redirect (old_agency_id, new_agency_id, territory_id, ref, ground)
      values (%s, %s, null, 'r1', '')"""
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(sql, [old, centre(THERE)])
    given = {"actor": SYSTEM, "now": LATER, "ref": "r1"}
    assert services.follow(**given) == 1
    assert services.follow(**given) == 0
    entry = {
        "session_id": session.id,
        "device": "Máy 1",
        "claimed_at": NOW + timedelta(hours=1),
        "offset": NONE,
    }
    heir = {"actor": who(STRANGER), "now": LATER, "agency_id": centre(THERE), **entry}
    with pytest.raises(NotFound):
        sync(session, code)  # an officer of the old agency alone
    assert services.sync(**heir, code=code, filing=filing(HERE), entry={"name": "Hòa"}).is_new
    record = dossiers.dossier_by_code(viewer=SYSTEM, code=code)
    assert (record.received_agency_id, record.holder_agency_id) == (old, centre(THERE))
    assert not services.sync(**heir, code=code, filing=filing(HERE), entry={"name": "Hòa"}).is_new
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("delete from dossier_redirect where ref = 'r1'")
    assert services.follow(**given, back=True) == 1
    assert services.follow(**given, back=True) == 0
    assert sync(session, other).is_new

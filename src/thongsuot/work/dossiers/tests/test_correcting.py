"""Who asks is corrected: found and reached at once by what stands now, while everything that was promised stays."""

from dataclasses import asdict, fields, replace
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from tests.people import NOW, Program, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Conflict, Forbidden, NotFound, Refused
from thongsuot.plumbing import access
from thongsuot.work.dossiers import queries, services
from thongsuot.work.dossiers.papers.told import Told
from thongsuot.work.dossiers.rules import FIELD_NAMES, OPEN_STATES, Applicant, Correction, correcting, stands
from thongsuot.work.dossiers.rules.states import State
from thongsuot.work.dossiers.tests.test_stands import RECEIVED, doing, stand

COUNTER, HEAD, STRANGER = "motcua.thuanhoa", "lanhdao.thuanhoa", "motcua.phubai"
WORDS = {
    "name": ["Nguyễn Thị Hòa", "  Trần   Văn An ", "", "12", "x" * 201],
    "citizen_id": ["046198000123", "046 198 000 124", "012345678", ""],
    "phone": ["0905123456", "+84 905 123 457", "không có", ""],
    "email": ["hoa@vi.du", "hoa", ""],
    "address": ["12 Lê Lợi", "14  Lê Lợi", "", "x" * 2001],
}
applicants = st.builds(Applicant, **{name: st.sampled_from(words) for name, words in WORDS.items()})
corrections = st.builds(
    Correction, **{name: st.none() | st.sampled_from(words) for name, words in WORDS.items()}
)


@given(applicants, corrections, st.sampled_from(["", " ", "Nhập nhầm", "x" * 501]))
def test_only_what_is_touched_changes_and_only_that_is_judged(before, correction, reason):
    before = correcting.corrected(Applicant(""), Correction(**asdict(before)))  # as a counter keeps it
    after = correcting.corrected(before, correction)
    different = correcting.changed(before, after)
    touched = {item.name for item in fields(correction) if getattr(correction, item.name) is not None}
    assert set(different) <= touched
    assert correcting.corrected(after, correction) == after
    problems = correcting.correction_problems(before, correction, reason=reason)
    assert {p.field for p in problems} <= {*different, "reason", *(() if different else ("name",))}
    assert ("nothing_changed" in {p.code for p in problems}) is (not different)
    assert ("reason" in {p.field for p in problems}) is (not 0 < len(reason.strip()) <= 500)
    bad = Applicant(**{**asdict(Applicant("Tên")), **{name: getattr(after, name) for name in different}})
    wrong = {p.field for p in correcting.applicant_problems(bad)}
    assert wrong == {p.field for p in problems if p.code not in ("nothing_changed", "reason_missing")} - {
        "reason"
    }


def test_numbers_are_kept_as_a_filing_keeps_them_and_what_cannot_be_read_as_it_was_typed():
    typed = Correction(citizen_id="046 198 000 124", phone="+84 905 123 457", address="046 198")
    assert correcting.corrected(Applicant("An"), typed) == Applicant(
        "An", citizen_id="046198000124", phone="0905123457", address="046 198"
    )
    unread = Correction(citizen_id="046 19x", phone="không có")
    assert correcting.corrected(Applicant("An"), unread) == Applicant(
        "An", citizen_id="046 19x", phone="không có"
    )
    cleared = correcting.corrected(Applicant("An", phone="0905123457"), Correction(phone=""))
    assert cleared == Applicant("An")
    for length, faults in ((correcting.REASON_LONGEST, 0), (correcting.REASON_LONGEST + 1, 1)):
        found = correcting.correction_problems(Applicant("An"), Correction(name="Anh"), reason="x" * length)
        assert len(found) == faults


@given(st.sampled_from(State))
def test_over_is_over_and_nothing_but_the_history_moves(state):
    given_ = replace(stand(), state=state)
    moved = stands.correct_applicant(
        given_, doing(RECEIVED), correction=Correction(phone="0905123457"), reason="Nhập nhầm",
        before=Applicant("An", phone="0905123456"),
    )  # fmt: skip
    assert moved.stand == given_
    assert bool(moved.problems) == (state not in OPEN_STATES)
    if not moved.problems:
        assert moved.detail == {"reason": "Nhập nhầm", "before": {"phone": "0905123456"}}


def receive(**more):
    return services.receive(actor=who(COUNTER), now=NOW, agency_id=centre(), filing=filing(**more))


def correct(receipt, user=COUNTER, agency=None, seen=None, reason="Nhập nhầm", **given):
    return services.correct_applicant(
        actor=who(user), now=NOW + timedelta(hours=1), agency_id=agency or centre(), dossier_ids=[receipt.id],
        correction=Correction(**given), reason=reason, seen=seen,
    )  # fmt: skip


def found(words):
    rows = queries.find(viewer=who(COUNTER), agency_ids=[centre(), committee()], words=words)
    return {row.code for row in rows}


def stood(receipt):
    record = queries.dossier(viewer=SYSTEM, dossier_id=receipt.id)
    return record, queries.steps_of(viewer=SYSTEM, dossier_id=receipt.id)


def test_it_is_found_and_followed_by_what_stands_now(province):
    receipt = receive()
    before, first = stood(receipt)
    correct(receipt, name="Trần  Thị Hoà", phone="0905 123 789", address="14 Lê Lợi")
    after, steps = stood(receipt)
    assert (after.applicant_name, after.phone, after.address) == ("Trần Thị Hoà", "0905123789", "14 Lê Lợi")
    same = ("code", "received_at", "due_at", "due_trace", "state", "citizen_id", "holder_agency_id", "email")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    assert (after.version, after.steps) == (before.version + 1, before.steps + 1)
    assert receipt.code in found("tran thi hoa") & found("hoa") & found("0905123789")
    assert receipt.code not in found("nguyen thi hoa") | found("0905123456")
    assert queries.prove(code=receipt.code, digits="3789") == receipt.id
    assert queries.prove(code=receipt.code, digits="3456") is None
    assert [s.act for s in steps] == ["receive", "correct_applicant"]
    assert steps[0] == first[0]
    assert steps[-1].detail["before"] == {
        "name": "Nguyễn Thị Hòa", "phone": "0905123456", "address": "12 Lê Lợi",
    }  # fmt: skip


def test_the_journal_names_the_fields_and_nobody(province):
    receipt = receive()
    correct(receipt, name="Trần Thị Hoà")
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            "select detail::text, subject from journal_entry where verb = 'dossiers.correct_applicant'"
        )
        detail, subject = cursor.fetchone()
    assert subject == f"dossier:{receipt.id}"
    assert '"name"' in detail
    assert "Trần" not in detail
    assert "Nguyễn" not in detail


def test_who_receives_or_holds_it_may_and_nobody_else(province):
    receipt = receive()
    for user, agency, error in (
        (STRANGER, centre("19960"), NotFound), ("tinh", centre(), Forbidden), ("congdan", centre(), Forbidden),
    ):  # fmt: skip
        with pytest.raises(error):
            correct(receipt, user=user, agency=agency, phone="0905123789")
    correct(receipt, user=HEAD, agency=committee(), phone="0905123789")
    with pytest.raises(Conflict):
        correct(receipt, seen=1, phone="0905123788")
    assert stood(receipt)[0].phone == "0905123789"


def test_every_reason_at_once_and_nothing_after_the_end(province):
    receipt = receive()
    with pytest.raises(Refused) as refused:
        correct(receipt, name=" ", phone="12", citizen_id="12", email="x", reason="")
    assert {p.field for p in refused.value.problems} == {"name", "phone", "citizen_id", "email", "reason"}
    assert stood(receipt)[0].version == 1
    services.withdraw(
        actor=who(COUNTER), now=NOW + timedelta(hours=1), agency_id=centre(), dossier_ids=[receipt.id]
    )
    with pytest.raises(Refused) as refused:
        correct(receipt, phone="0905123789")
    assert [p.code for p in refused.value.problems] == ["act_not_open"]


def test_a_paper_that_is_printed_again_says_so_and_an_old_book_stays_as_it_was(province):
    receipt, until = receive(), NOW + timedelta(minutes=30)
    asked = {"viewer": SYSTEM, "agency_id": centre(), "begins": NOW, "ends": NOW + timedelta(hours=1)}
    book = tuple(queries.registered(**asked, until=until))
    correct(receipt, name="Trần Thị Hoà")
    correct(receipt, name="Trần Thị Hòa", phone="0905123789")
    assert tuple(queries.registered(**asked, until=until)) == book
    (now,) = queries.registered(**asked, until=NOW + timedelta(hours=2))
    assert (now.applicant_name, now.phone) == ("Trần Thị Hòa", "0905123789")
    record, steps = stood(receipt)
    told = Told(record, (), steps, "")
    assert [len(told.names("slip", at).remarks) for at in (NOW, steps[-1].at)] == [2, 0]
    assert "(họ và tên, điện thoại) đã được sửa ngày 20/11/2026" in told.names("slip", NOW).remarks[1]


def test_by_api_with_what_was_seen_and_field_by_field(province):
    receipt = receive()
    counter, address = Program(COUNTER), f"dossiers/{receipt.code}/correct-applicant"
    body = {"agency_id": centre(), "applicant": {"phone": "0905123789"}, "reason": "Nhập nhầm"}
    assert counter.call(address, body, if_match='"1"') == {"id": str(receipt.id), "version": 2}
    counter.call(address, body, status=409, if_match='"1"')
    said = counter.call(address, {"agency_id": centre()}, status=422, if_match='"2"')
    assert {one["pointer"] for one in said["errors"]} == {"/name", "/reason"}
    one = counter.call(f"dossiers/{receipt.code}")
    assert (one["phone"], one["applicant_name"]) == ("0905123789", "Nguyễn Thị Hòa")
    assert set(one["steps_done"][-1]["detail"]["before"]) < set(FIELD_NAMES)

"""How acts move a stand: a state machine over every act with clocks and pauses, then the law's own cases."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thongsuot.kernel import deadlines
from thongsuot.kernel.dates import local
from thongsuot.kernel.deadlines import Pause, Term, TimeUnit
from thongsuot.kernel.tests.calendars import at, national
from thongsuot.work.dossiers.rules import Correction, stands
from thongsuot.work.dossiers.rules.stands import Doing, Stand
from thongsuot.work.dossiers.rules.states import NEXT, OPEN_STATES, Act, State

HERE, THERE = 1, 2
RECEIVED = at(date(2026, 3, 2), "09:00")


def stand(quantity=10, unit=TimeUnit.WORKING_DAY, **more):
    term = Term(quantity, unit)
    due = deadlines.due_date(received_at=RECEIVED, term=term, calendar=national())
    return Stand(State.RECEIVED, HERE, HERE, None, RECEIVED, term, due_at=due.due_at, **more)


def doing(now: datetime, agency=HERE) -> Doing:
    return Doing(agency, 7, now, local(now).date(), national())


ACTS = {
    Act.TAKE: stands.take,
    Act.ASSIGN: lambda s, d: stands.assign(s, d, to_officer_id=8, is_of_agency=True),
    Act.FORWARD: lambda s, d: stands.forward(s, d, to_agency_id=THERE, to_officer_id=None),
    Act.ASK_FOR_MORE: lambda s, d: stands.ask_for_more(
        s, d, wanted=("Bản sao CCCD",), reason="Thiếu giấy tờ"
    ),
    Act.SUPPLEMENT: stands.supplement,
    Act.EXTEND: lambda s, d: stands.extend(s, d, to_date=date(2026, 11, 20), reason="Chờ ý kiến"),
    Act.DECIDE: lambda s, d: stands.decide(s, d, result="GCN 12"),
    Act.REFUSE: lambda s, d: stands.refuse(s, d, reason_code="not_eligible", reason="Không đủ điều kiện"),
    Act.WITHDRAW: lambda s, d: stands.withdraw(s, d, reason=""),
    Act.STOP: lambda s, d: stands.stop(s, d, reason="Theo đề nghị"),
    Act.RETURN: lambda s, d: stands.return_result(s, d, received_by="Chính chủ"),
    Act.CORRECT_APPLICANT: lambda s, d: stands.correct_applicant(
        s, d, correction=Correction(name="Lê Văn An"), reason="Nhập nhầm"
    ),
}


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(list(ACTS)), st.integers(0, 3 * 24 * 60)), max_size=25))
def test_any_sequence_of_acts_keeps_the_promises(sequence):
    now, current = RECEIVED, stand()
    for act, minutes in sequence:
        now += timedelta(minutes=minutes)
        moved = ACTS[act](current, doing(now))
        if moved.problems:
            assert moved.stand == current  # a refusal moves nothing
            continue
        after = moved.stand
        assert after.state == NEXT[current.state, act]
        assert after.received_at == current.received_at
        assert after.term == current.term
        assert after.competent_agency_id == current.competent_agency_id
        assert after.asked_times <= 1
        assert (after.finished_at is not None) == (
            after.state not in OPEN_STATES or after.state == State.DECIDED
        )
        running = [p for p in after.pauses if p.to_at is None]
        assert bool(running) == (after.state is State.WAITING)
        if act is not Act.ASK_FOR_MORE and current.due_at and after.due_at:
            assert after.due_at >= current.due_at  # nothing brings a due date forward
        current = after


def test_more_is_asked_once_and_completely():
    first = ACTS[Act.ASK_FOR_MORE](stand(), doing(at(date(2026, 3, 4), "10:00")))
    back = stands.supplement(first.stand, doing(at(date(2026, 3, 9), "10:00")))
    again = ACTS[Act.ASK_FOR_MORE](back.stand, doing(at(date(2026, 3, 10), "10:00")))
    assert [p.code for p in again.problems] == ["asked_before"]
    empty = stands.ask_for_more(stand(), doing(RECEIVED), wanted=(), reason=" ")
    assert {p.code for p in empty.problems} == {"wanted_missing", "reason_missing"}


def test_waiting_for_papers_moves_the_due_date_by_the_days_waited():
    # 10 working days from Monday 2 March end on Monday 16; five working days of waiting move it to Monday 23.
    asked = ACTS[Act.ASK_FOR_MORE](stand(), doing(at(date(2026, 3, 4), "10:00"))).stand
    assert asked.due_at is None
    back = stands.supplement(asked, doing(at(date(2026, 3, 11), "10:00"))).stand
    assert local(stand().due_at).date() == date(2026, 3, 16)
    assert local(back.due_at).date() == date(2026, 3, 23)
    assert back.pauses == (Pause(asked.pauses[0].from_at, at(date(2026, 3, 11), "10:00")),)


@pytest.mark.parametrize(
    ("today", "to", "codes"),
    [
        (date(2026, 3, 13), date(2026, 3, 20), set()),
        (date(2026, 3, 16), date(2026, 3, 20), {"too_late"}),
        (date(2026, 3, 13), date(2026, 3, 16), {"extension_not_later"}),
        (date(2026, 3, 13), date(2026, 3, 21), {"extension_day_off"}),
        (date(2026, 3, 13), None, {"new_due_missing"}),
    ],
)
def test_an_apology_comes_before_the_due_day_and_names_a_later_working_day(today, to, codes):
    moved = stands.extend(stand(), doing(at(today, "08:00")), to_date=to, reason="Chờ xác minh")
    assert {p.code for p in moved.problems} == codes


def test_only_one_extension():
    once = stands.extend(
        stand(), doing(at(date(2026, 3, 10), "08:00")), to_date=date(2026, 3, 20), reason="Bận"
    ).stand
    twice = stands.extend(
        once, doing(at(date(2026, 3, 11), "08:00")), to_date=date(2026, 3, 27), reason="Bận"
    )
    assert "extension_twice" in {p.code for p in twice.problems}


def test_another_agency_neither_decides_nor_takes():
    moved = stands.decide(stand(), doing(RECEIVED, agency=THERE), result="x")
    assert [p.code for p in moved.problems] == ["not_competent"]
    moved = stands.take(stand(), doing(RECEIVED, agency=THERE))
    assert [p.code for p in moved.problems] == ["not_holder"]


def test_forwarding_to_the_same_seat_is_no_step():
    moved = stands.forward(stand(), doing(RECEIVED), to_agency_id=HERE, to_officer_id=None)
    assert [p.code for p in moved.problems] == ["same_holder"]


def test_the_longest_reason_is_taken_and_one_letter_more_is_not():
    given = {"reason_code": "other"}
    told = [
        stands.refuse(stand(), doing(RECEIVED), **given, reason="a" * length).problems
        for length in (2000, 2001)
    ]
    assert [[p.code for p in problems] for problems in told] == [[], ["too_long"]]


def test_all_reasons_are_told_at_once():
    closed = replace(stand(), state=State.WITHDRAWN)
    moved = stands.refuse(closed, doing(RECEIVED, agency=THERE), reason_code="?", reason="")
    assert [p.code for p in moved.problems] == [
        "act_not_open",
        "not_competent",
        "reason_unknown",
        "reason_missing",
    ]


def test_what_is_asked_for_a_second_time_and_comes_moves_no_clock():
    def asked(now, before, **more):
        wanted = stands.ask_for_more(before, doing(now), wanted=("CCCD",), reason="Thiếu", **more).stand
        return stands.supplement(wanted, doing(now + timedelta(days=1))).stand

    day = RECEIVED + timedelta(days=1)
    once = asked(day, stands.take(stand(), doing(day)).stand)
    twice = asked(day + timedelta(days=2), once, again=True)
    assert twice.asked_times == 2
    assert (twice.pauses, twice.due_at, twice.state) == (once.pauses, once.due_at, once.state)
    assert len(once.pauses) == 1
    assert once.pauses[0].to_at == day + timedelta(days=1)

"""What forbids a step to end, all reasons at once; hands never count one time twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from thongsuot.kernel.dates import local
from thongsuot.kernel.deadlines import Pause
from thongsuot.kernel.tests.calendars import calendars
from thongsuot.registers.flows.rules import Place, Step, Wait, Way
from thongsuot.work.dossiers.rules import State
from thongsuot.work.steps import rules
from thongsuot.work.steps.rules import Stay

STEP = Step("xet", "Xét", "Assess", Place.DIVISION, (Way("end"),), opinions=Wait.ALL)
ZERO = datetime(2026, 11, 20, tzinfo=UTC)
STAYS = st.lists(
    st.builds(
        lambda who, at, lasts: Stay(
            who,
            ZERO + timedelta(minutes=at),
            None if lasts is None else ZERO + timedelta(minutes=at + lasts),
        ),
        st.sampled_from([None, 1, 2]),
        st.integers(0, 300),
        st.none() | st.integers(0, 200),
    ),
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(STAYS)
def test_each_minute_counts_once_for_an_agency_however_many_things_were_open(stays):
    now = ZERO + timedelta(minutes=600)
    merged = rules.merged(stays, now)
    for who in (None, 1, 2):
        minutes = {
            minute
            for s in stays
            if s.agency_id == who
            for minute in range(
                int((s.from_at - ZERO).seconds / 60), int(((s.to_at or now) - ZERO).seconds / 60)
            )
        }
        counted = sum((s.to_at - s.from_at).seconds // 60 for s in merged if s.agency_id == who)
        assert counted == len(minutes)


PAUSES = st.lists(
    st.builds(
        lambda at, lasts: Pause(
            ZERO + timedelta(minutes=at), None if lasts is None else ZERO + timedelta(minutes=at + lasts)
        ),
        st.integers(0, 400),
        st.none() | st.integers(0, 200),
    ),
    max_size=4,
)


def minutes_of(spans, now):
    return {
        minute
        for from_at, to_at in spans
        for minute in range(int((from_at - ZERO).seconds / 60), int(((to_at or now) - ZERO).seconds / 60))
    }


@settings(max_examples=60, deadline=None)
@given(STAYS, PAUSES)
def test_while_the_applicant_is_waited_for_nobody_has_the_dossier(stays, pauses):
    now = ZERO + timedelta(minutes=600)
    stopped = minutes_of([(p.from_at, p.to_at) for p in pauses], now)
    merged = rules.merged(stays, now)
    left = rules.without(merged, pauses, now)
    for who in (None, 1, 2):
        before = minutes_of([(s.from_at, s.to_at) for s in merged if s.agency_id == who], now)
        own = [(s.from_at, s.to_at) for s in left if s.agency_id == who]
        assert minutes_of(own, now) == before - stopped
        assert sum((to - at).seconds // 60 for at, to in own) == len(before - stopped)


@given(PAUSES, st.integers(0, 500))
def test_a_step_knows_the_pauses_since_it_began(pauses, minute):
    began, now = ZERO + timedelta(minutes=minute), ZERO + timedelta(minutes=600)
    within = rules.pauses_within(pauses, began)
    assert all(p.from_at >= began for p in within)
    every, own = ([(p.from_at, p.to_at) for p in some] for some in (pauses, within))
    assert minutes_of(own, now) == {m for m in minutes_of(every, now) if m >= minute}


@given(st.integers(0, 3), st.integers(0, 3), st.sampled_from([None, *Wait]), st.sampled_from(State))
def test_a_step_waits_for_the_answers_that_it_needs(answered, unanswered, waits, state):
    codes = {
        p.code for p in rules.completing_problems(state, replace(STEP, opinions=waits), answered, unanswered)
    }
    runs = state in (State.RECEIVED, State.PROCESSING)
    must_wait = unanswered > 0 and not (waits is Wait.ANY and answered)
    assert codes == {*(() if runs else ("not_running",)), *(("opinions_open",) if must_wait else ())}


def test_a_step_that_a_decision_ends_is_not_ended_by_hand():
    found = rules.completing_problems(State.PROCESSING, replace(STEP, verb="dossiers.decide"), 0, 0)
    assert [p.code for p in found] == ["done_by_act"]


def test_every_reason_against_a_question_is_told_at_once():
    found = rules.asking_problems(replace(STEP, opinions=None), " ", 31, [7], 7, [7])
    assert [p.code for p in found] == [
        "no_opinions", "question_missing", "days_wrong", "nobody_asked", "asked_already",
    ]  # fmt: skip
    assert rules.asking_problems(STEP, "Có nợ thuế không?", 3, [8], 7, []) == ()


@given(st.integers(0, 4), st.integers(0, 4))
def test_nobody_decides_before_branches_and_required_answers_are_in(branches, opinions):
    assert bool(rules.deciding_problems(branches, opinions)) == (branches + opinions > 0)


DAYS = st.integers(0, 60)


@settings(max_examples=50, deadline=None)
@given(calendars(), DAYS, DAYS, DAYS)
def test_a_step_in_hand_gets_the_working_days_of_the_apology_and_never_more_than_was_promised(
    calendar, step, promised, more
):
    before, after = (
        calendar.closing(calendar.add(local(ZERO).date(), n)).astimezone(UTC)
        for n in (promised, promised + more)
    )
    due_at = calendar.closing(calendar.add(local(ZERO).date(), min(step, promised))).astimezone(UTC)
    found = rules.stretched(due_at, before, after, calendar)
    assert due_at <= found <= after
    assert calendar.count(local(due_at).date(), local(found).date()) == more
    assert rules.stretched(due_at, after, before, calendar) == due_at

"""What forbids a step to end, all reasons at once; hands never count one time twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

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

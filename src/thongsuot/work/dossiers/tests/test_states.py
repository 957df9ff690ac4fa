"""The table of states and acts, by properties."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.work.dossiers.rules.states import (
    ACT_NAMES,
    FIRST_STATES,
    NATIONAL_NAMES,
    NEXT,
    OPEN_STATES,
    STATE_NAMES,
    Act,
    State,
    act_problems,
    acts_open,
    is_open,
    national_status,
    seat_problems,
)


@given(st.sampled_from(State), st.sampled_from(Act))
def test_an_act_is_refused_exactly_when_the_table_does_not_know_it(state, act):
    assert bool(act_problems(state, act)) == ((state, act) not in NEXT)
    assert (act in acts_open(state)) == ((state, act) in NEXT)


def test_every_state_and_act_has_a_name_and_a_national_status():
    assert set(STATE_NAMES) == set(State)
    assert set(ACT_NAMES) == set(Act)


def test_the_states_show_as_nine_of_the_ten_statuses_and_what_owes_waits_for_money():
    """1, filed and not taken in, lies at the portal."""
    shown = {state: {national_status(state, is_owing=owes) for owes in (False, True)} for state in State}
    assert {one for both in shown.values() for one in both} == set(NATIONAL_NAMES) - {1}
    assert {state for state, both in shown.items() if 6 in both} == {State.RECEIVED, State.PROCESSING}


def test_every_state_can_be_reached_and_every_open_state_can_end():
    reached = set(FIRST_STATES.values())
    while more := {NEXT[s, a] for s, a in NEXT if s in reached} - reached:
        reached |= more
    assert reached == set(State)
    for state in OPEN_STATES:
        ends = {state}
        while more := {NEXT[s, a] for s, a in NEXT if s in ends} - ends:
            ends |= more
        assert any(not is_open(s) for s in ends)


def test_nothing_brings_a_finished_dossier_back():
    finished = set(State) - OPEN_STATES
    assert {NEXT[s, a] for s, a in NEXT if s in finished} <= finished


@given(st.sampled_from(Act), st.integers(1, 9), st.integers(1, 9), st.integers(1, 9))
def test_a_stranger_may_do_nothing_with_a_seat_and_only_the_competent_decides(act, agency, holder, competent):
    problems = seat_problems(act, agency_id=agency, holder_id=holder, competent_id=competent)
    if act is Act.ASSIGN:  # a matter of the office where the dossier lies
        assert bool(problems) == (agency != holder)
    elif agency == competent:
        assert not problems
    elif act in (Act.DECIDE, Act.REFUSE, Act.EXTEND, Act.STOP):
        assert problems[0].code == "not_competent"
    elif agency != holder and act in (Act.TAKE, Act.FORWARD, Act.ASK_FOR_MORE, Act.RETURN):
        assert problems[0].code == "not_holder"


@pytest.mark.parametrize(
    ("state", "code"),
    [(State.RECEIVED, 2), (State.DECLINED, 3), (State.REFUSED, 3), (State.PROCESSING, 4), (State.WAITING, 5),
     (State.WITHDRAWN, 7), (State.STOPPED, 8), (State.DECIDED, 9), (State.RETURNED, 10)],
)  # fmt: skip
def test_national_codes_of_the_circular(state, code):
    assert national_status(state, is_owing=False) == code


def test_a_refused_act_is_told_wholly_in_the_language_of_the_reader() -> None:
    (problem,) = act_problems(State.WAITING, Act.DECIDE)
    assert "“Chờ bổ sung”" in str(problem)
    assert "“Quyết định kết quả”" in str(problem)
    with translation.override("en"):
        assert problem.say(translation.gettext) == (
            "The state of the dossier is “Waiting for papers”, so this is not possible: “Decide”. "
            "Load the page again to see who worked on it."
        )

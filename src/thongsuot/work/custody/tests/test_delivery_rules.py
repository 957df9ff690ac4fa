"""The delivery of a dossier as a state of its own: always one, and nothing is handed over that did not wait first."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from thongsuot.work.custody.rules import Custodian, Way
from thongsuot.work.custody.rules.delivery import (
    FOLLOWS,
    Fact,
    Facts,
    Handing,
    Stage,
    Subject,
    delivery,
    settling_problems,
    subject_of,
)
from thongsuot.work.dossiers.rules import State

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
instants = st.integers(0, 400).map(lambda n: NOW - timedelta(days=n))
handings = st.builds(
    Handing, st.integers(1, 9), st.sampled_from(Fact), st.sampled_from(Way), st.text(max_size=9), st.just("EE1"), instants,
    st.integers(1, 9), st.none(),
)  # fmt: skip
facts = st.builds(
    Facts, st.sampled_from(State), st.integers(0, 3), st.sampled_from(Custodian), st.integers(1, 9), st.none() | instants,
    st.sampled_from(["", "PK-1"]), st.none() | handings,
)  # fmt: skip
DECIDED = Facts(State.DECIDED, 1, Custodian.AGENCY, 3, NOW, "", None)


@given(facts)
def test_every_dossier_has_one_delivery_and_none_only_when_nothing_is_owed(one: Facts) -> None:
    found = delivery(one, now=NOW)
    assert (found.stage is Stage.NOTHING) is (found.subject is Subject.NONE)
    assert found.subject is subject_of(one.state, one.originals)
    assert (found.days > 0) <= (found.stage in (Stage.WAITING, Stage.UNCOLLECTED))
    assert (found.by != "") >= (found.stage is Stage.ON_WAY)


@given(facts.map(lambda one: replace(one, state=State.RETURNED)))
def test_a_result_that_was_returned_always_has_a_fact_and_never_still_waits(one: Facts) -> None:
    assert delivery(one, now=NOW).stage not in (Stage.NOTHING, Stage.WAITING, Stage.UNCOLLECTED)


steps = st.sampled_from(
    ["pack", "open", "give", "post", "wire", "delivered", "undelivered", "put_back", "wait"]
)


def _next(one: Facts, step: str, at: datetime) -> Facts:
    """What custody writes for a step, where its own rules allow it; else nothing."""
    is_here, last = one.custodian is Custodian.AGENCY, one.last
    ways = {"give": Way.COUNTER, "post": Way.POSTAL, "wire": Way.ELECTRONIC}
    if step == "pack" and is_here:
        return replace(one, custodian=Custodian.CARRIER, since=at, slip_code="PK-1")
    if step == "open" and one.custodian is Custodian.CARRIER:
        return replace(one, custodian=Custodian.AGENCY, since=at)
    if step in ways and is_here and not (step == "wire" and one.state is State.RETURNED):
        handed = Handing(1, Fact.RETURN, ways[step], "Chính chủ", "EE1", at, one.agency_id, None)
        return replace(one, state=State.RETURNED, custodian=Custodian.PERSON, since=at, last=handed)
    if step in ("delivered", "undelivered") and not settling_problems(one, agency_id=3, said="x"):
        assert last is not None
        custodian = Custodian.AGENCY if step == "undelivered" else one.custodian
        return replace(one, custodian=custodian, since=at, last=replace(last, fact=Fact(step), at=at))
    if step == "put_back" and last is not None:
        return replace(one, state=State.DECIDED, custodian=Custodian.AGENCY, since=at, last=None)
    return one


@given(st.lists(steps, max_size=12))
def test_whatever_happens_the_stages_follow_each_other_as_they_may(path: list[str]) -> None:
    one, at = DECIDED, NOW
    stage = delivery(one, now=at).stage
    for step in path:
        at += timedelta(days=9)
        one = _next(one, step, at)
        following = delivery(one, now=at).stage
        assert following is stage or following in FOLLOWS[stage], (path, step)
        stage = following


def test_what_waits_for_long_is_said_to() -> None:
    assert delivery(DECIDED, now=NOW + timedelta(days=29)).stage is Stage.WAITING
    found = delivery(DECIDED, now=NOW + timedelta(days=30))
    assert (found.stage, found.days) == (Stage.UNCOLLECTED, 30)


def test_only_who_posted_something_says_once_what_became_of_it() -> None:
    posted = _next(DECIDED, "post", NOW)
    assert settling_problems(posted, agency_id=3, said="Bà Hòa") == ()
    codes = [one.code for one in settling_problems(posted, agency_id=4, said=" ")]
    assert codes == ["posted_by_another", "said_missing"]
    settled = _next(posted, "delivered", NOW)
    for one in (DECIDED, settled, _next(DECIDED, "give", NOW)):
        assert [p.code for p in settling_problems(one, agency_id=3, said="x")] == ["nothing_posted"]

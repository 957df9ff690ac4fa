"""Mandates by properties: no gap and no second signer where each fact is sound, and the law's own examples."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from thongsuot.registers.catalogue.rules import mandates as rules
from thongsuot.registers.catalogue.rules.mandates import Ground, Mandate, Power, Question

START, END = date(2025, 1, 1), date(2027, 12, 31)
COMMITTEE, DEPARTMENT, CENTRE = 1, 2, 3
ASKED = Question("1.001193", "G01", 7, date(2026, 5, 5))


def mandate(**changes):
    given_ = {
        "id": 1, "ground": Ground.DELEGATED, "agency_id": CENTRE, "from_agency_id": COMMITTEE,
        "powers": frozenset(Power), "valid_from": date(2026, 1, 1), "valid_to": date(2027, 1, 1),
        "procedure_code": "1.001193", "document": "12/QĐ-UBND", "content": "ký", "conditions": "có chữ ký số",
    }  # fmt: skip
    return Mandate(**{**given_, **changes})


def lives(agency, day):
    return (agency,)


def resolve(*mandates, asked=ASKED, by_law=(COMMITTEE,), heirs=lives):
    return rules.resolve(asked, by_law=by_law, mandates=mandates, heirs=heirs)


days = st.dates(START, END)
agencies = st.integers(1, 6)


@st.composite
def sound(draw, *first):
    """Mandates without contradictions, as the register lets them in; `first` are among them."""
    kept = list(first)
    for n in range(draw(st.integers(0, 8))):
        ground = draw(st.sampled_from(rules.LAYERS))
        first, last = sorted((draw(days), draw(days)))
        one = mandate(
            id=n, ground=ground, agency_id=draw(agencies), valid_from=first, valid_to=last + timedelta(days=1),
            from_agency_id=None if ground is Ground.DEVOLVED else draw(agencies),
            procedure_code=draw(st.sampled_from(["", "1.001193"])), field_code=draw(st.sampled_from(["", "G01"])),
            unit_id=draw(st.sampled_from([None, 7])), powers=frozenset(draw(st.sets(st.sampled_from(Power), min_size=1))),
        )  # fmt: skip
        if not rules.mandate_problems(one) and not rules.contradictions([*kept, one]):
            kept.append(one)
    return kept


@given(sound(), days, st.sampled_from(Power))
def test_sound_mandates_leave_no_gap_and_no_second_signer(mandates, day, power):
    answer = resolve(*mandates, asked=replace(ASKED, day=day, power=power))
    assert answer.agency_id is not None
    assert answer.trace[0].agency_id == COMMITTEE
    assert answer.trace[-1].agency_id == answer.agency_id


@given(sound(), days)
def test_between_two_changes_the_answer_is_the_same(mandates, day):
    """What the gate rests on: a day's answer holds until the next day on which something begins or ends."""
    points = {d for m in mandates for d in (m.valid_from, m.valid_to)}
    assume(day + timedelta(days=1) not in points)
    tomorrow = replace(ASKED, day=day + timedelta(days=1))
    assert (
        resolve(*mandates, asked=replace(ASKED, day=day)).agencies
        == resolve(*mandates, asked=tomorrow).agencies
    )


ALWAYS = mandate(
    id=50, ground=Ground.DEVOLVED, from_agency_id=None, valid_from=START, valid_to=END + timedelta(days=1)
)


@given(sound(ALWAYS), days)
def test_a_doubled_mandate_is_found_where_it_matters(mandates, day):
    asked = replace(ASKED, day=day)
    answer = resolve(*mandates, asked=asked)
    assert answer.mandate is not None
    doubled = replace(answer.mandate, id=99, agency_id=answer.mandate.agency_id + 1)
    assert len(resolve(*mandates, doubled, asked=asked).agencies) > 1
    assert rules.contradictions([*mandates, doubled])


@given(sound(), days)
def test_what_is_delegated_is_never_passed_on(mandates, day):
    answer = resolve(*mandates, asked=replace(ASKED, day=day))
    assert sum(link.ground is Ground.DELEGATED and not link.is_succession for link in answer.trace) <= 1


def test_the_law_s_own_case_needs_no_mandate():
    answer = resolve()
    assert (answer.agency_id, answer.ground, answer.mandate) == (COMMITTEE, Ground.LAW, None)


def test_a_delegation_holds_for_its_time_and_from_its_giver_only():
    one = mandate()
    assert resolve(one).agency_id == CENTRE
    assert resolve(one).ground is Ground.DELEGATED
    assert resolve(one, asked=replace(ASKED, day=date(2027, 1, 1))).agency_id == COMMITTEE
    assert resolve(one, by_law=(DEPARTMENT,)).agency_id == DEPARTMENT
    assert resolve(one, asked=replace(ASKED, procedure_code="2.000815")).agency_id == COMMITTEE
    signing = mandate(powers=frozenset({Power.SIGN}))
    assert resolve(signing).agency_id == COMMITTEE
    assert resolve(signing, asked=replace(ASKED, power=Power.SIGN)).agency_id == CENTRE


def test_the_particular_goes_before_the_general_and_layers_follow_each_other():
    devolved = mandate(
        id=2, ground=Ground.DEVOLVED, agency_id=DEPARTMENT, from_agency_id=None, procedure_code=""
    )
    own = mandate(id=3, from_agency_id=DEPARTMENT)
    answer = resolve(devolved, own)
    assert [link.agency_id for link in answer.trace] == [COMMITTEE, DEPARTMENT, CENTRE]
    general = replace(own, id=4, procedure_code="", agency_id=6)
    assert resolve(devolved, own, general).agency_id == CENTRE


def test_the_competence_of_a_dead_agency_passes_to_who_followed_it():
    def heirs(agency, day):
        return {CENTRE: (9,)}.get(agency, (agency,))

    answer = resolve(mandate(), heirs=heirs)
    assert answer.agency_id == 9
    assert answer.trace[-1].is_succession
    assert resolve(mandate(), heirs=lambda a, _: () if a == CENTRE else (a,)).agencies == ()
    assert len(resolve(mandate(), heirs=lambda a, _: (8, 9) if a == CENTRE else (a,)).agencies) == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"valid_to": None}, "delegation_unlimited"),
        ({"content": " "}, "delegation_content"),
        ({"conditions": ""}, "mandate_conditions"),
        ({"from_agency_id": None}, "mandate_giver"),
        ({"from_agency_id": CENTRE}, "mandate_to_itself"),
        ({"document": ""}, "mandate_document"),
        ({"powers": frozenset()}, "mandate_powers"),
        ({"valid_to": date(2026, 1, 1)}, "mandate_period"),
    ],
)
def test_what_a_delegation_must_have(changes, code):
    assert rules.mandate_problems(mandate()) == ()
    assert code in [p.code for p in rules.mandate_problems(mandate(**changes))]


def test_decentralising_lasts_and_devolving_needs_no_giver():
    assert rules.mandate_problems(mandate(ground=Ground.DECENTRALISED, valid_to=None, content="")) == ()
    devolved = mandate(ground=Ground.DEVOLVED, valid_to=None, from_agency_id=None, content="", conditions="")
    assert rules.mandate_problems(devolved) == ()


def test_nobody_delegates_what_was_delegated_to_him():
    onward = mandate(id=2, agency_id=5, from_agency_id=CENTRE)
    assert [p.code for _, p in rules.contradictions([mandate(), onward])] == ["delegation_passed_on"]
    later = replace(onward, valid_from=date(2027, 1, 1), valid_to=date(2028, 1, 1))
    assert rules.contradictions([mandate(), later]) == ()


@given(days, days, days, st.text(max_size=3))
def test_an_end_only_shortens_and_never_reaches_into_the_past(first, day, today, reason):
    one = mandate(valid_from=first, valid_to=END + timedelta(days=1))
    found = rules.end_problems(one, day=day, today=today, reason=reason)
    fits = first < day and day >= today and day <= END and bool(reason.strip())
    assert (not found) == fits
    if fits:
        shorter = replace(one, valid_to=day)
        assert not rules.mandate_problems(shorter)
        assert all(one.holds_on(d) for d in (first, day - timedelta(days=1)) if shorter.holds_on(d))
        assert shorter.holds_on(today) == (one.holds_on(today) and today < day)


@given(days, days, st.booleans())
def test_taking_back_is_for_what_has_not_begun_and_was_recorded_here(first, today, is_of_pack):
    one = mandate(valid_from=first, valid_to=None)
    found = rules.withdraw_problems(one, is_of_pack=is_of_pack, today=today, reason="ghi nhầm")
    assert (not found) == (first > today and not is_of_pack)

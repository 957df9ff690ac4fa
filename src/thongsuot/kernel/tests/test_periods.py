from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel.errors import Refused
from thongsuot.kernel.periods import Period, first_overlap

DAYS = st.dates(date(2025, 1, 1), date(2025, 3, 31))


@st.composite
def periods(draw) -> Period:
    from_date = draw(DAYS)
    days = draw(st.none() | st.integers(1, 40))
    return Period(from_date, days and from_date + timedelta(days=days))


@given(periods(), periods(), DAYS)
def test_the_intersection_holds_exactly_the_days_of_both(one, two, day):
    both = one.intersect(two)
    assert (both is not None and both.contains(day)) == (one.contains(day) and two.contains(day))
    assert both == two.intersect(one)
    assert one.overlaps(two) == (both is not None)


@given(periods(), periods(), DAYS)
def test_covering_means_every_day(one, two, day):
    if one.covers(two):
        assert one.intersect(two) == two
        assert not two.contains(day) or one.contains(day)


@given(periods(), periods())
def test_periods_that_meet_share_no_day(one, two):
    if one.meets(two):
        assert not one.overlaps(two)
        assert one.contains(two.from_date - timedelta(days=1))


@given(st.lists(periods(), max_size=6))
def test_an_overlap_is_found_when_there_is_one(many):
    pairs = [(a, b) for i, a in enumerate(many) for b in many[i + 1 :] if a.overlaps(b)]
    found = first_overlap(many)
    assert (found is not None) == bool(pairs)
    assert found is None or found[0].overlaps(found[1])


def test_a_period_without_days_is_refused():
    for to_date in (date(2025, 7, 1), date(2025, 6, 30)):
        with pytest.raises(Refused, match="period_empty"):
            Period(date(2025, 7, 1), to_date)


def test_a_unit_ends_where_its_successor_begins():
    old, new = Period(date(2000, 1, 1)).ended(date(2025, 7, 1)), Period(date(2025, 7, 1))
    assert old.meets(new)
    assert old.contains(date(2025, 6, 30))
    assert not old.contains(date(2025, 7, 1))
    assert new.is_open
    assert new.covers(Period(date(2026, 1, 1), date(2026, 2, 1)))
    assert (str(old), str(new)) == ("[01/01/2000, 01/07/2025)", "[01/07/2025, …)")

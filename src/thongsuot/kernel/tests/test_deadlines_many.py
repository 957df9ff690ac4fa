"""Arrays give exactly what one by one gives, refusals included."""

from datetime import UTC, datetime, time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thongsuot.kernel.dates import VIETNAM
from thongsuot.kernel.deadlines import Term, TimeUnit, due_date
from thongsuot.kernel.deadlines.many import cutoff_minutes, deadlines_many, unit_codes
from thongsuot.kernel.errors import Refused
from thongsuot.kernel.tests.calendars import INSTANTS, calendars, national

CASES = st.lists(
    st.tuples(
        INSTANTS,
        st.integers(0, 250),
        st.sampled_from(TimeUnit),
        st.none() | st.times(time(7), time(18)),
    ),
    min_size=1,
    max_size=25,
)


def arrays(cases):
    received = [case[0].astimezone(UTC).replace(tzinfo=None) for case in cases]
    return np.array(received, dtype="datetime64[us]"), np.array([case[1] for case in cases])


@given(calendars(), CASES)
def test_many_agree_with_one_by_one(calendar, cases):
    units = (TimeUnit.WORKING_DAY, TimeUnit.DAY)
    cases = [
        (
            at,
            n % (2 if unit is TimeUnit.YEAR else 19) if unit in (TimeUnit.MONTH, TimeUnit.YEAR) else n,
            unit,
            cutoff if unit in units and n <= 1 else None,
        )
        for at, n, unit, cutoff in cases
    ]
    received, quantity = arrays(cases)
    cutoffs = cutoff_minutes([case[3] for case in cases])
    try:
        many = deadlines_many(
            received, quantity, unit_codes([case[2] for case in cases]), calendar, same_day_until=cutoffs
        )
    except Refused:
        many = None
    one_by_one, refused = [], False
    for at, n, unit, cutoff in cases:
        try:
            one_by_one.append(due_date(received_at=at, term=Term(n, unit, cutoff), calendar=calendar))
        except Refused:
            refused = True
    assert refused == (many is None)
    if many is None:
        return
    assert [day.item() for day in many.due_date] == [one.due_date for one in one_by_one]
    naive = [one.due_at and one.due_at.replace(tzinfo=None) for one in one_by_one]
    assert [moment.item() for moment in many.due_at] == naive


def test_outside_the_calendar_many_are_refused_too():
    late = np.array(["2035-01-01T03:00"], dtype="datetime64[s]")
    with pytest.raises(Refused, match="calendar_missing"):
        deadlines_many(late, np.array([1]), TimeUnit.DAY, national())
    inside = np.array(["2026-11-30T03:00"], dtype="datetime64[s]")
    with pytest.raises(Refused, match="calendar_missing"):
        deadlines_many(inside, np.array([900]), TimeUnit.WORKING_DAY, national())
    with pytest.raises(Refused, match="term_negative"):
        deadlines_many(inside, np.array([-1]), TimeUnit.WORKING_DAY, national())


def test_no_cases_give_no_dates():
    nothing = np.array([], dtype="datetime64[s]")
    assert len(deadlines_many(nothing, np.array([], dtype=int), TimeUnit.HOUR, national()).due_date) == 0


@settings(max_examples=20)
@given(calendars())
def test_every_minute_of_a_day_agrees(calendar):
    """Opening, lunch, closing and midnight, where one minute decides."""
    moments = [
        datetime(2026, 3, 6 + i // 24, i % 24, m, tzinfo=VIETNAM)
        for i in range(72)
        for m in (0, 1, 29, 30, 31)
    ]
    for n, unit in [(0, TimeUnit.HOUR), (3, TimeUnit.HOUR), (0, TimeUnit.DAY), (1, TimeUnit.WORKING_DAY)]:
        received, quantity = arrays([(moment, n) for moment in moments])
        many = deadlines_many(received, quantity, unit, calendar).due_at
        term = Term(n, unit)
        one_by_one = [due_date(received_at=at, term=term, calendar=calendar).due_at for at in moments]
        assert [moment.item() for moment in many] == [due.replace(tzinfo=None) for due in one_by_one]

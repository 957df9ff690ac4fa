"""Terms of several agencies: sums along a way, the longest side by side, never earlier than any part of them."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel.deadlines import Clock, Extension, Linked, Pause, Term, TimeUnit, due_date
from thongsuot.kernel.tests.calendars import calendars, national

WORKING, DAY, HOUR = TimeUnit.WORKING_DAY, TimeUnit.DAY, TimeUnit.HOUR
RECEIVED = st.datetimes(datetime(2026, 1, 5), datetime(2026, 9, 30), timezones=st.just(UTC))
TERMS = st.builds(Term, st.integers(1, 20), st.sampled_from([WORKING, DAY, HOUR]))
LINKED = st.builds(Linked, st.sampled_from(["công an", "thuế"]), TERMS)
GROUPS = st.lists(st.lists(LINKED, min_size=1, max_size=3).map(tuple), min_size=1, max_size=3).map(tuple)


def due(received, term, calendar, **more):
    return due_date(received_at=received, term=term, calendar=calendar, **more)


def with_(term, *groups):
    return replace(term, then=groups)


# From one day on: "the same day", received after hours, ends on the next day, and only then does the next agency begin.
@given(calendars(), RECEIVED, st.integers(1, 9), st.lists(st.integers(1, 9), min_size=1, max_size=4))
def test_working_days_one_after_the_other_are_their_sum(calendar, received, own, more):
    term = with_(Term(own, WORKING), *((Linked("a", Term(n, WORKING)),) for n in more))
    assert (
        due(received, term, calendar).due_at == due(received, Term(own + sum(more), WORKING), calendar).due_at
    )


@given(calendars(), RECEIVED, TERMS, st.lists(LINKED, min_size=1, max_size=4))
def test_side_by_side_the_one_that_ends_last_counts(calendar, received, own, branches):
    together = due(received, with_(own, tuple(branches)), calendar).due_at
    each = [due(received, with_(own, (one,)), calendar).due_at for one in branches]
    assert together == max(each)


@given(calendars(), RECEIVED, TERMS, GROUPS)
def test_never_earlier_than_any_part_and_every_part_is_named(calendar, received, own, groups):
    found = due(received, with_(own, *groups), calendar)
    parts = [due(received, one.term, calendar).due_at for group in groups for one in group]
    assert found.due_at >= max(due(received, own, calendar).due_at, *parts)
    assert found.due_at >= due(received, with_(own, *groups[:-1]), calendar).due_at
    assert [step.code for step in found.trace].count("linked") == sum(map(len, groups))
    assert found.trace[-1].code == "due"
    assert all(found.explained())


@given(calendars(), RECEIVED, TERMS, GROUPS, st.integers(0, 20_000), st.integers(0, 20_000))
def test_a_pause_and_an_apology_never_bring_it_forward(calendar, received, own, groups, after, lasts):
    term, second = with_(own, *groups), 60
    plain = due(received, term, calendar)
    begin = datetime.fromtimestamp(received.timestamp() + after * second, UTC)
    stop = Pause(begin, datetime.fromtimestamp(begin.timestamp() + lasts * second, UTC))
    assert due(received, term, calendar, pauses=[stop]).due_at >= plain.due_at
    open_ = due(received, term, calendar, pauses=[Pause(begin)])
    assert (open_.clock is Clock.STANDING) == (begin.replace(second=0, microsecond=0) < plain.due_at)
    day = calendar.add(plain.due_date, 3)
    given_ = Extension(begin, day)
    if open_.clock is Clock.STANDING:
        assert due(received, term, calendar, extension=given_).due_date == day
        assert due(received, term, calendar, extension=given_, pauses=[stop]).due_date >= day


def test_the_law_s_death_with_residence_and_allowance_ends_with_the_longer_of_the_two():
    calendar = national()
    received = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # Friday 09:00
    own = Term(1, WORKING)
    both = (Linked("Xóa đăng ký thường trú", Term(5, WORKING)), Linked("Tử tuất", Term(8, WORKING)))
    found = due(received, with_(own, both), calendar)
    assert due(received, own, calendar).due_date == date(2026, 11, 23)
    assert found.due_date == calendar.add(date(2026, 11, 23), 8)
    said = " ".join(found.explained())
    assert "“Xóa đăng ký thường trú”" in said
    assert "lấy việc dài nhất" in said


def test_an_apology_before_the_end_changes_nothing_and_later_pauses_move_what_it_named():
    calendar, received = national(), datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    term = with_(Term(1, WORKING), (Linked("a", Term(4, WORKING)),))
    plain = due(received, term, calendar)
    early = Extension(received, date(2026, 11, 24))
    assert due(received, term, calendar, extension=early).due_at == plain.due_at
    late = Extension(datetime(2026, 11, 25, 2, tzinfo=UTC), date(2026, 12, 4))
    stop = Pause(datetime(2026, 12, 1, 2, tzinfo=UTC), datetime(2026, 12, 3, 2, tzinfo=UTC))
    assert due(received, term, calendar, extension=late, pauses=[stop]).due_date == date(2026, 12, 8)
    waiting = due(received, term, calendar, extension=late, pauses=[Pause(stop.from_at)])
    assert (waiting.clock, waiting.remaining.quantity) == (Clock.STANDING, 3)
    after = Pause(datetime(2026, 12, 7, 2, tzinfo=UTC))
    assert due(received, term, calendar, extension=late, pauses=[after]).due_date == date(2026, 12, 4)

"""Time limits as properties: what must hold of every due date on every calendar."""

from datetime import UTC, date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel.dates import local
from thongsuot.kernel.deadlines import (
    AfterPause,
    Clock,
    Extension,
    Pause,
    Term,
    TimeUnit,
    due_date,
    extension_problems,
    share_used,
    tenths_used,
    time_left,
)
from thongsuot.kernel.errors import Refused
from thongsuot.kernel.tests.calendars import INSTANTS, at, calendars, national

DAY_UNITS = st.sampled_from([TimeUnit.WORKING_DAY, TimeUnit.DAY, TimeUnit.MONTH])
STOPS = st.lists(st.tuples(st.integers(0, 90_000), st.integers(0, 60_000)), max_size=4)


RULES_AFTER = st.sampled_from(AfterPause)


@st.composite
def terms(draw, after_pause=RULES_AFTER) -> Term:
    if draw(st.integers(0, 4)) == 0:
        cutoff = draw(st.times(time(7), time(18)))
        return Term(1, TimeUnit.WORKING_DAY, same_day_until=cutoff, after_pause=draw(after_pause))
    unit = draw(st.sampled_from([TimeUnit.WORKING_DAY, TimeUnit.DAY, TimeUnit.HOUR, TimeUnit.MONTH]))
    most = {TimeUnit.MONTH: 8, TimeUnit.HOUR: 300}.get(unit, 120)
    office = draw(st.booleans())
    return Term(draw(st.integers(0, most)), unit, None, office, draw(after_pause))


def in_minutes(received, stops):
    minute = timedelta(minutes=1)
    return [Pause(received + start * minute, received + (start + length) * minute) for start, length in stops]


@given(calendars(), INSTANTS, terms())
def test_a_due_day_is_a_working_day_not_before_receipt(calendar, received, term):
    due = due_date(received_at=received, term=term, calendar=calendar)
    assert due.clock is Clock.RUNNING
    assert calendar.is_working_day(due.due_date)
    assert local(due.due_at).date() == due.due_date
    assert due.due_at >= received.replace(second=0, microsecond=0)
    assert due.due_at.tzinfo is UTC


@given(calendars(), INSTANTS, terms(), st.integers(0, 20_000))
def test_received_later_is_never_due_earlier(calendar, received, term, later):
    if term.unit is TimeUnit.HOUR and not term.hours_are_office_hours:
        return  # the law itself is uneven here: an end on a day off jumps past an end on the next morning
    one = due_date(received_at=received, term=term, calendar=calendar)
    two = due_date(received_at=received + timedelta(minutes=later), term=term, calendar=calendar)
    assert one.due_at <= two.due_at


@given(calendars(), INSTANTS, DAY_UNITS | st.just(TimeUnit.HOUR), st.integers(0, 7), st.integers(0, 3))
def test_a_longer_term_is_never_due_earlier(calendar, received, unit, quantity, more):
    one = due_date(received_at=received, term=Term(quantity, unit), calendar=calendar)
    two = due_date(received_at=received, term=Term(quantity + more, unit), calendar=calendar)
    assert one.due_at <= two.due_at


@given(calendars(), INSTANTS, terms(), STOPS)
def test_a_pause_never_brings_the_date_forward(calendar, received, term, stops):
    plain = due_date(received_at=received, term=term, calendar=calendar)
    paused = due_date(received_at=received, term=term, calendar=calendar, pauses=in_minutes(received, stops))
    assert paused.due_at >= plain.due_at
    assert calendar.is_working_day(paused.due_date)


@given(calendars(), INSTANTS, terms(st.just(AfterPause.CONTINUE)), STOPS, st.integers(0, 30_000))
def test_a_longer_pause_is_never_due_earlier(calendar, received, term, stops, more):
    if term.unit is TimeUnit.HOUR and not term.hours_are_office_hours:
        return
    one = due_date(received_at=received, term=term, calendar=calendar, pauses=in_minutes(received, stops))
    longer = [(start, length + more) for start, length in stops[-1:]]
    stops = [*stops[:-1], *longer]
    two = due_date(received_at=received, term=term, calendar=calendar, pauses=in_minutes(received, stops))
    assert one.due_at <= two.due_at


@given(calendars(), INSTANTS, terms(), st.integers(0, 90_000))
def test_a_pause_without_end_stops_the_clock_if_it_came_in_time(calendar, received, term, start):
    plain = due_date(received_at=received, term=term, calendar=calendar)
    pause = Pause(received + timedelta(minutes=start))
    standing = due_date(received_at=received, term=term, calendar=calendar, pauses=[pause])
    if pause.from_at < plain.due_at:
        assert (standing.clock, standing.due_at) == (Clock.STANDING, None)
        assert standing.remaining.quantity >= 0
    else:
        assert standing.due_at == plain.due_at
        assert "pause_too_late" in [step.code for step in standing.trace]


@given(calendars(), INSTANTS, terms(), STOPS, st.integers(0, 90_000), st.integers(0, 100))
def test_an_extension_never_brings_the_date_forward(calendar, received, term, stops, granted, days):
    pauses = in_minutes(received, stops)
    plain = due_date(received_at=received, term=term, calendar=calendar, pauses=pauses)
    granted_at = received + timedelta(minutes=granted)
    extension = Extension(granted_at, plain.due_date + timedelta(days=days))
    extended = due_date(
        received_at=received, term=term, calendar=calendar, pauses=pauses, extension=extension
    )
    assert extended.due_at >= plain.due_at
    assert extended.due_date >= calendar.next_working_day(extension.to_date) or days == 0


@given(calendars(), INSTANTS, terms(), STOPS)
def test_the_explanation_ends_with_the_date_and_can_be_said(calendar, received, term, stops):
    due = due_date(received_at=received, term=term, calendar=calendar, pauses=in_minutes(received, stops))
    assert due.trace[-1].code == "due"
    said = due.explained()
    assert said[-1] == f"Hạn trả: {local(due.due_at):%H:%M} {_day(due)}."
    assert not any("{" in sentence for sentence in said)
    assert [step.as_json()["code"] for step in due.trace] == [step.code for step in due.trace]


def _day(due):
    names = ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"]
    return f"{names[due.due_date.weekday()]} {due.due_date:%d/%m/%Y}"


@given(calendars(), INSTANTS, terms(), st.integers(0, 60_000), st.integers(0, 10_000))
def test_the_share_used_grows_from_nothing_to_late(calendar, received, term, gone, more):
    due = due_date(received_at=received, term=term, calendar=calendar)
    now, later = received + timedelta(minutes=gone), received + timedelta(minutes=gone + more)
    asked = {"received_at": received, "due": due, "calendar": calendar}
    one, two = share_used(now=now, **asked), share_used(now=later, **asked)
    assert 0 <= one <= two
    assert 0 <= tenths_used(one) <= 10
    left = time_left(now, due, calendar)
    assert left.is_late == (now > due.due_at)
    assert (left.minutes < 0) <= left.is_late
    assert "{" not in left.said.say()


@given(INSTANTS, st.integers(0, 500))
def test_a_term_without_a_number_has_no_due_date(received, quantity):
    due = due_date(received_at=received, term=Term(quantity, TimeUnit.OTHER), calendar=None)
    assert (due.clock, due.due_at, due.due_date) == (Clock.NONE, None, None)
    assert due.explained() == ["Thủ tục không có thời hạn tính được: không ghi ngày hẹn trả."]


@given(calendars(), INSTANTS, terms(), st.integers(-40, 40), st.booleans())
def test_an_extension_is_refused_for_every_reason_at_once(calendar, received, term, days, already):
    due = due_date(received_at=received, term=term, calendar=calendar)
    to_date = due.due_date + timedelta(days=days)
    problems = extension_problems(due=due, to_date=to_date, calendar=calendar, already_extended=already)
    codes = {problem.code for problem in problems}
    assert ("extension_twice" in codes) == already
    assert ("extension_not_later" in codes) == (days <= 0)
    is_known = 2025 <= to_date.year <= 2027
    assert ("extension_day_off" in codes) == (is_known and not calendar.is_working_day(to_date))
    assert ("calendar_missing" in codes) == (not is_known and days > 0)


def test_an_early_day_of_a_year_without_a_calendar_is_refused_because_it_is_early():
    due = due_date(
        received_at=at(date(2025, 1, 6), "09:00"), term=Term(3, TimeUnit.WORKING_DAY), calendar=national()
    )
    early, late = (
        extension_problems(due=due, to_date=day, calendar=national(), already_extended=True)
        for day in (date(1999, 1, 4), date(2077, 1, 4))
    )
    assert [one.code for one in early] == ["extension_twice", "extension_not_later"]
    assert [one.code for one in late] == ["extension_twice", "calendar_missing"]


def test_terms_that_make_no_sense_are_refused():
    with pytest.raises(Refused, match="term_negative"):
        Term(-1, TimeUnit.DAY)
    for quantity, unit in [(2, TimeUnit.WORKING_DAY), (1, TimeUnit.MONTH), (1, TimeUnit.HOUR)]:
        with pytest.raises(Refused, match="term_same_day"):
            Term(quantity, unit, same_day_until=time(15))

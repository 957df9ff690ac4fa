from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel.dates import VIETNAM
from thongsuot.kernel.errors import Refused
from thongsuot.kernel.tests.calendars import (
    INNER_DAYS,
    INSTANTS,
    SATURDAY_MORNING,
    calendars,
    here,
    national,
    pack_rows,
)
from thongsuot.kernel.workdays import (
    WEEKEND,
    CalendarDay,
    DayKind,
    Session,
    WeekHours,
    WorkCalendar,
    read_calendar_rows,
    read_hours_rows,
)

ONE_DAY = timedelta(days=1)


@given(calendars(), INNER_DAYS, st.integers(1, 200))
def test_counting_undoes_adding(calendar, day, n):
    due = calendar.add(day, n)
    assert calendar.is_working_day(due)
    assert due > day
    assert calendar.count(day, due) == n


@given(calendars(), INNER_DAYS, st.integers(-15, 60), st.integers(0, 20))
def test_more_days_never_end_earlier(calendar, day, n, more):
    assert calendar.add(day, n) <= calendar.add(day, n + more)
    assert calendar.add(day, n) <= calendar.add(day + more * ONE_DAY, n)


@given(calendars(), INNER_DAYS, st.integers(1, 15))
def test_adding_backwards_lands_n_working_days_before(calendar, day, n):
    before = calendar.add(day, -n)
    assert before < day
    assert sum(calendar.is_working_day(before + i * ONE_DAY) for i in range((day - before).days)) == n


@given(calendars(), INNER_DAYS, st.integers(0, 90))
def test_count_is_what_walking_counts(calendar, day, span):
    walked = sum(calendar.is_working_day(day + i * ONE_DAY) for i in range(1, span + 1))
    assert calendar.count(day, day + span * ONE_DAY) == walked
    assert calendar.count(day + span * ONE_DAY, day) == -walked


@given(calendars(), INNER_DAYS)
def test_a_day_is_off_exactly_when_there_is_a_reason(calendar, day):
    assert (calendar.rest_on(day) is None) == calendar.is_working_day(day)
    assert calendar.is_working_day(calendar.next_working_day(day))
    assert calendar.add(day, 0) == calendar.next_working_day(day)


@given(calendars(), INSTANTS)
def test_office_minutes_can_be_turned_back_into_the_moment(calendar, moment):
    moment = moment.replace(second=0, microsecond=0)
    mark = calendar.office_minutes(moment)
    if mark:
        back = calendar.at_office_minutes(mark)
        assert back <= moment
        assert calendar.office_minutes(back) == mark
    assert calendar.office_minutes(moment + timedelta(hours=5)) >= mark


@given(calendars(), INSTANTS)
def test_reception_is_the_first_open_minute(calendar, moment):
    moment = moment.replace(second=0, microsecond=0)
    opens = calendar.reception_from(moment)
    walked = moment
    while not any(s.opens <= walked.time() <= s.closes for s in calendar.sessions_on(walked.date())):
        walked += timedelta(minutes=1) if calendar.sessions_on(walked.date()) else _to_midnight(walked)
    assert opens == walked


def _to_midnight(moment):
    midnight = here(moment.date() + ONE_DAY, "00:00")
    return midnight - moment


@given(st.integers(-400, 2000), st.integers(-900, 900))
def test_outside_its_years_a_calendar_refuses(offset, n):
    calendar, day = national(), date(2025, 1, 1) + offset * ONE_DAY
    try:
        due = calendar.add(day, n)
    except Refused as refused:
        codes = [problem.code for problem in refused.problems]
    else:
        codes = []
        assert calendar.covers(day)
        assert calendar.covers(due)
    assert codes in ([], ["calendar_missing"])


@pytest.mark.parametrize(
    ("day", "kind", "name"),
    [
        (date(2026, 1, 2), "swap_off", "Nghỉ hoán đổi với thứ Bảy 10/1/2026"),
        (date(2026, 8, 31), "swap_off", "Nghỉ hoán đổi với thứ Bảy 22/8/2026"),
        (date(2026, 11, 24), "holiday", "Ngày Văn hóa Việt Nam"),
        (date(2025, 5, 2), "swap_off", "Nghỉ hoán đổi với thứ Bảy 26/4/2025"),
        (date(2025, 9, 1), "holiday", "Quốc khánh (ngày liền kề)"),
        (date(2025, 4, 27), WEEKEND.kind, WEEKEND.name),
    ],
)
def test_why_a_day_is_off(day, kind, name):
    rest = national().rest_on(day)
    assert rest is not None
    assert (rest.kind, rest.name) == (kind, name)


@pytest.mark.parametrize("day", [date(2025, 4, 26), date(2026, 1, 10), date(2026, 8, 22), date(2026, 8, 24)])
def test_swapped_saturdays_are_worked(day):
    assert national().is_working_day(day)
    assert national().closing(day) == here(day, "17:00")


def test_working_days_of_the_national_calendar_by_hand():
    # 261 weekdays of 2025 less 12 days off, plus the Saturday worked; 2026 likewise 261 − 14 + 2.
    assert national().count(date(2025, 1, 1), date(2025, 12, 31)) == 261 - 12 + 1
    assert national().count(date(2025, 12, 31), date(2026, 12, 31)) == 261 - 14 + 2


def test_a_storm_closes_days_and_changes_the_fingerprint():
    calendar = national()
    closed = calendar.closed([(date(2026, 10, 21), "Bão số 12")])
    assert calendar.add(date(2026, 10, 20), 1) == date(2026, 10, 21)
    assert closed.add(date(2026, 10, 20), 1) == date(2026, 10, 22)
    assert closed.rest_on(date(2026, 10, 21)).name == "Bão số 12"
    assert closed.fingerprint() != calendar.fingerprint()
    assert closed != calendar


def test_calendars_with_the_same_content_are_the_same():
    rows = (
        CalendarDay(date(2026, 1, 1), DayKind.HOLIDAY, "a"),
        CalendarDay(date(2026, 5, 1), DayKind.HOLIDAY, "b"),
    )
    one, two = WorkCalendar(2026, 2026, rows), WorkCalendar(2026, 2026, rows[::-1])
    assert one == two
    assert hash(one) == hash(two)
    assert one.fingerprint() == two.fingerprint()
    assert one.with_hours(one.hours) is one
    assert one.with_hours(SATURDAY_MORNING).fingerprint() != one.fingerprint()


def test_saturday_morning_receives_without_being_a_working_day():
    calendar = national().with_hours(SATURDAY_MORNING)
    saturday = date(2025, 11, 22)
    assert not calendar.is_working_day(saturday)
    assert calendar.reception_from(here(saturday, "09:10")) == here(saturday, "09:10")
    assert calendar.reception_from(here(saturday, "11:30")) == here(date(2025, 11, 24), "07:30")
    assert calendar.reception_from(here(saturday, "06:00")).tzinfo is VIETNAM


def test_rows_that_cannot_be_read_are_all_named():
    rows = [
        {"date": "2026-02-30", "kind": "holiday", "name_vi": "a"},
        {"date": "2026-02-03", "kind": "feast", "name_vi": "a"},
        {"date": "2026-02-03", "kind": "holiday", "name_vi": " "},
        {"date": "2024-02-05", "kind": "holiday", "name_vi": "a"},
        {"date": "2026-02-05", "kind": "holiday", "name_vi": "a"},
    ]
    with pytest.raises(Refused) as refusal:
        read_calendar_rows(rows)
    codes = [problem.code for problem in refusal.value.problems]
    assert codes == ["calendar_date", "calendar_kind", "calendar_name", "calendar_gap"]


def test_contradicting_and_outlying_rows_are_refused():
    new_year = CalendarDay(date(2026, 1, 1), DayKind.HOLIDAY, "a")
    with pytest.raises(Refused, match="calendar_contradiction"):
        WorkCalendar(2026, 2026, (new_year, CalendarDay(date(2026, 1, 1), DayKind.SWAP_WORK, "b")))
    with pytest.raises(Refused, match="calendar_row_outside"):
        WorkCalendar(2025, 2025, (new_year,))
    with pytest.raises(Refused, match="calendar_empty"):
        read_calendar_rows([])


def test_hours_come_from_rows_and_are_checked():
    rows = [{"weekday": str(n), "opens": "8:00", "closes": "16h30"} for n in range(1, 6)]
    rows.append({"weekday": "6", "opens": "08:00", "closes": "11:00", "counts": "no"})
    hours = read_hours_rows(rows)
    assert hours.working == frozenset(range(5))
    assert hours.sessions[5] == (Session(time(8), time(11)),)
    with pytest.raises(Refused, match="hours_weekday"):
        read_hours_rows([{"weekday": "8", "opens": "8:00", "closes": "9:00"}])
    with pytest.raises(Refused, match="hours_overlap"):
        read_hours_rows([*rows, {"weekday": "1", "opens": "16:00", "closes": "17:00"}])
    with pytest.raises(Refused, match="hours_missing"):
        WeekHours(((),) * 7, frozenset({0}))
    with pytest.raises(Refused, match="session_empty"):
        Session(time(9), time(9))


def test_years_not_yet_announced_are_known_but_provisional():
    rows = [row for name in ("calendar.csv", "calendar-provisional.csv") for row in pack_rows(name)]
    calendar = read_calendar_rows(rows)
    assert (calendar.first_year, calendar.last_year) == (2025, 2031)
    assert calendar.provisional == set(range(2027, 2032))
    assert calendar.add(date(2026, 12, 31), 1) == date(2027, 1, 4)
    assert national().provisional == frozenset()

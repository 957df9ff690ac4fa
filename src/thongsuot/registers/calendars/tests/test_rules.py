import csv
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel.rows import Row
from thongsuot.kernel.workdays import FORTY_HOURS, CalendarDay, DayKind
from thongsuot.registers.calendars import rules


def day_rows(*given):
    names = ("date", "kind", "name_vi", "source", "confidence")
    return [
        Row("c.csv", n, dict(zip(names, (*row, "Lễ", "văn bản", "seen")[:5], strict=True)))
        for n, row in enumerate(given, 2)
    ]


def hour_rows(*given):
    fixed = {"counts": "yes", "valid_to": "", "source": "quyết định", "is_simulated": "no"}
    names = ("weekday", "opens", "closes", "valid_from")
    return [Row("h.csv", n, fixed | dict(zip(names, row, strict=True))) for n, row in enumerate(given, 2)]


def codes(faults):
    return [(f.line, f.problem.code) for f in faults]


@given(st.sets(st.dates(date(2025, 1, 1), date(2027, 12, 31)), min_size=1), st.randoms())
def test_every_day_off_of_the_pack_is_off_in_the_calendar(days, random):
    rows = [CalendarDay(day, random.choice([DayKind.HOLIDAY, DayKind.SWAP_OFF]), "Lễ") for day in days]
    calendar = rules.assemble((2025, 2027), rows, FORTY_HOURS, frozenset())
    day = date(2025, 1, 1)
    while day.year < 2028:
        assert calendar.is_working_day(day) == (day.weekday() < 5 and day not in days)
        day += timedelta(days=1)


def test_the_first_row_of_a_day_names_it_and_other_years_are_left_out():
    rows = [
        CalendarDay(date(2025, 9, 2), DayKind.HOLIDAY, "Quốc khánh"),
        CalendarDay(date(2025, 9, 2), DayKind.HOLIDAY, "Lễ hội"),
        CalendarDay(date(2024, 1, 1), DayKind.HOLIDAY, "Tết Dương lịch"),
    ]
    calendar = rules.assemble((2025, 2025), rows, FORTY_HOURS, frozenset())
    assert [row.name for row in calendar.days] == ["Quốc khánh"]


def test_a_day_is_not_off_and_worked():
    rows = day_rows(("2025-09-02", "holiday"), ("2025-09-02", "swap_work"))
    assert codes(rules.day_faults(rows)) == [(3, "calendar_contradiction")]


def test_a_missing_year_is_named():
    rows = day_rows(("2024-01-01", "holiday"), ("2026-01-01", "holiday"))
    assert codes(rules.day_faults(rows)) == [(2, "calendar_gap")]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([("1", "07:30", "11:30", "2025-07-01"), ("1", "13:00", "17:00", "2025-07-01")], []),
        (
            [("1", "07:30", "11:30", "2025-07-01"), ("1", "11:00", "17:00", "2025-07-01")],
            [(3, "hours_overlap")],
        ),
        ([("1", "07:30", "07:30", "2025-07-01")], [(2, "session_empty")]),
        ([("8", "07:30", "11:30", "2025-07-01")], [(2, "cell_range")]),
        ([("1", "7h30", "11:30", "2025-07-01")], [(2, "cell_time")]),
    ],
)
def test_office_hours(rows, found):
    assert codes(rules.hours_faults(hour_rows(*rows))) == found


def test_no_hours_are_forty_hours():
    assert rules.week_of([]) == FORTY_HOURS
    week = rules.week_of([(1, time(8), time(12), True), (6, time(8), time(11), False)])
    assert week.working == {0}
    assert week.sessions[5][0].closes == time(11)


def test_a_closure_needs_a_working_day_and_a_reason():
    calendar = rules.assemble(
        (2025, 2025), [CalendarDay(date(2025, 9, 2), DayKind.HOLIDAY, "Quốc khánh")], FORTY_HOURS, frozenset()
    )

    def found(day, reason="bão"):
        return [p.code for p in rules.closure_problems(calendar=calendar, day=day, reason=reason)]

    assert found(date(2025, 9, 3)) == []
    assert found(date(2025, 9, 2)) == ["closure_already_off"]
    assert found(date(2026, 9, 2), " ") == ["closure_unknown_year", "closure_reason"]


def test_the_national_pack_has_no_fault(settings):
    path = settings.PACKS_DIR / "national" / "calendar.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = [Row("calendar.csv", n, row) for n, row in enumerate(csv.DictReader(file), 2)]
    assert rules.day_faults(rows) == []

"""Calendars for tests: the national one of the pack, and hypothesis strategies for any other."""

import csv
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from thongsuot.kernel.dates import VIETNAM, instant
from thongsuot.kernel.workdays import (
    FORTY_HOURS,
    CalendarDay,
    DayKind,
    Session,
    WeekHours,
    WorkCalendar,
    read_calendar_rows,
)

PACK = Path(__file__).parents[4] / "packs" / "national"
SATURDAY_MORNING = WeekHours(
    (
        *((Session(time(7, 30), time(11, 30)), Session(time(13), time(17))),) * 5,
        (Session(time(8), time(11)),),
        (),
    )
)


def pack_rows(name: str) -> list[dict[str, str]]:
    with (PACK / name).open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


@cache
def national() -> WorkCalendar:
    return read_calendar_rows(pack_rows("calendar.csv"))


def at(day: date, clock: str) -> datetime:
    """UTC instant of a Vietnamese time written "15:20"."""
    return instant(day, time.fromisoformat(clock))


def here(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), VIETNAM)


# Near the receipts below, so that few exceptions meet many terms.
EXCEPTIONS = st.integers(0, 620).map(lambda n: date(2025, 1, 20) + timedelta(days=n))
INNER_DAYS = st.dates(date(2025, 2, 1), date(2026, 6, 30))
INSTANTS = st.datetimes(datetime(2025, 2, 1), datetime(2026, 6, 30)).map(
    lambda moment: moment.replace(tzinfo=VIETNAM)
)


@st.composite
def calendars(draw) -> WorkCalendar:
    """Three years with random exceptions, some offices receiving on Saturday morning."""
    kinds = draw(st.dictionaries(EXCEPTIONS, st.sampled_from(list(DayKind)), max_size=15))
    days = tuple(CalendarDay(day, kind, f"{kind} {day}") for day, kind in kinds.items())
    return WorkCalendar(2025, 2027, days, draw(st.sampled_from([FORTY_HOURS, SATURDAY_MORNING])))

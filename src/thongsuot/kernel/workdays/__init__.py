"""Which days and hours an office works: weekly rest, holidays, swapped days, closures by storm.

Days are those of Vietnam; a `datetime` here carries Vietnam's wall clock (`kernel.dates.local`).
"""

from thongsuot.kernel.workdays.calendar import WEEKEND, CalendarDay, DayKind, Rest, Tables, WorkCalendar
from thongsuot.kernel.workdays.hours import FORTY_HOURS, Session, WeekHours, minute_of
from thongsuot.kernel.workdays.rows import read_calendar_rows, read_hours_rows

__all__ = [
    "FORTY_HOURS",
    "WEEKEND",
    "CalendarDay",
    "DayKind",
    "Rest",
    "Session",
    "Tables",
    "WeekHours",
    "WorkCalendar",
    "minute_of",
    "read_calendar_rows",
    "read_hours_rows",
]

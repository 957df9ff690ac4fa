"""Dates and instants as official papers write them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

_TIED = "\N{NO-BREAK SPACE}"
_HERE = ZoneInfo("Asia/Ho_Chi_Minh")


def day_in_words(day: date) -> str:
    """`ngày 05 tháng 02 năm 2026`: days below 10 and the months 1 and 2 get a leading zero (NĐ 30/2020)."""
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def local_day(instant: datetime) -> date:
    """The day in Việt Nam of an aware instant."""
    return instant.astimezone(_HERE).date()


def instant_in_words(instant: datetime) -> str:
    """`09 giờ 05 phút, ngày 20 tháng 11 năm 2026`, in Việt Nam's time, of an aware instant.

    The hour never breaks over two lines.
    """
    there = instant.astimezone(_HERE)
    return f"{there:%H}{_TIED}giờ{_TIED}{there:%M}{_TIED}phút, {day_in_words(there.date())}"


def instant_in_figures(instant: datetime) -> str:
    """`09:05 20/11/2026`, in Việt Nam's time, of an aware instant: for tables."""
    return f"{instant.astimezone(_HERE):%H:%M %d/%m/%Y}"

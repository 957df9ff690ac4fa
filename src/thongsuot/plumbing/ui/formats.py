"""Days, times and money on screen: the formats of the kernel, in the language of the reader."""

from datetime import date, datetime, time

from django.utils.translation import get_language, gettext

from thongsuot.kernel import dates, money

_HARD_SPACE = "\u00a0"


def number(value: int) -> str:
    """1234567 → "1.234.567"."""
    return f"{value:,}".replace(",", ".")


def vnd(value: int) -> str:
    """Whole đồng: 20000 → "20.000 đ"."""
    return money.format_vnd(value).replace(" ", _HARD_SPACE)


def size(bytes_: int) -> str:
    """Of a file: "340 kB", "1,2 MB"."""
    if bytes_ < 1_000_000:
        return f"{-(-bytes_ // 1000)}{_HARD_SPACE}kB"
    return f"{bytes_ / 1_000_000:.1f}{_HARD_SPACE}MB".replace(".", ",")


def day(value: date | datetime) -> str:
    """01/07/2025; an instant is shown as its day in Vietnam."""
    return dates.format_date(_day(value))


def clock(value: datetime | time) -> str:
    """14:30, by the clock of Vietnam."""
    return dates.format_time(value)


def moment(value: datetime) -> str:
    """14:30 ngày 01/07/2025."""
    return gettext("{time} ngày {day}").format(time=clock(value), day=day(value))


def weekday(value: date | datetime) -> str:
    """thứ Hai … Chủ nhật, or in the reader's language."""
    return dates.weekday_name(_day(value), (get_language() or "vi")[:2])


def _day(value: date | datetime) -> date:
    return dates.local_day(value) if isinstance(value, datetime) else value

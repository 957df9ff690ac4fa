"""Days and instants as Vietnam writes them: 29/08/2025, 15:20, thứ Sáu. Instants are aware UTC."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

from thongsuot.kernel.errors import Problem, Refused

# Vietnam has kept UTC+7 without daylight saving since 1975; a fixed offset needs no zone files on
# the machine and is what `Asia/Ho_Chi_Minh` gives for every day a calendar of ours can know.
VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")

WEEKDAYS = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}

_DAY = re.compile(r"\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})\s*")
_ISO_DAY = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})\s*")
_TIME = re.compile(r"\s*(\d{1,2})\s*(?::|h|giờ)\s*(\d{2})?\s*", re.IGNORECASE)


def local(instant: datetime) -> datetime:
    """The same instant by the clock of Vietnam. A naive datetime is a programmer's error."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(VIETNAM)


def local_day(instant: datetime) -> date:
    """The day of the instant in Vietnam."""
    return local(instant).date()


def instant(day: date, clock: time) -> datetime:
    """The UTC instant of a Vietnamese wall-clock time."""
    return datetime.combine(day, clock, VIETNAM).astimezone(UTC)


def weekday_name(day: date, language: str = "vi") -> str:
    """`thứ Sáu`, or `Friday`. An unknown language reads Vietnamese."""
    return WEEKDAYS.get(language, WEEKDAYS["vi"])[day.weekday()]


def format_date(day: date) -> str:
    """`29/08/2025`."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def format_time(clock: time | datetime) -> str:
    """`15:20`; a datetime is shown by the clock of Vietnam."""
    shown = local(clock) if isinstance(clock, datetime) else clock
    return f"{shown.hour:02d}:{shown.minute:02d}"


def format_day(day: date, language: str = "vi") -> str:
    """`thứ Sáu 29/08/2025`."""
    return f"{weekday_name(day, language)} {format_date(day)}"


def format_instant(moment: datetime, language: str = "vi") -> str:
    """`15:20 thứ Sáu 29/08/2025`."""
    here = local(moment)
    return f"{format_time(here)} {format_day(here.date(), language)}"


def parse_date(text: str, field: str = "") -> date:
    """Read `29/08/2025`, `29-8-2025` or `2025-08-29`; raise `Refused` for anything else."""
    try:
        if found := _DAY.fullmatch(text):
            day, month, year = found.groups()
            return date(int(year), int(month), int(day))
        if found := _ISO_DAY.fullmatch(text):
            year, month, day = found.groups()
            return date(int(year), int(month), int(day))
    except ValueError:
        raise Refused(
            Problem(
                "date_impossible",
                "Không có ngày {text} trong lịch: hãy xem lại ngày và tháng.",
                field,
                {"text": text.strip()},
            )
        ) from None
    raise Refused(
        Problem(
            "date_unreadable",
            "Không đọc được ngày “{text}”: hãy ghi ngày/tháng/năm, ví dụ 29/08/2025.",
            field,
            {"text": text.strip()},
        )
    )


def parse_time(text: str, field: str = "") -> time:
    """Read `15:20`, `15h20` or `15 giờ`; raise `Refused` for anything else."""
    found = _TIME.fullmatch(text)
    if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
        return time(int(found[1]), int(found[2] or 0))
    raise Refused(
        Problem(
            "time_unreadable",
            "Không đọc được giờ “{text}”: hãy ghi giờ:phút, ví dụ 15:20.",
            field,
            {"text": text.strip()},
        )
    )

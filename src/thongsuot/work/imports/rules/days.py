"""Days as spreadsheets and people write them: never guessed at where two readings are possible."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from thongsuot.kernel.law import house_rule
from thongsuot.work.imports.rules.findings import Finding, fault

FIRST, LAST = 1945, 2100
EPOCH = date(1899, 12, 30)
BUDDHIST = 543
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?)?")
_LOCAL = re.compile(
    r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{2}|\d{4})(?:\s+(\d{1,2})[:h](\d{2})(?::\d{2})?)?"
)
_SAID = re.compile(r"(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)
_SERIAL = re.compile(r"[2-6]\d{4}(?:[.,]\d+)?")
_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{4})|(\d{4})(\d{2})(\d{2})")
ASK = "ghi ngày/tháng/năm đủ bốn chữ số, ví dụ 05/07/2025"


@house_rule(
    "a day is read day first, as Vietnam writes it; every other habit is named with what it seems to mean"
)
def read_day(raw: Any, today: date) -> tuple[date | datetime | None, Finding | None]:
    """The day (or the instant by the wall clock), or the fault with the day that seems to be meant."""
    if isinstance(raw, datetime):
        return _dated(raw.replace(tzinfo=None), str(raw.year))
    if isinstance(raw, date):
        return _dated(raw, str(raw.year))
    if isinstance(raw, bool | time | timedelta):
        return None, _unreadable(str(raw))
    if isinstance(raw, int | float):
        return None, _from_number(float(raw), f"{raw:g}" if raw < 1e6 else f"{raw:.0f}")
    return _from_text(str(raw).strip(), today)


@house_rule("what a Western spreadsheet took for a month may have been the day")
def swapped(day: date | datetime) -> date | None:
    """The same figures with day and month exchanged, None where that is no day or the same."""
    if day.day > 12 or day.day == day.month:
        return None
    return date(day.year, day.day, day.month)


def _dated(day: date | datetime, said: str) -> tuple[date | datetime | None, Finding | None]:
    if FIRST <= day.year <= LAST:
        return day, None
    return None, _bad_year(day.year, day.month, day.day, said)


def _bad_year(year: int, month: int, in_month: int, said: str) -> Finding:
    meant = _date(year - BUDDHIST, month, in_month)
    if meant is not None and FIRST <= meant.year <= LAST:
        return fault("day_buddhist_year", "Năm {year} là năm theo Phật lịch.", "{value}", meant, year=year)
    return fault("day_year", "Năm {year} không thể đúng.", ASK, year=said)


def _from_number(number: float, said: str) -> Finding:
    if 20_000 <= number < 70_000:
        return _serial(number, said)
    if number == int(number) and len(str(int(number))) in (7, 8) and (found := _digits(f"{int(number):08d}")):
        return found
    return _unreadable(said)


def _serial(number: float, said: str) -> Finding:
    meant = EPOCH + timedelta(days=int(number))
    message = "“{text}” là số thứ tự ngày của Excel, không phải ngày."
    return fault("day_serial", message, "{value}", meant, text=said)


def _digits(said: str) -> Finding | None:
    found = _DIGITS.fullmatch(said)
    if found is None:
        return None
    day_first = _date(int(said[4:]), int(said[2:4]), int(said[:2]))
    year_first = _date(int(said[:4]), int(said[4:6]), int(said[6:]))
    fitting = [day for day in (day_first, year_first) if day is not None and FIRST <= day.year <= LAST]
    if len(fitting) != 1:
        return None
    return fault("day_digits", "Ngày “{text}” thiếu dấu ngăn.", "{value}", fitting[0], text=said)


def _from_text(text: str, today: date) -> tuple[date | datetime | None, Finding | None]:
    if found := _ISO.fullmatch(text):
        return _numbers(int(found[1]), int(found[2]), int(found[3]), found[4], found[5], text)
    if found := _SAID.fullmatch(text):
        return _numbers(int(found[3]), int(found[2]), int(found[1]), None, None, text)
    if found := _LOCAL.fullmatch(text):
        if len(found[3]) == 2:
            return None, _short_year(int(found[1]), int(found[2]), int(found[3]), text, today)
        return _numbers(int(found[3]), int(found[2]), int(found[1]), found[4], found[5], text)
    if _SERIAL.fullmatch(text):
        return None, _serial(float(text.replace(",", ".")), text)
    return None, _digits(text) or _unreadable(text)


def _numbers(
    year: int, month: int, in_month: int, hour: str | None, minute: str | None, text: str
) -> tuple[date | datetime | None, Finding | None]:
    day = _date(year, month, in_month)
    if day is None:
        other = _date(year, in_month, month)
        if other is not None and month > 12 and FIRST <= year <= LAST:
            message = "“{text}” viết tháng trước ngày sau."
            return None, fault("day_month_first", message, "{value}", other, text=text[:40])
        return None, fault("day_impossible", "Không có ngày {text} trong lịch.", ASK, text=text[:40])
    if not FIRST <= year <= LAST:
        return None, _bad_year(year, month, in_month, str(year))
    if hour is None or minute is None or int(hour) > 23 or int(minute) > 59:
        return day, None
    return datetime(year, month, in_month, int(hour), int(minute)), None  # noqa: DTZ001  by the wall clock


def _short_year(in_month: int, month: int, short: int, text: str, today: date) -> Finding:
    century = 2000 if short <= today.year % 100 + 5 else 1900
    meant = _date(century + short, month, in_month)
    message = "“{text}” chỉ ghi hai chữ số của năm."
    if meant is None:
        return fault("day_short_year", message, ASK, text=text[:40])
    return fault("day_short_year", message, "{value}", meant, text=text[:40])


def _date(year: int, month: int, in_month: int) -> date | None:
    try:
        return date(year, month, in_month)
    except ValueError:
        return None


def _unreadable(text: str) -> Finding:
    return fault("day_unreadable", "Không đọc được ngày “{text}”.", ASK, text=text[:40])

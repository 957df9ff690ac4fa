"""From the rows of a pack to a calendar: every fault named with its row, nothing guessed."""

from collections.abc import Iterable, Mapping

from thongsuot.kernel.dates import parse_date, parse_time
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.kernel.workdays.calendar import CalendarDay, DayKind, WorkCalendar
from thongsuot.kernel.workdays.hours import FORTY_HOURS, Session, WeekHours

PROVISIONAL = "provisional"


def read_calendar_rows(rows: Iterable[Mapping[str, str]], *, hours: WeekHours = FORTY_HOURS) -> WorkCalendar:
    """Rows with `date` (2025-09-02), `kind` (a `DayKind`) and `name_vi` make a calendar.

    A year is known when one of its rows is a holiday; the known years must follow each other. A
    year with a row whose `confidence` is "provisional" is provisional. Raises `Refused` with every
    faulty row; `params["row"]` counts from 1.
    """
    days: list[CalendarDay] = []
    problems: list[Problem] = []
    provisional: set[int] = set()
    for number, row in enumerate(rows, 1):
        try:
            day = _read_day(row, number)
        except Refused as refused:
            problems.extend(refused.problems)
            continue
        days.append(day)
        if row.get("confidence", "").strip() == PROVISIONAL:
            provisional.add(day.day.year)
    known = sorted({day.day.year for day in days if day.kind is DayKind.HOLIDAY})
    problems.extend(_year_problems(known))
    if problems:
        raise Refused(*problems)
    return WorkCalendar(known[0], known[-1], tuple(days), hours, frozenset(provisional))


def _read_day(row: Mapping[str, str], number: int) -> CalendarDay:
    kind = (row.get("kind") or "").strip()
    name = (row.get("name_vi") or "").strip()
    if kind not in set(DayKind):
        raise Refused(
            Problem(
                "calendar_kind",
                "Dòng {row}: loại ngày “{kind}” không có; hãy ghi một trong: {kinds}.",
                "kind",
                {"row": number, "kind": kind, "kinds": ", ".join(DayKind)},
            )
        )
    if not name:
        raise Refused(
            Problem("calendar_name", "Dòng {row}: thiếu tên ngày nghỉ.", "name_vi", {"row": number})
        )
    try:
        return CalendarDay(parse_date(row.get("date") or ""), DayKind(kind), name)
    except Refused:
        raise Refused(
            Problem(
                "calendar_date",
                "Dòng {row}: không đọc được ngày “{text}”; hãy ghi năm-tháng-ngày.",
                "date",
                {"row": number, "text": row.get("date") or ""},
            )
        ) from None


def _year_problems(known: list[int]) -> Iterable[Problem]:
    if not known:
        yield Problem("calendar_empty", "Lịch chưa có ngày nghỉ lễ nào.", "date")
        return
    for year in sorted(set(range(known[0], known[-1])) - set(known)):
        yield Problem("calendar_gap", "Lịch thiếu năm {year} ở giữa các năm đã có.", "date", {"year": year})


def read_hours_rows(rows: Iterable[Mapping[str, str]]) -> WeekHours:
    """Rows with `weekday` (1 Monday … 7 Sunday), `opens`, `closes` (07:30) and `counts` (yes/no).

    `counts` "no" marks a weekday on which the office receives but which is no working day.
    """
    sessions: list[list[Session]] = [[] for _ in range(7)]
    working: set[int] = set()
    for number, row in enumerate(rows, 1):
        weekday = (row.get("weekday") or "").strip()
        if weekday not in {"1", "2", "3", "4", "5", "6", "7"}:
            raise Refused(
                Problem(
                    "hours_weekday",
                    "Dòng {row}: thứ trong tuần phải từ 1 (thứ Hai) đến 7 (Chủ nhật).",
                    "weekday",
                    {"row": number},
                )
            )
        opens, closes = (
            parse_time(row.get("opens") or "", "opens"),
            parse_time(row.get("closes") or "", "closes"),
        )
        sessions[int(weekday) - 1].append(Session(opens, closes))
        if (row.get("counts") or "yes").strip() != "no":
            working.add(int(weekday) - 1)
    return WeekHours(tuple(tuple(sorted(day)) for day in sessions), frozenset(working))

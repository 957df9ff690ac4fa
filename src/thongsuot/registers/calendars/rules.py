"""What a calendar's rows must be, and how they become one calendar."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from functools import lru_cache
from itertools import pairwise

from thongsuot.kernel import cells
from thongsuot.kernel.dates import format_date
from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule, law
from thongsuot.kernel.rows import Fault, Row
from thongsuot.kernel.tables import Column, Shape, fault, period_faults, row_faults
from thongsuot.kernel.workdays import FORTY_HOURS, CalendarDay, DayKind, Session, WeekHours, WorkCalendar

PROVISIONAL = "provisional"

DAYS = Shape(
    (
        Column("date", cells.day()),
        Column("kind", cells.one_of(*DayKind)),
        Column("name_vi", cells.text(120)),
        Column("source"),
        Column("confidence", cells.one_of("seen", "memory", PROVISIONAL)),
        Column("note", required=False, may_lack=True),
    ),
    key=("date", "kind"),
)

HOURS = Shape(
    (
        Column("weekday", cells.number(1, 7, whole=True)),
        Column("opens", cells.clock()),
        Column("closes", cells.clock()),
        Column("counts", cells.flag()),
        Column("valid_from", cells.day()),
        Column("valid_to", cells.day(), required=False),
        Column("source"),
        Column("is_simulated", cells.flag()),
    ),
    key=("weekday", "opens", "valid_from"),
)

_OFF = frozenset({DayKind.HOLIDAY, DayKind.SWAP_OFF, DayKind.CLOSURE})


@law("Bộ luật Lao động 2019", "Điều 111, 112")
def day_faults(rows: Sequence[Row]) -> list[Fault]:
    """A day is off or worked in exchange, not both; the years with holidays follow each other."""
    found = list(row_faults(rows, DAYS))
    if found:
        return found
    kinds: dict[str, set[str]] = {}
    for row in rows:
        others = kinds.setdefault(row["date"], set())
        if (row["kind"] == DayKind.SWAP_WORK and others & _OFF) or (
            row["kind"] in _OFF and DayKind.SWAP_WORK in others
        ):
            found.append(
                fault(
                    row,
                    "kind",
                    "calendar_contradiction",
                    "Ngày {day} vừa ghi là ngày nghỉ vừa ghi là ngày làm bù.",
                    "giữ lại một trong hai dòng",
                    day=row["date"],
                )
            )
        others.add(row["kind"])
    return found + _gap_faults(rows)


def _gap_faults(rows: Sequence[Row]) -> list[Fault]:
    last_of = {int(row["date"][:4]): row for row in rows if row["kind"] == DayKind.HOLIDAY}
    return [
        fault(
            last_of[earlier],
            "date",
            "calendar_gap",
            "Lịch có năm {earlier} và năm {later} nhưng thiếu các năm ở giữa.",
            f"thêm các ngày nghỉ lễ của năm {earlier + 1}",
            earlier=earlier,
            later=later,
        )
        for earlier, later in pairwise(sorted(last_of))
        if later != earlier + 1
    ]


@house_rule("Hours that overlap would count the same minute twice.")
def hours_faults(rows: Sequence[Row]) -> list[Fault]:
    """Sittings have a length and do not overlap on one weekday at one time."""
    found = [*row_faults(rows, HOURS), *period_faults(rows)]
    if found:
        return found
    for row in rows:
        if row["closes"] <= row["opens"]:
            found.append(
                fault(row, "closes", "session_empty", "Giờ đóng cửa phải sau giờ mở cửa.", "sửa giờ đóng cửa")
            )
    return found + [
        fault(
            later,
            "opens",
            "hours_overlap",
            "Buổi làm việc chồng lên buổi ở dòng {line}.",
            "sửa giờ hoặc thời gian áp dụng",
            line=earlier.line,
        )
        for n, later in enumerate(rows)
        for earlier in rows[:n]
        if _same_time(earlier, later)
    ]


def _same_time(one: Row, other: Row) -> bool:
    return (
        one["weekday"] == other["weekday"]
        and one["opens"] < other["closes"]
        and other["opens"] < one["closes"]
        and one["valid_from"] < (other["valid_to"] or "9")
        and other["valid_from"] < (one["valid_to"] or "9")
    )


@house_rule("An office without hours of its own works the forty hours that a week counts by default.")
def week_of(sittings: Iterable[tuple[int, time, time, bool]]) -> WeekHours:
    """The week of (weekday 1–7, opens, closes, counts); the default week when there is none."""
    sessions: list[list[Session]] = [[] for _ in range(7)]
    working: set[int] = set()
    for weekday, opens, closes, counts in sittings:
        sessions[weekday - 1].append(Session(opens, closes))
        if counts:
            working.add(weekday - 1)
    if not working:
        return FORTY_HOURS
    return WeekHours(tuple(tuple(sorted(day)) for day in sessions), frozenset(working))


@house_rule("A calendar without a country's holidays would promise days on which nobody works.")
def years_of(holidays: Iterable[date]) -> tuple[int, int] | None:
    """First and last year of which the national holidays are known, or None."""
    years = {day.year for day in holidays}
    return (min(years), max(years)) if years else None


@house_rule("Two decisions on one day are one closure: the wider one gives the reason.")
def assemble(
    years: tuple[int, int],
    days: Iterable[CalendarDay],
    hours: WeekHours,
    provisional: frozenset[int],
) -> WorkCalendar:
    """One calendar of the country's, the province's and the unit's days; the first row of a kind names it."""
    first: dict[tuple[date, DayKind], CalendarDay] = {}
    for row in days:
        if years[0] <= row.day.year <= years[1]:
            first.setdefault((row.day, row.kind), row)
    return WorkCalendar(years[0], years[1], tuple(first.values()), hours, provisional)


@dataclass(frozen=True, slots=True)
class Supposed:
    """A closure not yet decided, or (`is_reopening`) one not yet taken back: what a preview asks about.

    `unit_id` None: the whole province.
    """

    days: tuple[date, ...]
    unit_id: int | None
    reason: str
    is_reopening: bool = False

    def applied(self, calendar: WorkCalendar) -> WorkCalendar:
        """The calendar as it would be."""
        return _supposed(self, calendar)


@lru_cache(maxsize=64)
def _supposed(change: Supposed, calendar: WorkCalendar) -> WorkCalendar:
    """Building a calendar takes milliseconds, and a preview asks for the same one tens of thousands of times."""
    if not change.is_reopening:
        return calendar.closed((day, change.reason) for day in change.days)
    kept = (d for d in calendar.days if d.kind is not DayKind.CLOSURE or d.day not in change.days)
    return replace(calendar, days=tuple(kept))


LONGEST_CLOSURE = 31  # days


@house_rule("A closure takes away working days only; a day that is off anyway needs no decision.")
def closure_days(*, calendar: WorkCalendar, day: date, to_day: date) -> tuple[date, ...]:
    """The working days from `day` to `to_day`; days that the calendar does not know are left out."""
    span = min((to_day - day).days, LONGEST_CLOSURE)
    found = (day + timedelta(days=n) for n in range(span + 1))
    return tuple(one for one in found if calendar.covers(one) and calendar.rest_on(one) is None)


@house_rule(
    "A closure excuses lateness, so it is decided for days that the calendar knows and given a reason."
)
def closure_problems(
    *, calendar: WorkCalendar, day: date, reason: str, to_day: date | None = None
) -> tuple[Problem, ...]:
    """What speaks against closing from `day` to `to_day` (one day when None)."""
    last = to_day or day
    problems = [*_span_problems(day, last)]
    for year in sorted({one.year for one in (day, last) if not calendar.covers(one)}):
        problems.append(
            Problem("closure_unknown_year", "Chưa có lịch của năm {year}.", "day", {"year": year})
        )
    if not problems and not closure_days(calendar=calendar, day=day, to_day=last):
        problems.append(
            Problem(
                "closure_already_off", "Ngày {day} vốn đã là ngày nghỉ.", "day", {"day": format_date(day)}
            )
        )
    if not reason.strip():
        problems.append(Problem("closure_reason", "Cần ghi lý do đóng cửa.", "reason"))
    return tuple(problems)


def _span_problems(day: date, last: date) -> Iterable[Problem]:
    if last < day:
        yield Problem("days_backwards", "Ngày cuối phải không trước ngày đầu.", "to_day")
    elif (last - day).days >= LONGEST_CLOSURE:
        yield Problem(
            "closure_too_long",
            "Mỗi lần chỉ đóng cửa nhiều nhất {days} ngày; hãy ghi thành nhiều đợt.",
            "to_day",
            {"days": LONGEST_CLOSURE},
        )

"""The calendar itself: dated exceptions laid over the week, with tables that make a lookup one step."""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from thongsuot.kernel.dates import VIETNAM, format_date
from thongsuot.kernel.errors import Problem, Refused, refuse_if
from thongsuot.kernel.workdays.hours import FORTY_HOURS, Session, WeekHours, minute_of


class DayKind(StrEnum):
    HOLIDAY = "holiday"
    SWAP_OFF = "swap_off"  # a working day given free against a Saturday worked
    SWAP_WORK = "swap_work"  # that Saturday
    CLOSURE = "closure"  # storm, flood: closed by decision of the authority


@dataclass(frozen=True, slots=True, order=True)
class CalendarDay:
    """One dated exception. `name` is shown to citizens: "Quốc khánh"."""

    day: date
    kind: DayKind
    name: str


@dataclass(frozen=True, slots=True)
class Rest:
    """Why a day is off: `kind` is weekend, holiday, swap_off or closure; `name` is for people."""

    kind: str
    name: str


WEEKEND = Rest("weekend", "nghỉ hằng tuần")
_WHY_OFF = (DayKind.HOLIDAY, DayKind.SWAP_OFF, DayKind.CLOSURE)  # the first that holds is the reason given


@dataclass(frozen=True, slots=True)
class Tables:
    """One entry per day of the calendar, `base` being the ordinal of the first.

    `rank[i]`: working days up to and including day i. `working`: the working days in order.
    `marks[i]`: office minutes before day i (one entry more than there are days).
    `reception`: first day from i on when the office is open at all, as an index; `days` past the end.
    """

    base: int
    days: int
    rank: list[int]
    working: list[date]
    marks: list[int]
    sessions: list[tuple[Session, ...]]
    reception: list[int]


@dataclass(frozen=True)
class WorkCalendar:
    """The working days of whole years, `first_year` to `last_year`; a value, compared by content.

    `provisional` are years whose swapped days the Government has not announced yet: dates in them
    are computed, and say in their trace that they may still move. Every question about a day
    outside the years raises `Refused` (`calendar_missing`).
    """

    first_year: int
    last_year: int
    days: tuple[CalendarDay, ...] = ()
    hours: WeekHours = FORTY_HOURS
    provisional: frozenset[int] = frozenset()
    tables: Tables = field(init=False, repr=False, compare=False)
    _special: dict[date, tuple[CalendarDay, ...]] = field(init=False, repr=False, compare=False)
    _special_days: list[date] = field(init=False, repr=False, compare=False)
    _closings: dict[date, datetime] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "days", tuple(sorted(set(self.days))))
        refuse_if(self._problems())
        special: dict[date, tuple[CalendarDay, ...]] = {}
        for row in self.days:
            special[row.day] = (*special.get(row.day, ()), row)
        object.__setattr__(self, "_special", special)
        object.__setattr__(self, "_special_days", sorted(special))
        object.__setattr__(self, "tables", self._build())

    def _problems(self) -> Iterable[Problem]:
        if self.last_year < self.first_year:
            yield Problem("calendar_years", "Năm cuối của lịch phải không trước năm đầu.", "last_year")
        kinds: dict[date, set[DayKind]] = {}
        for row in self.days:
            kinds.setdefault(row.day, set()).add(row.kind)
            if not self.first_year <= row.day.year <= self.last_year:
                yield Problem(
                    "calendar_row_outside",
                    "Ngày {day} nằm ngoài các năm của lịch.",
                    "days",
                    {"day": format_date(row.day)},
                )
        for day, found in kinds.items():
            if DayKind.SWAP_WORK in found and found & {DayKind.HOLIDAY, DayKind.SWAP_OFF}:
                yield Problem(
                    "calendar_contradiction",
                    "Ngày {day} vừa ghi là ngày nghỉ vừa ghi là ngày làm bù.",
                    "days",
                    {"day": format_date(day)},
                )

    def _build(self) -> Tables:
        base = date(self.first_year, 1, 1).toordinal()
        length = date(self.last_year, 12, 31).toordinal() - base + 1
        tables = Tables(base, length, [], [], [0], [], [length] * length)
        minutes = [
            sum(s.minutes for s in self.hours.sessions[n]) * (n in self.hours.working) for n in range(7)
        ]
        for i in range(length):
            day, weekday = date.fromordinal(base + i), (base + i - 1) % 7
            sittings, worked = self.hours.sessions[weekday], minutes[weekday]
            if day in self._special:
                sittings = self._sittings(day)
                worked = 0 if self._rest(day) else sum(s.minutes for s in sittings)
            if worked:
                tables.working.append(day)
            tables.rank.append(len(tables.working))
            tables.sessions.append(sittings)
            tables.marks.append(tables.marks[-1] + worked)
        following = length
        for i in reversed(range(length)):
            following = i if tables.sessions[i] else following
            tables.reception[i] = following
        return tables

    def _rest(self, day: date) -> Rest | None:
        rows = {row.kind: row.name for row in self._special.get(day, ())}
        for kind in _WHY_OFF:
            if kind in rows:
                return Rest(kind.value, rows[kind])
        works = day.weekday() in self.hours.working or DayKind.SWAP_WORK in rows
        return None if works else WEEKEND

    def _sittings(self, day: date) -> tuple[Session, ...]:
        kinds = {row.kind for row in self._special.get(day, ())}
        if kinds & set(_WHY_OFF):
            return ()
        return self.hours.swapped if kinds else self.hours.sessions[day.weekday()]

    # -- which days -------------------------------------------------------------------------------

    def covers(self, day: date) -> bool:
        return self.first_year <= day.year <= self.last_year

    def is_working_day(self, day: date) -> bool:
        i = self._index(day)
        return self.tables.rank[i] != (self.tables.rank[i - 1] if i else 0)

    def rest_on(self, day: date) -> Rest | None:
        """Why the day is off, or None for a working day."""
        self._index(day)
        return self._rest(day)

    def add(self, day: date, n: int) -> date:
        """The n-th working day after `day`, before it when n < 0; n = 0 gives `next_working_day`."""
        tables = self.tables
        i = day.toordinal() - tables.base
        if n > 0 and 0 <= i < tables.days:
            k = tables.rank[i] + n - 1
            if k < len(tables.working):
                return tables.working[k]
            raise self.missing(self.last_year + 1)
        return self.next_working_day(day) if n == 0 else self._add_edge(day, n)

    def _add_edge(self, day: date, n: int) -> date:
        i = self._index(day)
        k = (self.tables.rank[i - 1] if i else 0) + n  # n < 0 here: _index has refused other days
        if k < 0:
            raise self.missing(self.first_year - 1)
        return self.tables.working[k]

    def next_working_day(self, day: date) -> date:
        """The day itself when it is a working day, else the first one after it."""
        i = self._index(day)
        k = self.tables.rank[i - 1] if i else 0
        if k == len(self.tables.working):
            raise self.missing(self.last_year + 1)
        return self.tables.working[k]

    def count(self, after: date, until: date) -> int:
        """Working days in (after, until]; negative when `until` is earlier."""
        rank = self.tables.rank
        return rank[self._index(until)] - rank[self._index(after)]

    def special_days(self, after: date, until: date) -> tuple[CalendarDay, ...]:
        """The dated exceptions in (after, until], one per day, in order."""
        days = self._special_days
        found = days[bisect_right(days, after) : bisect_right(days, until)]
        return tuple(self._special[day][0] for day in found)

    # -- which hours ------------------------------------------------------------------------------

    def sessions_on(self, day: date) -> tuple[Session, ...]:
        """When the office is open that day; may be open on a Saturday that is no working day."""
        return self.tables.sessions[self._index(day)]

    def closing(self, day: date) -> datetime:
        """The end of the office hours of a working day, by Vietnam's clock."""
        found = self._closings.get(day)
        if found is None:
            found = datetime.combine(day, self.sessions_on(day)[-1].closes, VIETNAM)
            self._closings[day] = found  # asked for again and again: a year has 250 of them
        return found

    def reception_from(self, moment: datetime) -> datetime:
        """The first minute at or after `moment` when the office is open; both by Vietnam's clock."""
        day = moment.date()
        i = self._index(day)
        sittings = self.tables.sessions[i]
        clock = moment.time()
        for sitting in sittings:
            if clock <= sitting.closes:
                return moment if clock >= sitting.opens else datetime.combine(day, sitting.opens, VIETNAM)
        following = self.tables.reception[i + 1] if i + 1 < self.tables.days else self.tables.days
        if following == self.tables.days:
            raise self.missing(self.last_year + 1)
        opens = self.tables.sessions[following][0].opens
        return datetime.combine(date.fromordinal(self.tables.base + following), opens, VIETNAM)

    def office_minutes(self, moment: datetime) -> int:
        """Office minutes of working days from the calendar's first day up to `moment` (Vietnam's clock)."""
        i = self._index(moment.date())
        mark = self.tables.marks[i]
        if self.tables.marks[i + 1] == mark:
            return mark
        now = minute_of(moment.time())
        for sitting in self.tables.sessions[i]:
            mark += min(max(now - minute_of(sitting.opens), 0), sitting.minutes)
        return mark

    def at_office_minutes(self, mark: int) -> datetime:
        """The earliest moment (Vietnam's clock) with that many office minutes behind it."""
        marks = self.tables.marks
        if not 0 < mark <= marks[-1]:
            raise self.missing(self.first_year - 1 if mark <= 0 else self.last_year + 1)
        i = bisect_left(marks, mark) - 1
        left = mark - marks[i]
        for sitting in self.tables.sessions[i]:
            if left <= sitting.minutes:
                start = datetime.combine(date.fromordinal(self.tables.base + i), sitting.opens, VIETNAM)
                return start + timedelta(minutes=left)
            left -= sitting.minutes
        raise AssertionError("the marks of a day are the minutes of its sessions")

    # -- the value --------------------------------------------------------------------------------

    def closed(self, closures: Iterable[tuple[date, str]]) -> "WorkCalendar":
        """The same calendar with further days closed by decision: (day, reason)."""
        rows = tuple(CalendarDay(day, DayKind.CLOSURE, name) for day, name in closures)
        return replace(self, days=self.days + rows)

    def with_hours(self, hours: WeekHours) -> "WorkCalendar":
        """The same days under the hours of another office; itself when they are its own: building costs milliseconds."""
        return self if hours == self.hours else replace(self, hours=hours)

    @cached_property
    def _fingerprint(self) -> str:
        content = [f"{self.first_year}-{self.last_year}", f"provisional {sorted(self.provisional)}"]
        content += [f"{row.day} {row.kind} {row.name}" for row in self.days]
        content += [
            f"{n} {n in self.hours.working} {[(str(s.opens), str(s.closes)) for s in sittings]}"
            for n, sittings in enumerate(self.hours.sessions)
        ]
        return hashlib.sha256("\n".join(content).encode()).hexdigest()[:16]

    def fingerprint(self) -> str:
        """Sixteen hex digits that change with any content: store it beside a date computed from it."""
        return self._fingerprint

    def __hash__(self) -> int:
        return hash(self._fingerprint)

    def _index(self, day: date) -> int:
        i = day.toordinal() - self.tables.base
        if 0 <= i < self.tables.days:
            return i
        raise self.missing(day.year)

    def missing(self, year: int) -> Refused:
        """The refusal for a year without rows."""
        return Refused(
            Problem(
                "calendar_missing",
                "Chưa có lịch nghỉ của năm {year} nên không tính được ngày: hãy nạp lịch năm đó.",
                "calendar",
                {"year": year},
            )
        )

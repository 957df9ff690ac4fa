"""Due dates for whole arrays, exactly as `due_date` gives them one by one (numpy; import it on purpose).

For bulk receiving and for benchmarks: no traces, no pauses.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from thongsuot.kernel.dates import VIETNAM
from thongsuot.kernel.deadlines.terms import TimeUnit
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.kernel.workdays import WorkCalendar, minute_of

Ints = NDArray[np.int64]
_UNITS = tuple(TimeUnit)
_CODES = {unit: code for code, unit in enumerate(_UNITS)}
_EPOCH = 719_163  # the ordinal of 1 January 1970
_OFFSET = int(VIETNAM.utcoffset(None).total_seconds()) // 60
_DAY = 24 * 60
NO_CUTOFF = -1


@dataclass(frozen=True, slots=True)
class DueDates:
    """`due_date` datetime64[D] by Vietnam's days, `due_at` datetime64[s] in UTC; NaT where unit is OTHER."""

    due_date: NDArray[np.datetime64]
    due_at: NDArray[np.datetime64]


def unit_codes(units: Sequence[TimeUnit]) -> NDArray[np.int8]:
    """Units as the small numbers that `deadlines_many` takes."""
    return np.fromiter((_CODES[unit] for unit in units), dtype=np.int8, count=len(units))


def cutoff_minutes(cutoffs: Sequence[time | None]) -> Ints:
    """Cut-offs as minutes since midnight, `NO_CUTOFF` for none."""
    minutes = (NO_CUTOFF if cutoff is None else minute_of(cutoff) for cutoff in cutoffs)
    return np.fromiter(minutes, dtype=np.int64, count=len(cutoffs))


def deadlines_many(
    received_at: NDArray[np.datetime64],
    quantity: NDArray[Any],
    unit: NDArray[np.int8] | TimeUnit,
    calendar: WorkCalendar,
    *,
    same_day_until: Ints | None = None,
) -> DueDates:
    """Due dates of dossiers received at UTC instants (datetime64, any precision, naive as numpy is).

    `unit` is one unit for all or an array from `unit_codes`; HOUR means office hours;
    `same_day_until` an array from `cutoff_minutes`. Raises `Refused`: `calendar_missing` when one
    case lies or ends outside the calendar, `term_negative`.
    """
    if (quantity < 0).any():
        raise Refused(Problem("term_negative", "Thời hạn không thể là số âm.", "quantity"))
    minutes = received_at.astype("datetime64[s]").astype(np.int64) // 60 + _OFFSET
    bulk = _bulk(calendar)
    n = quantity.astype(np.int64)
    if isinstance(unit, TimeUnit):
        unit = np.full(len(n), _CODES[unit], dtype=np.int8)
    return bulk.run(minutes, n, unit, same_day_until)


@lru_cache(maxsize=64)
def _bulk(calendar: WorkCalendar) -> "_Bulk":
    return _Bulk(calendar)


class _Bulk:
    """The calendar's tables as arrays; days are indexes from its first day."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.calendar = calendar
        tables = calendar.tables
        self.days = tables.days
        self.first = tables.base - _EPOCH
        self.rank = np.array(tables.rank, dtype=np.int64)
        self.before = np.concatenate(([0], self.rank[:-1]))
        self.working = np.array([day.toordinal() for day in tables.working], dtype=np.int64) - tables.base
        self.marks = np.array(tables.marks, dtype=np.int64)
        self.reception = np.array([*tables.reception, tables.days], dtype=np.int64)
        patterns = {sessions: code for code, sessions in enumerate(dict.fromkeys(tables.sessions))}
        self.pattern = np.array([patterns[sessions] for sessions in tables.sessions], dtype=np.int64)
        self.opens = np.array([minute_of(p[0].opens) if p else _DAY for p in patterns], dtype=np.int64)
        self.closes = np.array([minute_of(p[-1].closes) if p else -1 for p in patterns], dtype=np.int64)
        # worked[p, m]: minutes worked by minute m of the day; its inverse is a search in the row.
        self.worked = np.zeros((len(patterns), _DAY + 1), dtype=np.int64)
        # open_from[p, m]: the first open minute from minute m on, when there is one that day.
        self.open_from = np.full((len(patterns), _DAY + 1), _DAY, dtype=np.int64)
        clock = np.arange(_DAY + 1)
        for pattern, row in patterns.items():
            for sitting in reversed(pattern):
                until = clock <= minute_of(sitting.closes)
                self.open_from[row] = np.where(
                    until, np.maximum(clock, minute_of(sitting.opens)), self.open_from[row]
                )
                self.worked[row] += np.clip(clock - minute_of(sitting.opens), 0, sitting.minutes)

    def run(self, minutes: Ints, n: Ints, unit: NDArray[np.int8], cutoff: Ints | None) -> DueDates:
        day, clock = np.divmod(minutes, _DAY)
        day -= self.first
        self._check(day)
        counted = self._counted(day, clock)
        due, at = np.zeros_like(day), np.full_like(day, -1)
        for code in np.unique(unit):
            which = np.flatnonzero(unit == code) if len(unit) else np.empty(0, dtype=np.int64)
            name = _UNITS[code]
            if name is TimeUnit.HOUR:
                due[which], at[which] = self._hours(day[which], clock[which], counted[which], n[which])
            elif name is not TimeUnit.OTHER:
                due[which] = self._end(name, counted[which], n[which])
        if cutoff is not None:
            same = np.flatnonzero((cutoff >= 0) & (unit != _CODES[TimeUnit.OTHER]))
            due[same], at[same] = self._same_day(day[same], clock[same], counted[same], cutoff[same]), -1
        at = np.where(at < 0, self.closes[self.pattern[due]], at)
        none = unit == _CODES[TimeUnit.OTHER]
        return self._dates(due, at, none)

    def _dates(self, due: Ints, at: Ints, none: NDArray[np.bool_]) -> DueDates:
        days = (due + self.first).astype("datetime64[D]")
        instants = ((due + self.first) * _DAY + at - _OFFSET) * 60
        due_at = instants.astype("datetime64[s]")
        days[none], due_at[none] = np.datetime64("NaT"), np.datetime64("NaT")
        return DueDates(days, due_at)

    def _counted(self, day: Ints, clock: Ints) -> Ints:
        """The day a receipt counts for: the day itself until closing, then the next open one."""
        late = clock > self.closes[self.pattern[day]]
        counted = self.reception[day + late]
        self._check(counted)
        return counted

    def _end(self, unit: TimeUnit, counted: Ints, n: Ints) -> Ints:
        if unit is TimeUnit.WORKING_DAY:
            # No day to count: the day itself, or the next working one, as for any last day.
            place = np.where(n > 0, self.rank[counted] + n - 1, self.before[counted])
            return self._working(place)
        if unit is TimeUnit.DAY:
            return self._rolled(counted + n)
        return self._rolled(self._months(counted, n * (12 if unit is TimeUnit.YEAR else 1)))

    def _months(self, day: Ints, n: Ints) -> Ints:
        dates = (day + self.first).astype("datetime64[D]")
        month = dates.astype("datetime64[M]")
        in_month = (dates - month.astype("datetime64[D]")).astype(np.int64)
        later = month + n
        first = later.astype("datetime64[D]").astype(np.int64)
        length = (later + 1).astype("datetime64[D]").astype(np.int64) - first
        return np.asarray(first + np.minimum(in_month, length - 1) - self.first, dtype=np.int64)

    def _rolled(self, day: Ints) -> Ints:
        self._check(day)
        return self._working(self.before[day])

    def _working(self, place: Ints) -> Ints:
        if len(place) and place.max() >= len(self.working):
            raise self._missing(self.calendar.last_year + 1)
        return self.working[place]

    def _same_day(self, day: Ints, clock: Ints, counted: Ints, cutoff: Ints) -> Ints:
        late = (counted == day) & (clock > cutoff)
        return self._working(np.where(late, self.rank[day], self.before[counted]))

    def _hours(self, day: Ints, clock: Ints, counted: Ints, n: Ints) -> tuple[Ints, Ints]:
        opening = self.open_from[self.pattern[counted], np.where(counted == day, clock, 0)]
        is_working = self.rank[counted] != self.before[counted]
        mark = self.marks[counted] + np.where(is_working, self.worked[self.pattern[counted], opening], 0)
        raw = mark + n * 60
        if len(raw) and raw.max() > self.marks[-1]:
            raise self._missing(self.calendar.last_year + 1)
        due = np.searchsorted(self.marks, raw, side="left") - 1
        left = raw - self.marks[due]
        at = np.empty_like(due)
        for row in np.unique(self.pattern[due]):
            which = self.pattern[due] == row
            at[which] = np.searchsorted(self.worked[row], left[which], side="left")
        return self._nothing_to_run(n, counted, opening, due, at)

    def _nothing_to_run(
        self, n: Ints, counted: Ints, opening: Ints, due: Ints, at: Ints
    ) -> tuple[Ints, Ints]:
        """A term of no hours ends where it starts, or at the next opening of a working day."""
        zero = n == 0
        if not zero.any():
            return due, at
        day = self._working(self.before[counted[zero]])
        due[zero] = day
        opens = self.opens[self.pattern[day]]
        at[zero] = np.where(day == counted[zero], np.maximum(opening[zero], opens), opens)
        return due, at

    def _check(self, day: Ints) -> None:
        outside = (day < 0) | (day >= self.days)
        if outside.any():
            first = int(day[outside][0]) + self.first
            raise self._missing(int(np.datetime64(first, "D").astype("datetime64[Y]").astype(int)) + 1970)

    def _missing(self, year: int) -> Refused:
        return self.calendar.missing(year)

"""A second opinion on due dates: walks day by day and sitting by sitting, and shares no code with the rules.

Slow on purpose. It reads the calendar's rows itself; times are minutes since midnight in Vietnam,
a moment is (day, minute).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

Moment = tuple[date, int]
ONE = timedelta(days=1)
SITTINGS = ((450, 690), (780, 1020))  # 07:30–11:30 and 13:00–17:00
CLOSE = 1020


@dataclass(frozen=True, slots=True)
class Case:
    """One question. `unit` as in the catalogue; `cutoff` a minute or None; stops are (from, to)."""

    received: Moment
    quantity: int
    unit: str
    cutoff: int | None = None
    office_hours: bool = True
    restart: bool = False
    stops: tuple[tuple[Moment, Moment], ...] = ()


class Oracle:
    """`saturday`: the sitting of an office that receives on Saturdays which are no working days; all close at 17:00."""

    def __init__(
        self,
        rows: Iterable[Mapping[str, str]],
        *,
        saturday: tuple[int, int] | None = None,
        sittings: Sequence[tuple[int, int]] = SITTINGS,
    ) -> None:
        self.week = sittings
        self.off: set[date] = set()
        self.on: set[date] = set()
        for row in rows:
            (self.on if row["kind"] == "swap_work" else self.off).add(date.fromisoformat(row["date"]))
        self.saturday = saturday

    def works(self, day: date) -> bool:
        return day not in self.off and (day in self.on or day.weekday() <= 4)

    def sittings(self, day: date) -> Sequence[tuple[int, int]]:
        if self.works(day):
            return self.week
        return [self.saturday] if self.saturday and day.weekday() == 5 and day not in self.off else []

    def counted(self, moment: Moment) -> Moment:
        """The first open minute from the moment on."""
        day, minute = moment
        while True:
            for opens, closes in self.sittings(day):
                if minute <= closes:
                    return day, max(minute, opens)
            day, minute = day + ONE, 0

    def next_working(self, day: date) -> date:
        while not self.works(day):
            day += ONE
        return day

    def due(self, case: Case) -> Moment:
        """The due moment of a case whose stops all have an end."""
        stops = joined(case.stops)
        if case.cutoff is not None:
            return self._same_day(case, stops)
        if case.unit == "HOUR":
            return self._office_hours(case, stops) if case.office_hours else self._clock_hours(case, stops)
        return self._days(case, stops)

    def _same_day(self, case: Case, stops: list[tuple[Moment, Moment]]) -> Moment:
        day = self._same_day_from(case, case.received)
        for start, answer in stops:
            if start < (day, CLOSE):
                day = self._same_day_from(case, answer)
        return day, CLOSE

    def _same_day_from(self, case: Case, moment: Moment) -> date:
        day, _ = self.counted(moment)
        if day == moment[0] and case.cutoff is not None and moment[1] > case.cutoff:
            day += ONE
        return self.next_working(day)

    def _term(self, case: Case, day: date) -> int:
        """Days to count: working days, or calendar days for the other units."""
        if case.unit in ("WORKING_DAY", "DAY"):
            return case.quantity
        months, end = case.quantity * (12 if case.unit == "YEAR" else 1), day
        while (end.year - day.year) * 12 + end.month - day.month < months:
            end += ONE
        while end.day < day.day and (end + ONE).month == end.month:
            end += ONE
        return (end - day).days

    def _days(self, case: Case, stops: list[tuple[Moment, Moment]]) -> Moment:
        working = case.unit == "WORKING_DAY"
        day, _ = self.counted(case.received)
        left, waiting = self._term(case, day), list(stops)
        while True:
            at_end = left == 0 and self.works(day)
            if waiting and self._stands(waiting[0][0], day, at_end):
                answered, _ = self.counted(waiting.pop(0)[1])
                day = max(day, answered)
                left = self._term(case, day) if case.restart else left
            elif at_end:
                return day, CLOSE
            else:
                day += ONE
                if left and (not working or self.works(day)):
                    left -= 1

    def _stands(self, start: Moment, day: date, at_end: bool) -> bool:
        """Whether the clock stops before the day is over; on the last day, before the office closes."""
        return start < (day, CLOSE) if at_end else start[0] <= day

    def _office_hours(self, case: Case, stops: list[tuple[Moment, Moment]]) -> Moment:
        now, left = self.counted(case.received), case.quantity * 60
        for start, answer in stops:
            end = self._worked(now, left)
            if start >= end:
                break
            left = case.quantity * 60 if case.restart else left - self._gone(now, start)
            now = max(now, self.counted(answer))
        return self._worked(now, left)

    def _worked(self, now: Moment, left: int) -> Moment:
        """When `left` more office minutes will have gone."""
        day, minute = now
        while True:
            for opens, closes in self.sittings(day) if self.works(day) else ():
                start = max(minute, opens)
                if closes >= start and closes - start >= left:
                    return day, start + left
                left -= max(0, closes - start)
            day, minute = day + ONE, 0

    def _gone(self, now: Moment, until: Moment) -> int:
        """Office minutes between two moments."""
        gone, day = 0, now[0]
        while day <= until[0]:
            for opens, closes in self.sittings(day) if self.works(day) else ():
                start = max(opens, now[1]) if day == now[0] else opens
                stop = min(closes, until[1]) if day == until[0] else closes
                gone += max(0, stop - start)
            day += ONE
        return gone

    def _clock_hours(self, case: Case, stops: list[tuple[Moment, Moment]]) -> Moment:
        raw = later(case.received, case.quantity * 60)
        end = self._rolled(raw)
        for start, answer in stops:
            if start >= end:
                break
            left = case.quantity * 60 if case.restart else max(0, between(start, raw))
            raw = later(answer, left)
            end = max(end, self._rolled(raw))
        return end

    def _rolled(self, moment: Moment) -> Moment:
        return moment if self.works(moment[0]) else (self.next_working(moment[0]), CLOSE)


def later(moment: Moment, minutes: int) -> Moment:
    day, minute = moment[0], moment[1] + minutes
    while minute >= 1440:
        day, minute = day + ONE, minute - 1440
    return day, minute


def between(one: Moment, two: Moment) -> int:
    return (two[0] - one[0]).days * 1440 + two[1] - one[1]


def joined(stops: Sequence[tuple[Moment, Moment]]) -> list[tuple[Moment, Moment]]:
    """Stops in order, those that touch made one."""
    result: list[tuple[Moment, Moment]] = []
    for start, end in sorted(stops):
        if result and start <= result[-1][1]:
            result[-1] = result[-1][0], max(end, result[-1][1])
        else:
            result.append((start, end))
    return result

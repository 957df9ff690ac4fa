"""Who must have been told what of a dossier's time, in words of its own: searched minute by minute, not reckoned.

It shares no code with the rules. A due date that changes begins another chapter; what is told belongs to its chapter.
"""

from dataclasses import dataclass, field, replace
from datetime import date

from thongsuot.edges.bench.oracle import CLOSE, Moment, Oracle, between, later

MARKS = (50, 80, 100, 110)
PROVINCE_AFTER = 3  # working days, as the country's table has it
Told = tuple[int, int, Moment]


@dataclass(frozen=True, slots=True)
class Chapter:
    """From step `number` at `since` the result is due at `due` (None: the clock stands). Time counts from `begun`."""

    number: int
    since: Moment
    due: Moment | None
    begun: Moment
    stops: tuple[tuple[Moment, Moment], ...] = ()


@dataclass(slots=True)
class Book:
    """The chapters of a dossier. `asked`: when it was first asked for more. `is_silent`: silence is consent."""

    chapters: list[Chapter] = field(default_factory=list)
    asked: Moment | None = None
    is_silent: bool = False

    def write(self, number: int, act: str, now: Moment, due: Moment | None, *, restarts: bool) -> None:
        """A step was done; after it the result is due at `due`."""
        if not self.chapters:
            self.chapters.append(Chapter(number, now, due, now))
            return
        last = self.chapters[-1]
        if act == "ask_for_more" and self.asked is None:
            self.asked = now
        begun, stops = last.begun, last.stops
        if act == "supplement" and last.due is None and self.asked is not None:
            begun, stops = (now, ()) if restarts else (begun, (*stops, (self.asked, now)))
        if due != last.due:
            self.chapters.append(Chapter(number, now, due, begun, stops))
        elif stops != last.stops or begun != last.begun:
            self.chapters[-1] = replace(last, begun=begun, stops=stops)

    def told(self, until: Moment, oracle: Oracle) -> set[Told]:
        """Everything that must have been told by `until`."""
        found: set[Told] = set()
        for n, chapter in enumerate(self.chapters):
            following = self.chapters[n + 1].since if n + 1 < len(self.chapters) else until
            known = {mark for _, mark, _ in found}
            for mark in MARKS[: 3 if self.is_silent else 4]:
                at = passed(chapter, mark, oracle)
                if at is None or (at <= chapter.since and mark in known):
                    continue
                at = max(at, chapter.since)
                if at <= min(following, until):
                    found.add((chapter.number, mark, at))
        return found


def passed(chapter: Chapter, mark: int, oracle: Oracle) -> Moment | None:
    """The first minute at which that part of the time has gone."""
    due = chapter.due
    if due is None or mark == 100:
        return due
    if mark > 100:
        return _after(due, oracle)
    total = _used(chapter, due, oracle)
    if total <= 0:
        return due
    low, high = 0, max(0, between(chapter.begun, due))
    while low < high:
        middle = (low + high) // 2
        if _used(chapter, later(chapter.begun, middle), oracle) * 100 >= total * mark:
            high = middle
        else:
            low = middle + 1
    return min(due, later(chapter.begun, low))


def _after(due: Moment, oracle: Oracle) -> Moment:
    day, left = due[0], PROVINCE_AFTER
    while left:
        day = later((day, 0), 1440)[0]
        left -= oracle.works(day)
    return day, CLOSE


def _used(chapter: Chapter, now: Moment, oracle: Oracle) -> int:
    """Office minutes of the term that have gone by a moment."""
    gone = _minutes(chapter.begun, now, oracle)
    for start, answer in chapter.stops:
        gone -= _minutes(min(start, now), min(answer, now), oracle)
    return gone


def _minutes(start: Moment, end: Moment, oracle: Oracle) -> int:
    """Office minutes of working days between two moments."""
    gone, day = 0, start[0]
    while day <= end[0]:
        gone += _of_day(day, start[1] if day == start[0] else 0, end[1] if day == end[0] else 1440, oracle)
        day = later((day, 0), 1440)[0]
    return gone


def _of_day(day: date, first: int, last: int, oracle: Oracle) -> int:
    sittings = oracle.sittings(day) if oracle.works(day) else ()
    return sum(max(0, min(closes, last) - max(opens, first)) for opens, closes in sittings)

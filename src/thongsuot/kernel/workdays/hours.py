"""Office hours of a week: sessions by the wall clock, and which weekdays the law counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise

from thongsuot.kernel.dates import weekday_name
from thongsuot.kernel.errors import Problem, Refused, Word, refuse_if


def minute_of(clock: time) -> int:
    """Whole minutes since midnight."""
    return clock.hour * 60 + clock.minute


@dataclass(frozen=True, slots=True, order=True)
class Session:
    """One sitting of a day, from opening to closing, in whole minutes of the wall clock."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if minute_of(self.closes) <= minute_of(self.opens):
            raise Refused(Problem("session_empty", "Giờ đóng cửa phải sau giờ mở cửa.", "closes"))

    @property
    def minutes(self) -> int:
        return minute_of(self.closes) - minute_of(self.opens)


@dataclass(frozen=True, slots=True)
class WeekHours:
    """Sessions per weekday (Monday first) and the weekdays that count as working days.

    A Saturday morning may have a session without being a working day: the centre receives, the law
    does not count the day. A swapped Saturday is worked by the hours of the first working weekday.
    Raises `Refused` when a working weekday has no session or sessions overlap.
    """

    sessions: tuple[tuple[Session, ...], ...]
    working: frozenset[int] = frozenset(range(5))

    def __post_init__(self) -> None:
        refuse_if(self._problems())

    def _problems(self) -> Iterable[Problem]:
        if len(self.sessions) != 7:
            yield Problem("hours_week", "Giờ làm việc phải ghi đủ bảy ngày trong tuần.", "sessions")
            return
        if not self.working or not self.working <= set(range(7)):
            yield Problem("hours_working_days", "Cần ít nhất một ngày làm việc trong tuần.", "working")
        for weekday, sittings in enumerate(self.sessions):
            named = {"weekday": Word(weekday_name(date(2024, 1, 1 + weekday)))}  # 1 January 2024 was a Monday
            if weekday in self.working and not sittings:
                yield Problem("hours_missing", "Chưa có giờ làm việc cho {weekday}.", "sessions", named)
            if any(later.opens <= earlier.closes for earlier, later in pairwise(sittings)):
                yield Problem(
                    "hours_overlap", "Các buổi làm việc trong {weekday} chồng lên nhau.", "sessions", named
                )

    @property
    def swapped(self) -> tuple[Session, ...]:
        """The hours of a Saturday that is worked in exchange for a day off."""
        return self.sessions[min(self.working)]


_FULL_DAY = (Session(time(7, 30), time(11, 30)), Session(time(13), time(17)))
# Forty hours a week; what a calendar without rows of hours works by. Every province sets its own.
FORTY_HOURS = WeekHours((*(_FULL_DAY,) * 5, (), ()))

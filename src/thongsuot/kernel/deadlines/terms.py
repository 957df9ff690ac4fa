"""What a time limit is made of, and what comes out: a due date that can say how it came about."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from thongsuot.kernel.dates import format_date, format_day, format_instant, format_time
from thongsuot.kernel.errors import Problem, refuse_if


class TimeUnit(StrEnum):
    """Units of the national catalogue. OTHER has no computable term ("theo quy định của HĐND")."""

    WORKING_DAY = "WORKING_DAY"
    DAY = "DAY"
    HOUR = "HOUR"
    MONTH = "MONTH"
    YEAR = "YEAR"
    OTHER = "OTHER"


class AfterPause(StrEnum):
    """What the clock does when the applicant has supplemented: depends on the procedure."""

    CONTINUE = "continue"  # what was left runs on
    RESTART = "restart"  # the whole term runs again


class Clock(StrEnum):
    RUNNING = "running"
    STANDING = "standing"  # paused with no end yet: there is no due date, but there is a remainder
    NONE = "none"  # the term cannot be computed


@dataclass(frozen=True, slots=True)
class Term:
    """A time limit of a procedure version.

    `same_day_until`: received up to this minute the result is due the same day, later the next
    working day (the 15:00 rule); only for terms of at most one day. `hours_are_office_hours`: HOUR
    runs only while the office works; False lets it run from the moment, day and night. `then`: terms of other
    agencies that come on top of it, group after group; those of a group run beside each other.
    Raises `Refused` for a negative quantity or a same-day term of more than a day.
    """

    quantity: int
    unit: TimeUnit
    same_day_until: time | None = None
    hours_are_office_hours: bool = True
    after_pause: AfterPause = AfterPause.CONTINUE
    then: "tuple[tuple[Linked, ...], ...]" = ()

    def __post_init__(self) -> None:
        refuse_if(self._problems())

    def _problems(self) -> Iterable[Problem]:
        if self.quantity < 0:
            yield Problem("term_negative", "Thời hạn không thể là số âm.", "quantity")
        days = self.unit in (TimeUnit.WORKING_DAY, TimeUnit.DAY) and self.quantity <= 1
        if self.same_day_until is not None and not days:
            yield Problem(
                "term_same_day",
                "Chỉ thủ tục có thời hạn không quá một ngày mới trả kết quả trong ngày.",
                "same_day_until",
            )


@dataclass(frozen=True, slots=True)
class Linked:
    """What another agency has to do, and its term (which other terms may follow)."""

    name: str
    term: Term


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands still in [from_at, to_at); `to_at` None while the applicant has not answered."""

    from_at: datetime
    to_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """The one new date an apology names: given at `granted_at`, due at the close of `to_date`."""

    granted_at: datetime
    to_date: date


class Step(NamedTuple):
    """One step of the explanation. `text` is a Vietnamese template (a msgid), `params` raw values."""

    code: str
    text: str
    params: Mapping[str, Any]

    def say(self, translate: Callable[[str], str] = str, language: str = "vi") -> str:
        """The sentence; `translate` gives the template in another language, days are named in it."""
        if translate is str and language == "vi":
            return self.text.format(**{key: _own_words(key, value) for key, value in self.params.items()})
        shown = {key: _shown(key, value, translate, language) for key, value in self.params.items()}
        return translate(self.text).format(**shown)

    def as_json(self) -> dict[str, Any]:
        """`{"code", "text", "params"}` with every param as text or number; keeps no types."""
        return {
            "code": self.code,
            "text": self.say(),
            "params": {k: _plain(v) for k, v in self.params.items()},
        }

    def __str__(self) -> str:
        return self.say()


def _shown(key: str, value: Any, translate: Callable[[str], str], language: str) -> str:
    if isinstance(value, datetime):
        return format_instant(value, language)
    if isinstance(value, date):
        return format_date(value) if key.startswith("day") else format_day(value, language)
    if isinstance(value, time):
        return format_time(value)
    if isinstance(value, TimeUnit):
        return translate(UNIT_NAMES[value])
    if isinstance(value, str) and value:
        return translate(value)  # a day's name; "" would ask a catalogue for its heading
    return str(value)


# Every dossier's dates are put into words, and most are those of the dossier before.
@lru_cache(maxsize=4096, typed=True)
def _own_words(key: str, value: Any) -> str:
    return _shown(key, value, str, "vi")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | time) else value


UNIT_NAMES = {
    TimeUnit.WORKING_DAY: "ngày làm việc",
    TimeUnit.DAY: "ngày",
    TimeUnit.HOUR: "giờ",
    TimeUnit.MONTH: "tháng",
    TimeUnit.YEAR: "năm",
    TimeUnit.OTHER: "theo quy định riêng",
}


@dataclass(frozen=True, slots=True)
class Remaining:
    """What was left when the clock stopped: working days, days, or minutes (`unit` HOUR)."""

    quantity: int
    unit: TimeUnit

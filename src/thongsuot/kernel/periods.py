"""A stretch of days, half-open as PostgreSQL ranges are: the last day is the day before `to_date`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from thongsuot.kernel.dates import format_date
from thongsuot.kernel.errors import Problem, Refused


@dataclass(frozen=True, slots=True)
class Period:
    """[from_date, to_date). `to_date` None means "until further notice".

    Raises `Refused` (code `period_empty`) when it would hold no day at all.
    """

    from_date: date
    to_date: date | None = None

    def __post_init__(self) -> None:
        if self.to_date is not None and self.to_date <= self.from_date:
            raise Refused(
                Problem(
                    "period_empty",
                    "Ngày kết thúc {to_date} phải sau ngày bắt đầu {from_date}: hãy sửa một trong hai ngày.",
                    "to_date",
                    {"to_date": format_date(self.to_date), "from_date": format_date(self.from_date)},
                )
            )

    @property
    def is_open(self) -> bool:
        """Has no end yet."""
        return self.to_date is None

    def contains(self, day: date) -> bool:
        return self.from_date <= day and (self.to_date is None or day < self.to_date)

    def covers(self, other: "Period") -> bool:
        """Every day of the other is a day of this one."""
        if self.to_date is None:
            return self.from_date <= other.from_date
        return (
            other.to_date is not None and self.from_date <= other.from_date and other.to_date <= self.to_date
        )

    def overlaps(self, other: "Period") -> bool:
        """They share at least one day."""
        return self.intersect(other) is not None

    def meets(self, other: "Period") -> bool:
        """The other begins on the day this one ends: no gap, no shared day."""
        return self.to_date is not None and self.to_date == other.from_date

    def intersect(self, other: "Period") -> "Period | None":
        """The days in both, or None."""
        from_date = max(self.from_date, other.from_date)
        ends = [day for day in (self.to_date, other.to_date) if day is not None]
        to_date = min(ends) if ends else None
        if to_date is not None and to_date <= from_date:
            return None
        return Period(from_date, to_date)

    def ended(self, to_date: date) -> "Period":
        """The same period, ending on `to_date` (that day is no longer in it)."""
        return Period(self.from_date, to_date)

    def __str__(self) -> str:
        end = "…" if self.to_date is None else format_date(self.to_date)
        return f"[{format_date(self.from_date)}, {end})"


def first_overlap(periods: Iterable[Period]) -> tuple[Period, Period] | None:
    """The earliest two periods that share a day, or None: dated facts of one thing must not overlap."""
    ordered = sorted(periods, key=lambda period: period.from_date)
    for earlier, later in pairwise(ordered):
        if earlier.overlaps(later):
            return earlier, later
    return None

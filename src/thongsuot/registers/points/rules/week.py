"""The week of a point: its province's office hours, and its own where it has them."""

from collections.abc import Iterable
from datetime import time

from thongsuot.kernel.law import house_rule
from thongsuot.kernel.workdays import Session, WeekHours


@house_rule(
    "A point open on Saturday morning makes Saturday no working day: deadlines keep the province's days."
)
def week_with(base: WeekHours, own: Iterable[tuple[int, time, time]]) -> WeekHours:
    """`base` with the weekdays (1 Monday … 7 Sunday) for which the point has sittings of its own replaced."""
    mine: dict[int, list[Session]] = {}
    for weekday, opens, closes in own:
        mine.setdefault(weekday - 1, []).append(Session(opens, closes))
    sessions = tuple(tuple(sorted(mine[n])) if n in mine else base.sessions[n] for n in range(7))
    return WeekHours(sessions, base.working)

"""What comes out: a due date that can say how it came about."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date as Day
from datetime import datetime
from typing import Self

from thongsuot.kernel.dates import local_day
from thongsuot.kernel.deadlines.steps import Note, spelt_out
from thongsuot.kernel.deadlines.terms import Clock, Remaining, Step


@dataclass(frozen=True, slots=True)
class DueDate:
    """`due_at` is a UTC instant, `due_date` its day in Vietnam; both None unless `clock` is RUNNING.

    `trace` tells in order how the date came about. `remaining` is set while the clock stands still.
    """

    clock: Clock
    due_at: datetime | None
    due_date: Day | None
    remaining: Remaining | None = None
    notes: tuple[Note, ...] = field(default=(), repr=False, hash=False)

    @classmethod
    def stored(cls, due_at: datetime | None) -> Self:
        """A date computed before and kept without its reasons; None where the term has none."""
        if due_at is None:
            return cls(Clock.NONE, None, None)
        return cls(Clock.RUNNING, due_at, local_day(due_at))

    @property
    def trace(self) -> tuple[Step, ...]:
        return tuple(spelt_out(self.notes))

    def explained(self, translate: Callable[[str], str] = str, language: str = "vi") -> list[str]:
        """The trace as sentences."""
        return [step.say(translate, language) for step in self.trace]

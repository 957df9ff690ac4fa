"""What is told, and that it is told once: an alert belongs to the version of the clock in whose time its mark fell."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from thongsuot.kernel.law import house_rule
from thongsuot.work.clocks.rules.lives import Life
from thongsuot.work.clocks.rules.marks import Mark


@dataclass(frozen=True, slots=True, order=True)
class Alert:
    """The version of the clock, the mark, and when it was passed."""

    version: int
    mark: Mark
    at: datetime


@dataclass(frozen=True, slots=True)
class Pending:
    """What is still to be told of a version, what was ever told of the dossier, and which mark lies behind."""

    version: int = 0
    marks: Mapping[Mark, datetime] = field(default_factory=dict)
    told: frozenset[Mark] = frozenset()
    reached: int = 0


@house_rule("whoever comes late tells everything that has happened meanwhile, and nothing twice")
def rung(pending: Pending, until: datetime) -> tuple[tuple[Alert, ...], Pending]:
    """The alerts whose instant has come by `until`, in order, and what is still to be told."""
    now = {mark: at for mark, at in pending.marks.items() if at <= until}
    alerts = tuple(Alert(pending.version, mark, at) for mark, at in sorted(now.items()))
    left = {mark: at for mark, at in pending.marks.items() if mark not in now}
    reached = max((pending.reached, *(mark.value for mark in now)))
    return alerts, Pending(pending.version, left, pending.told | now.keys(), reached)


@house_rule("a mark that the new due date leaves behind us is told only if it was never told before")
def relaid(pending: Pending, life: Life, marks: Mapping[Mark, datetime]) -> Pending:
    """What is to be told of a new version, after everything of the version before has been told."""
    behind = {mark for mark, at in marks.items() if at <= life.from_at}
    still = {
        mark: max(at, life.from_at)
        for mark, at in marks.items()
        if not (mark in behind and mark in pending.told)
    }
    reached = max((mark.value for mark in behind & pending.told), default=0)
    return Pending(life.number, still, pending.told, reached)


@house_rule("what was told follows from what happened to the dossier, not from when somebody looked")
def story(
    lives: Sequence[Life],
    marks: Callable[[Life], Mapping[Mark, datetime]],
    *,
    finished_at: datetime | None,
    pending: Pending | None = None,
) -> tuple[tuple[Alert, ...], Pending]:
    """The alerts up to the last turn of a clock, and what is still to be told.

    `pending`: what is known of the version from which the lives go on. A finished dossier is told of no more.
    """
    alerts: list[Alert] = []
    kept = pending or Pending()
    for life in lives:
        before, kept = rung(kept, life.from_at)
        alerts += before
        kept = relaid(kept, life, marks(life))
    if finished_at is not None:
        last, kept = rung(kept, finished_at)
        alerts += last
        kept = Pending(kept.version, {}, kept.told, kept.reached)
    return tuple(alerts), kept

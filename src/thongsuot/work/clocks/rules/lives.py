"""A dossier's clock as its journal tells it: one version for each due date that it ever had."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from thongsuot.kernel.deadlines import Pause
from thongsuot.kernel.law import house_rule

ASKED, SUPPLEMENTED = "ask_for_more", "supplement"


@dataclass(frozen=True, slots=True)
class Turn:
    """One step of a dossier as far as its clock goes: `due_at` after it, None while the clock stands still."""

    number: int
    at: datetime
    act: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Life:
    """A version of the clock: set by step `number` at `from_at`.

    `begun_at`: when the term that runs began. `pauses`: those that have ended since.
    """

    number: int
    from_at: datetime
    due_at: datetime | None
    begun_at: datetime
    pauses: tuple[Pause, ...] = ()


@house_rule("every new due date is a new version of the clock: what was told of an old one is not told of it")
def lives(*, received_at: datetime, turns: Sequence[Turn], restarts: bool = False) -> tuple[Life, ...]:
    """The versions in order, the first one set by the reception. `restarts`: a supplement begins the term anew."""
    found: list[Life] = []
    begun = received_at
    pauses: tuple[Pause, ...] = ()
    asked_at: datetime | None = None
    is_standing = False
    for turn in turns:
        asked_at = turn.at if turn.act == ASKED and asked_at is None else asked_at
        if is_standing and turn.act == SUPPLEMENTED and asked_at is not None:
            begun, pauses = (turn.at, ()) if restarts else (begun, (*pauses, Pause(asked_at, turn.at)))
        if not found or turn.due_at != found[-1].due_at:
            found.append(Life(turn.number, turn.at, turn.due_at, begun, pauses))
        is_standing = turn.due_at is None
    return tuple(found)

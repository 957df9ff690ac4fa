"""What has happened to a dossier. Ids, codes and times only: an event carries no personal data."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Happened:
    """One step of a dossier; `step` numbers the steps of one dossier from 1, so (dossier, step) is unique."""

    dossier_id: UUID
    code: str
    step: int
    act: str
    at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class DossiersStepped:
    """One verb's steps: received, forwarded, more asked, decided, … ; one dossier or a whole batch."""

    steps: tuple[Happened, ...]


@dataclass(frozen=True, slots=True)
class DeadlinesMoved:
    """A run of `services.recalculate` moved due dates; its steps bear ids from `first_step` to `last_step`."""

    run: UUID
    first_step: int
    last_step: int
    at: datetime


@dataclass(frozen=True, slots=True)
class DossiersGiven:
    """Very many dossiers went to other officers of the same agencies; their steps bear ids from `first_step` to `last_step`.

    Steps of others may lie between them; `queries.ids_given` tells them apart.
    """

    first_step: int
    last_step: int
    at: datetime


@dataclass(frozen=True, slots=True)
class DossiersMoved:
    """The open dossiers of reorganised agencies went to the successors (`back`: returned); one event for all of them.

    Which ones stands in their own steps, under `ref`.
    """

    ref: str
    back: bool
    at: datetime | None = None  # None in a job from before this was told

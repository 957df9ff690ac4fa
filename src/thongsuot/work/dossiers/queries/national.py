"""The one projection on the ten national statuses: of dossiers as they stand, and of one as a step left it."""

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from thongsuot.kernel.actor import Actor
from thongsuot.work.dossiers import ports
from thongsuot.work.dossiers.queries.reading import DossierRecord, StepRecord
from thongsuot.work.dossiers.rules.states import WORKED_ON, State, national_status


class Stands(Protocol):
    """What of a dossier decides its national status, beside its money."""

    @property
    def id(self) -> UUID:
        """Whose status it is."""

    @property
    def state(self) -> State:
        """In which state it is now."""


def national_statuses(*, viewer: Actor, found: Collection[Stands]) -> dict[UUID, int]:
    """The national status of each, as it stands now; asks once for the money of all."""
    owing = ports.owing(viewer=viewer, dossier_ids=[one.id for one in found if one.state in WORKED_ON])
    return {one.id: national_status(one.state, is_owing=one.id in owing) for one in found}


def owes_after(*, viewer: Actor, record: DossierRecord, step: StepRecord) -> bool:
    """Whether it owed money after this step. Of an earlier step than the last nobody knows any more what was owed."""
    if step.number != record.steps:
        return False
    return record.id in ports.owing(viewer=viewer, dossier_ids=[record.id])


def status_after(*, viewer: Actor, record: DossierRecord, step: StepRecord) -> int:
    """The national status that others are told with this step."""
    is_owing = step.state in WORKED_ON and owes_after(viewer=viewer, record=record, step=step)
    return national_status(step.state, is_owing=is_owing)

"""What those above may say against an act: whoever keeps something that must be finished first objects to it."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from thongsuot.kernel.errors import Problem

Objector = Callable[[Sequence[UUID]], Mapping[UUID, tuple[Problem, ...]]]
_objectors: dict[str, list[Objector]] = {}


def object_to(act: str, objector: Objector) -> None:
    """Let `objector` be asked, once for all dossiers of a call, before `act`; in the transaction that locked them."""
    if objector not in _objectors.setdefault(act, []):
        _objectors[act].append(objector)


def objections(act: str, dossier_ids: Sequence[UUID]) -> dict[UUID, tuple[Problem, ...]]:
    """Every objection to the act, by dossier."""
    found: dict[UUID, tuple[Problem, ...]] = {}
    for objector in _objectors.get(act, ()):
        for id_, problems in objector(dossier_ids).items():
            found[id_] = found.get(id_, ()) + problems
    return found

"""What those above have to do with an act: whoever keeps something that must be finished first objects to it, and
whoever keeps what must be true together with it writes that in the same transaction; who keeps the money tells of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.errors import Problem


@dataclass(frozen=True, slots=True)
class Carried:
    """An act that was just carried out on a dossier, or taken back; `told`: what its verb was told, nothing when back."""

    dossier_id: UUID
    at: datetime
    actor: Actor
    agency_id: int | None
    told: Mapping[str, Any]


Objector = Callable[[Sequence[UUID]], Mapping[UUID, tuple[Problem, ...]]]
Keeper = Callable[[Sequence[Carried]], None]
_objectors: dict[str, list[Objector]] = {}
_keepers: dict[str, list[tuple[Keeper, Keeper]]] = {}


class Ledger(Protocol):
    """Which of these dossiers were charged and are not paid for yet."""

    def __call__(self, *, viewer: Actor, dossier_ids: Sequence[UUID]) -> frozenset[UUID]:
        """Asked once for all dossiers of a list."""


_ledgers: list[Ledger] = []


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


def keep(act: str, forth: Keeper, back: Keeper) -> None:
    """Let `forth` be called, once for all dossiers of a call, after `act` was written, and `back` after it was put back.

    Whatever way leads to the act leads through here, so what they keep cannot be forgotten by one of them.
    """
    if (forth, back) not in _keepers.setdefault(act, []):
        _keepers[act].append((forth, back))


def carried_out(act: str, carried: Sequence[Carried]) -> None:
    """Tell the keepers of an act that it was carried out."""
    for forth, _ in _keepers.get(act, ()):
        forth(carried)


def put_back(act: str, carried: Sequence[Carried]) -> None:
    """Tell the keepers of an act that it was put back."""
    for _, back in _keepers.get(act, ()):
        back(carried)


@dataclass(frozen=True, slots=True)
class MoneyMoved:
    """What was taken for a dossier, or given back; `receipt`: number and series of the paper that was given for it."""

    vnd: int
    receipt: str
    is_given_back: bool


Teller = Callable[[UUID, datetime], Sequence[MoneyMoved]]
_tellers: list[Teller] = []


def tell_money(teller: Teller) -> None:
    """Let `teller`, who keeps the money, be asked what was taken for a dossier until an instant."""
    if teller not in _tellers:
        _tellers.append(teller)


def money_moved(dossier_id: UUID, *, until: datetime) -> tuple[MoneyMoved, ...]:
    """What was taken and given back until then, in its order, as far as the reader of the transaction may see it."""
    return tuple(one for teller in _tellers for one in teller(dossier_id, until))


def keep_money(ledger: Ledger) -> None:
    """Let `ledger` say who owes."""
    if ledger not in _ledgers:
        _ledgers.append(ledger)


Reader = Callable[[bytes, datetime], Mapping[str, Any]]
_readers: list[Reader] = []


def read_results(reader: Reader) -> None:
    """Let `reader`, who knows signatures, say what a result bears that is handed in as PDF; its row keeps the words."""
    if reader not in _readers:
        _readers.append(reader)


def borne(pdf: bytes, *, at: datetime) -> dict[str, Any]:
    """What every reader says of a result that was handed in."""
    return {name: value for reader in _readers for name, value in reader(pdf, at).items()}


def owing(*, viewer: Actor, dossier_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Those of these dossiers that owe money; nobody is asked about none."""
    if not dossier_ids:
        return frozenset()
    return frozenset().union(*(ledger(viewer=viewer, dossier_ids=dossier_ids) for ledger in _ledgers))

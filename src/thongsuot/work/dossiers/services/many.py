"""Steps of many dossiers, each at its own instant and by its own hand: work taken over, and demonstrations."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.commands import command, note
from thongsuot.work.dossiers import ports
from thongsuot.work.dossiers.queries import standing
from thongsuot.work.dossiers.rules import stands
from thongsuot.work.dossiers.rules.stands import Moved
from thongsuot.work.dossiers.rules.states import Act
from thongsuot.work.dossiers.services import acting
from thongsuot.work.dossiers.services.acting import Done

RULES: dict[Act, Callable[..., Moved]] = {
    Act.TAKE: stands.take,
    Act.FORWARD: stands.forward,
    Act.ASK_FOR_MORE: stands.ask_for_more,
    Act.SUPPLEMENT: stands.supplement,
    Act.EXTEND: stands.extend,
    Act.DECIDE: stands.decide,
    Act.REFUSE: stands.refuse,
    Act.WITHDRAW: stands.withdraw,
    Act.STOP: stands.stop,
    Act.RETURN: stands.return_result,
}
CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Deed:
    """One act on one dossier. `by` acted at `at` in the name of `agency_id`; `given` as the act's own verb takes it."""

    dossier_id: UUID
    act: Act
    at: datetime
    by: Actor
    agency_id: int | None
    given: Mapping[str, Any] = field(default_factory=dict)


@command("dossiers.act_many", by=frozenset())
def act_many(*, actor: Actor, now: datetime, deeds: Sequence[Deed]) -> Done:
    """Carry out one act on each of many dossiers (a dossier stands once in `deeds`).

    The same rules as for a single act; what they forbid does not move and comes back with its reasons.
    """
    if len({deed.dossier_id for deed in deeds}) != len(deeds):
        raise ValueError("a dossier moves once in a call")
    moved: dict[UUID, int] = {}
    refused: dict[UUID, tuple[Problem, ...]] = {}
    for start in range(0, len(deeds), CHUNK):
        done = _carry_out(deeds[start : start + CHUNK])
        moved.update(done.moved)
        refused.update(done.refused)
    note(subject="dossiers", count=len(moved), refused=len(refused))
    return Done(moved, refused)


def _carry_out(deeds: Sequence[Deed]) -> Done:
    held = standing.lock([deed.dossier_id for deed in deeds])
    found: list[tuple[Deed, Moved]] = []
    refused: dict[UUID, tuple[Problem, ...]] = {}
    for deed in deeds:
        one = held.get(deed.dossier_id)
        if one is None:
            refused[deed.dossier_id] = (acting.NOT_THERE,)
            continue
        rule = partial(RULES[deed.act], **deed.given)
        moved = acting.attempt(deed.act, rule, deed.by, deed.at, deed.agency_id, one)
        if moved.problems:
            refused[deed.dossier_id] = moved.problems
        else:
            found.append((deed, moved))
    rows = [acting.row(d.act, d.by, d.at, d.agency_id, d.dossier_id, moved, ()) for d, moved in found]
    happened = {deed.dossier_id: (deed.act, deed.at) for deed, _ in found}
    moved_on = acting.write(rows, happened) if rows else {}
    for act in {deed.act for deed, _ in found}:
        ports.carried_out(act, [_carried(deed) for deed, _ in found if deed.act is act])
    return Done(moved_on, refused)


def _carried(deed: Deed) -> ports.Carried:
    return ports.Carried(deed.dossier_id, deed.at, deed.by, deed.agency_id, deed.given)

"""Taking back a step that nobody has built upon: the dossier is as it was before, and both steps stay in its journal."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.errors import Problem
from thongsuot.plumbing import access, bus
from thongsuot.plumbing.commands import command, note
from thongsuot.work.dossiers import events, ports
from thongsuot.work.dossiers.queries import standing
from thongsuot.work.dossiers.rules.states import Act
from thongsuot.work.dossiers.services.acting import NOT_THERE, Done

# `before` names what the act changed: officer always; holder, state and outcome where it changed them.
PUT_BACK = """
with r as (
  select * from jsonb_to_recordset(%(backs)s::jsonb) as r(id uuid, version int, before jsonb)
), d as (
  update dossier d set holder_officer_id = (r.before->>'officer')::bigint,
    holder_agency_id = coalesce((r.before->>'holder')::bigint, d.holder_agency_id),
    state = coalesce(r.before->>'state', d.state), outcome = coalesce(r.before->'outcome', d.outcome),
    steps = d.steps + 1, version = d.version + 1
  from r where d.id = r.id
  returning d.id, d.code, d.steps, d.version, d.state, d.competent_agency_id, d.holder_agency_id, d.holder_officer_id,
    d.due_at
), s as (
  insert into dossier_step (dossier_id, number, at, act, actor, officer_id, agency_id, state, competent_agency_id,
    holder_agency_id, holder_officer_id, due_at, detail)
  select id, steps, %(now)s, 'put_back', %(actor)s, %(officer)s, %(agency)s, state, competent_agency_id,
    holder_agency_id, holder_officer_id, due_at, jsonb_build_object('act', %(act)s::text, 'of', steps - 1) from d
)
select id, code, steps, version, due_at from d"""


@dataclass(frozen=True, slots=True)
class Back:
    """A dossier as an act left it (`version`), and what it was before: officer, holder, state, outcome."""

    dossier_id: UUID
    version: int
    before: Mapping[str, Any]


@command("dossiers.put_back", by=frozenset())
def put_back(*, actor: Actor, now: datetime, agency_id: int | None, act: Act, backs: Sequence[Back]) -> Done:
    """Take back `act` on dossiers that nobody touched since; the others come back with who did what when.

    Whoever calls it answers for the right to do so: what was handed on is no longer seen by who handed it on.
    """
    given = {back.dossier_id: back for back in backs}
    with access.seeing(SYSTEM):
        held = standing.lock_places(list(given))
        going = [back for id_, back in given.items() if id_ in held and held[id_].version == back.version]
        written = _write(actor, now, agency_id, act, going) if going else []
        ports.put_back(act, [ports.Carried(row[0], now, actor, agency_id, {}) for row in written])
    refused = {id_: (_touched(held[id_].code) if id_ in held else NOT_THERE,) for id_ in given}
    for row in written:
        del refused[row[0]]
    note(subject="dossiers", count=len(written), refused=len(refused), act=act.value)
    steps = tuple(events.Happened(row[0], row[1], row[2], "put_back", now, row[4]) for row in written)
    if steps and act is not Act.ASSIGN:  # who works on it is the office's own affair
        bus.publish(events.DossiersStepped(steps))
    return Done({row[0]: row[3] for row in written}, refused)


def _touched(code: str) -> Problem:
    return Problem(
        "touched_since", "Hồ sơ {code} đã có người làm tiếp nên được giữ nguyên.", params={"code": code}
    )


def _write(
    actor: Actor, now: datetime, agency_id: int | None, act: Act, going: Sequence[Back]
) -> list[tuple[Any, ...]]:
    rows = [{"id": str(b.dossier_id), "version": b.version, "before": dict(b.before)} for b in going]
    given: dict[str, Any] = {
        "backs": json.dumps(rows), "now": now, "actor": actor.key, "officer": actor.account_id,
        "agency": agency_id, "act": act.value,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(PUT_BACK, given)
        return list(cursor.fetchall())

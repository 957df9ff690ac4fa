"""Giving dossiers to officers: the rule is asked once for each kind of stand, the database moves all of a kind."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import Actor, Kind
from thongsuot.kernel.dates import local
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing import bus
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.calendars import queries as calendars
from thongsuot.registers.identity import queries as people
from thongsuot.work.dossiers import events
from thongsuot.work.dossiers.queries import standing
from thongsuot.work.dossiers.queries.standing import Placed
from thongsuot.work.dossiers.rules import stands
from thongsuot.work.dossiers.rules.states import Act, State
from thongsuot.work.dossiers.services import acting
from thongsuot.work.dossiers.services.acting import Done

DOES = "dossiers.take"  # whom one may give a dossier to: somebody who might take it himself

ASSIGN = """
with r as (select * from unnest(%(ids)s::uuid[], %(before)s::bigint[]) as r(id, before)
), d as (
  update dossier d set holder_officer_id = %(to)s, steps = d.steps + 1, version = d.version + 1
  from r where d.id = r.id
  returning d.id, d.code, d.steps, d.version, d.state, d.competent_agency_id, d.holder_agency_id, d.due_at, r.before
), s as (
  insert into dossier_step (dossier_id, number, at, act, actor, officer_id, agency_id, state, competent_agency_id,
    holder_agency_id, holder_officer_id, due_at, detail)
  select id, steps, %(now)s, 'assign', %(actor)s, %(officer)s, %(agency)s, state, competent_agency_id,
    holder_agency_id, %(to)s, due_at, jsonb_build_object('from_officer', before) from d
)
select id, code, steps, version, due_at from d"""


@command("dossiers.assign")
def assign(
    *, actor: Actor, now: datetime, agency_id: int, dossier_ids: Sequence[UUID], to_officer_id: int | None,
    seen: int | None = None,
) -> Done:  # fmt: skip
    """Give dossiers that the agency holds to one of its officers; None: to nobody in particular."""
    held = standing.lock_places(dossier_ids)
    refused: dict[UUID, tuple[Problem, ...]] = {
        id_: (acting.NOT_THERE,) for id_ in dossier_ids if id_ not in held
    }
    if len(dossier_ids) == 1 and refused:
        raise NotFound(*refused[dossier_ids[0]])
    if seen is not None and any(one.version != seen for one in held.values()):
        raise acting.too_late(next(one for one in held.values() if one.version != seen), actor)
    ruled = _ruled(actor, now, agency_id, to_officer_id, held)
    refused |= {id_: why for id_, why in ruled.items() if why}
    if len(dossier_ids) == 1 and refused:
        raise Refused(*refused[dossier_ids[0]])
    moving = [one for id_, one in held.items() if not ruled[id_]]
    versions = _write(actor, now, agency_id, to_officer_id, moving) if moving else {}
    subject = f"dossier:{dossier_ids[0]}" if len(dossier_ids) == 1 else "dossiers"
    note(subject=subject, count=len(moving), refused=len(refused), to_officer=to_officer_id)
    return Done(versions, refused)


def _ruled(
    actor: Actor, now: datetime, agency_id: int, to_officer_id: int | None, held: dict[UUID, Placed]
) -> dict[UUID, tuple[Problem, ...]]:
    """Why each may not be given to him; dossiers that stand alike are asked about once."""
    day = local(now).date()
    is_of_agency = to_officer_id in {
        one.id for one in people.colleagues(agency_id=agency_id, day=day, verb=DOES)
    }
    officer = actor.account_id if actor.kind is Kind.OFFICER else None

    @cache
    def ask(
        authority: int, state: State, competent: int, holder: int, before: int | None
    ) -> tuple[Problem, ...]:
        calendar = calendars.calendar_for(authority_id=authority, unit_id=None, day=day)
        by = stands.Doing(agency_id if officer else None, officer, now, day, calendar)
        stand = stands.Stand(state, competent, holder, before, now, None)
        return stands.assign(stand, by, to_officer_id=to_officer_id, is_of_agency=is_of_agency).problems

    return {
        id_: ask(
            one.authority_id, one.state, one.competent_agency_id, one.holder_agency_id, one.holder_officer_id
        )
        for id_, one in held.items()
    }


def _write(
    actor: Actor, now: datetime, agency_id: int, to_officer_id: int | None, moving: Sequence[Placed]
) -> dict[UUID, int]:
    given: dict[str, Any] = {
        "ids": [str(one.id) for one in moving], "before": [one.holder_officer_id for one in moving],
        "to": to_officer_id, "now": now, "actor": actor.key, "agency": agency_id,
        "officer": actor.account_id if actor.kind is Kind.OFFICER else None,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(ASSIGN, given)
        written = cursor.fetchall()
    steps = tuple(
        events.Happened(id_, code, step, Act.ASSIGN.value, now, due_at)
        for id_, code, step, _, due_at in written
    )
    bus.publish(events.DossiersStepped(steps), order=str(steps[0].dossier_id) if len(steps) == 1 else None)
    return {id_: version for id_, _, _, version, _ in written}

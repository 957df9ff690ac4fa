"""The clocks follow the dossiers: each is computed from the dossier's own steps, so late or twice is the same."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.dates import local_day
from thongsuot.plumbing import access
from thongsuot.plumbing.commands import command, note
from thongsuot.work.clocks import queries, rules
from thongsuot.work.clocks.rules import BITS, Alert, Mark, Pending

CHUNK = 2000

BEGIN = """
insert into dossier_clock (dossier_id, authority_id, competent_agency_id, holder_agency_id, received_at, version,
  reached, told, is_extended, consents, field_code, state)
select d.id, d.authority_id, d.competent_agency_id, d.holder_agency_id, d.received_at, 0, 0, 0, false, '', '', ''
from dossier d where d.id = any(%s::uuid[]) and d.state <> 'declined' order by d.id
on conflict (dossier_id) do nothing"""
READ = """
select c.dossier_id, c.version, c.at_50, c.at_80, c.at_100, c.at_110, c.reached, c.told,
  c.finished_at is not null as was_finished,
  d.authority_id, d.competent_agency_id, d.holder_agency_id, d.holder_officer_id, d.procedure_version_id,
  d.received_at, d.term->>'after_pause' = 'restart' as restarts, d.extension is not null as is_extended,
  d.finished_at, d.due_at, d.state,
  (select jsonb_agg(jsonb_build_array(s.number, s.at, s.act, s.due_at) order by s.number)
   from dossier_step s where s.dossier_id = d.id) as turns
from dossier_clock c join dossier d on d.id = c.dossier_id
where c.dossier_id = any(%s::uuid[]) order by c.dossier_id for update of c"""
WRITE = """
with r as (
  select * from jsonb_to_recordset(%s::jsonb) as r(dossier_id uuid, competent_id bigint, holder_id bigint,
    officer_id bigint, version int, due_at timestamptz, at_50 timestamptz, at_80 timestamptz, at_100 timestamptz,
    at_110 timestamptz, reached smallint, told smallint, is_extended boolean, consents text, field_code text,
    state text, finished_at timestamptz)
)
update dossier_clock c set competent_agency_id = r.competent_id, holder_agency_id = r.holder_id,
  holder_officer_id = r.officer_id, version = r.version, due_at = r.due_at, at_50 = r.at_50, at_80 = r.at_80,
  at_100 = r.at_100, at_110 = r.at_110, reached = r.reached, told = r.told, is_extended = r.is_extended,
  consents = r.consents, field_code = r.field_code, state = r.state, finished_at = r.finished_at
from r where c.dossier_id = r.dossier_id"""
TELL = """
insert into clock_alert (dossier_id, version, mark, at, told_at)
select dossier_id, version, mark, at, %s from jsonb_to_recordset(%s::jsonb)
  as r(dossier_id uuid, version int, mark smallint, at timestamptz)
on conflict (dossier_id, version, mark) do nothing"""
MOVED = """
update dossier_clock c set competent_agency_id = d.competent_agency_id, holder_agency_id = d.holder_agency_id,
  holder_officer_id = d.holder_officer_id
from dossier_step s join dossier d on d.id = s.dossier_id
where s.act = 'move' and s.detail->>'ref' = %s and c.dossier_id = s.dossier_id
  and (c.competent_agency_id, c.holder_agency_id, c.holder_officer_id)
    is distinct from (d.competent_agency_id, d.holder_agency_id, d.holder_officer_id)"""
GIVEN = """
update dossier_clock c set holder_officer_id = d.holder_officer_id
from dossier d where d.id = c.dossier_id and c.holder_officer_id is distinct from d.holder_officer_id
  and d.id in (select s.dossier_id from dossier_step s where s.id between %s and %s and s.act in ('assign', 'put_back'))"""
# Whatever no event told of: dossiers from before there were clocks, and those that a trigger led on.
AMISS = """
(select d.id from dossier d left join dossier_clock c on c.dossier_id = d.id
 where d.is_open and d.finished_at is null and d.id > %(after)s::uuid and (c.dossier_id is null
   or (c.due_at, c.state, c.holder_agency_id, c.competent_agency_id)
     is distinct from (d.due_at, d.state, d.holder_agency_id, d.competent_agency_id)) order by d.id limit %(most)s)
union
(select c.dossier_id from dossier_clock c join dossier d on d.id = c.dossier_id
 where c.finished_at is null and d.finished_at is not null and c.dossier_id > %(after)s::uuid
 order by c.dossier_id limit %(most)s)
order by 1 limit %(most)s"""


@command("clocks.follow", by=frozenset())
def follow(*, actor: Actor, now: datetime, dossier_ids: Sequence[UUID]) -> int:
    """Bring the clocks of these dossiers up to their last steps; tells what fell between. Returns how many alerts."""
    ids = [str(id_) for id_ in dossier_ids]
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(BEGIN, [ids])
        cursor.execute(READ, [ids])
        names = [column.name for column in cursor.description]
        found = [_followed(dict(zip(names, row, strict=True))) for row in cursor.fetchall()]
        alerts = [alert for _, told in found for alert in told]
        if found:
            cursor.execute(WRITE, [json.dumps([row for row, _ in found], default=str)])
        if alerts:
            cursor.execute(TELL, [now, json.dumps(alerts, default=str)])
    note(subject="clocks", count=len(found), alerts=len(alerts))
    return len(alerts)


def follow_all(*, now: datetime, dossier_ids: Sequence[UUID]) -> None:
    """The same for many, some thousands in a transaction."""
    for start in range(0, len(dossier_ids), CHUNK):
        follow(actor=SYSTEM, now=now, dossier_ids=dossier_ids[start : start + CHUNK])


@command("clocks.rehold", by=frozenset())
def rehold(*, actor: Actor, now: datetime, ref: str) -> int:
    """A reorganisation led dossiers to other agencies: their clocks go with them, and run as they ran."""
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(MOVED, [ref])
        count = int(cursor.rowcount)
    note(subject=ref, count=count)
    return count


@command("clocks.regive", by=frozenset())
def regive(*, actor: Actor, now: datetime, first_step: int, last_step: int) -> int:
    """Steps gave dossiers to other officers, or back: their clocks know in whose hands they are."""
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(GIVEN, [first_step, last_step])
        count = int(cursor.rowcount)
    note(subject="clocks", count=count)
    return count


def heal(*, now: datetime) -> int:
    """Every clock that does not say what its dossier says. Returns how many there were."""
    after, count = UUID(int=0), 0
    while True:
        with access.seeing(SYSTEM), connection.cursor() as cursor:
            cursor.execute(AMISS, {"after": str(after), "most": CHUNK})
            ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return count
        follow(actor=SYSTEM, now=now, dossier_ids=ids)
        after, count = ids[-1], count + len(ids)


def _followed(row: Mapping[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The clock's row as it must be, and what is told of it."""
    law = queries.law_of(row["procedure_version_id"], local_day(row["received_at"]))
    turns = queries.turns_of(row["turns"])
    every = rules.lives(received_at=row["received_at"], turns=turns, restarts=bool(row["restarts"]))
    marks = queries.marks_for(row["authority_id"], row["competent_agency_id"], consents=bool(law.consents))
    if row["was_finished"] and row["finished_at"] is None:  # its end was taken back
        every = (*every[:-1], replace(every[-1], number=turns[-1].number, from_at=turns[-1].at))
    alerts, pending = rules.story(
        [life for life in every if life.number > row["version"]],
        marks,
        finished_at=row["finished_at"],
        pending=_pending(row),
    )
    return _written(row, law, pending), [_told(row["dossier_id"], alert) for alert in alerts]


def _written(row: Mapping[str, Any], law: queries.ProcedureLaw, pending: Pending) -> dict[str, Any]:
    return {
        "dossier_id": str(row["dossier_id"]),
        "competent_id": row["competent_agency_id"],
        "holder_id": row["holder_agency_id"],
        "officer_id": row["holder_officer_id"],
        "version": pending.version,
        "due_at": row["due_at"],
        **{f"at_{mark.value}": pending.marks.get(mark) for mark in Mark},
        "reached": pending.reached,
        "told": sum(BITS[mark] for mark in pending.told),
        "is_extended": row["is_extended"],
        "consents": law.consents,
        "field_code": law.field_code,
        "state": row["state"],
        "finished_at": row["finished_at"],
    }


def _told(dossier_id: UUID, alert: Alert) -> dict[str, Any]:
    return {"dossier_id": str(dossier_id), "version": alert.version, "mark": alert.mark.value, "at": alert.at}


def _pending(row: Mapping[str, Any]) -> Pending:
    known = {mark: row[f"at_{mark.value}"] for mark in Mark if row[f"at_{mark.value}"] is not None}
    told = frozenset(mark for mark in Mark if row["told"] & BITS[mark])
    return Pending(row["version"], known, told, row["reached"])

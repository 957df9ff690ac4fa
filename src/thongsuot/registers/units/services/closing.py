"""End agencies on a day when others take over from them, and let them live again when that is undone."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing import reference
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.units.rules import SuccessionKind

CLOSE = """with o as (select id, valid from agency where id = any(%s::bigint[]) for no key update)
update agency a set valid = daterange(lower(a.valid), %s::date) from o
 where o.id = a.id and (upper(a.valid) is null or upper(a.valid) > %s::date)
   and (lower(a.valid) is null or lower(a.valid) < %s::date)
returning a.id, o.valid::text"""
REOPEN = """update agency a set valid = r.valid::daterange
  from jsonb_to_recordset(%s::jsonb) as r(id bigint, valid text) where a.id = r.id"""
FOLLOW = """insert into agency_succession (old_id, new_id, day, kind, act, clause, note, ends_old, ended_before, recorded_at)
 select w.old_id, w.new_id, %s, w.kind, w.act, w.clause, %s, true, upper(a.valid), %s
   from jsonb_to_recordset(%s::jsonb) as w(old_id bigint, new_id bigint, kind text, act text, clause text)
   join agency a on a.id = w.old_id
  where not exists (select 1 from agency_succession s
    where s.old_id = w.old_id and s.new_id = w.new_id and s.withdrawn_at is null)
 returning id"""
UNFOLLOW = (
    "update agency_succession set withdrawn_at = %s where id = any(%s::bigint[]) and withdrawn_at is null"
)


@dataclass(frozen=True, slots=True)
class Following:
    """The agency `new_id` stands for `old_id`, by an act and its clause ("" when none was named)."""

    old_id: int
    new_id: int
    kind: SuccessionKind
    act: str
    clause: str


@command("agencies.close", by=frozenset())
def close_agencies(
    *, actor: Actor, now: datetime, agency_ids: Iterable[int], day: date
) -> tuple[Mapping[str, Any], ...]:
    """Let agencies end with `day` (their first day without work). Returns what changed: `id` and `valid` as it was."""
    ids = sorted(set(agency_ids))
    with connection.cursor() as cursor:
        cursor.execute(CLOSE, [ids, day, day, day])
        changed = tuple({"id": id_, "valid": valid} for id_, valid in cursor.fetchall())
    return _told("closed", changed)


@command("agencies.reopen", by=frozenset())
def reopen_agencies(
    *, actor: Actor, now: datetime, before: Sequence[Mapping[str, Any]]
) -> tuple[Mapping[str, Any], ...]:
    """Undo `close_agencies`: `before` is what it returned."""
    with connection.cursor() as cursor:
        cursor.execute(REOPEN, [json.dumps(list(before))])
    return _told("reopened", tuple(before))


@command("agencies.follow", by=frozenset())
def follow_agencies(
    *, actor: Actor, now: datetime, following: Sequence[Following], day: date, note_: str
) -> tuple[int, ...]:
    """Record who stands for agencies that have just been closed; what the register says already stays. Returns ids."""
    wanted = json.dumps([asdict(one) for one in following])
    with connection.cursor() as cursor:
        cursor.execute(FOLLOW, [day, note_, now, wanted])
        ids = tuple(row[0] for row in cursor.fetchall())
    if ids:
        reference.bump()
    note(subject="agencies followed", count=len(ids))
    return ids


@command("agencies.unfollow", by=frozenset())
def unfollow_agencies(*, actor: Actor, now: datetime, succession_ids: Sequence[int]) -> None:
    """Undo `follow_agencies`; the lives of the agencies are `reopen_agencies`' affair."""
    with connection.cursor() as cursor:
        cursor.execute(UNFOLLOW, [now, list(succession_ids)])
    if succession_ids:
        reference.bump()
    note(subject="agencies unfollowed", count=len(succession_ids))


def _told(what: str, changed: tuple[Mapping[str, Any], ...]) -> tuple[Mapping[str, Any], ...]:
    if changed:
        reference.bump()
    note(subject=f"agencies {what}", count=len(changed))
    return changed

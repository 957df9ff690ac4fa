"""End agencies on a day when others take over from them, and let them live again when that is undone."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing import reference
from thongsuot.plumbing.commands import command, note

CLOSE = """with o as (select id, valid from agency where id = any(%s::bigint[]) for no key update)
update agency a set valid = daterange(lower(a.valid), %s::date) from o
 where o.id = a.id and (upper(a.valid) is null or upper(a.valid) > %s::date)
   and (lower(a.valid) is null or lower(a.valid) < %s::date)
returning a.id, o.valid::text"""
REOPEN = """update agency a set valid = r.valid::daterange
  from jsonb_to_recordset(%s::jsonb) as r(id bigint, valid text) where a.id = r.id"""


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


def _told(what: str, changed: tuple[Mapping[str, Any], ...]) -> tuple[Mapping[str, Any], ...]:
    if changed:
        reference.bump()
    note(subject=f"agencies {what}", count=len(changed))
    return changed

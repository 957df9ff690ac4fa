"""Points follow their agency when agencies are reorganised: the facts before the day stay as they were recorded."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing import reference
from thongsuot.plumbing.commands import command, note

COLUMNS = "point_id, name, kind_id, unit_id, address, phone, longitude, latitude, place_source, is_simulated, source"
HAND_OVER = """with w as (
  select * from jsonb_to_recordset(%(ways)s::jsonb)
    as w(old_agency_id bigint, new_agency_id bigint, territory_id bigint, point_id bigint)
), v as (
  select v.*, coalesce(own.new_agency_id, here.new_agency_id, rest.new_agency_id) as to_agency_id from point_version v
  left join w own on own.old_agency_id = v.agency_id and own.point_id = v.point_id
  left join w here on here.old_agency_id = v.agency_id and here.territory_id = v.unit_id
  left join w rest on rest.old_agency_id = v.agency_id and rest.territory_id is null and rest.point_id is null
  where v.withdrawn_at is null and v.agency_id in (select old_agency_id from w)
    and (upper(v.valid) is null or upper(v.valid) > %(day)s::date)
    and coalesce(own.new_agency_id, here.new_agency_id, rest.new_agency_id) is not null
)
select id, to_agency_id, lower(valid) < %(day)s::date or lower(valid) is null from v order by id"""
WITHDRAW = "update point_version set withdrawn_at = %s where id = any(%s::bigint[]) and withdrawn_at is null"
CUT_SHORT = f"""insert into point_version ({COLUMNS}, agency_id, valid, recorded_at)
select {COLUMNS}, agency_id, daterange(lower(valid), %s::date), %s from point_version where id = any(%s::bigint[])
order by id returning id"""
GO_ON = f"""insert into point_version ({COLUMNS}, agency_id, valid, recorded_at)
select {", ".join(f"v.{c.strip()}" for c in COLUMNS.split(","))}, t.agency_id,
  daterange(greatest(lower(v.valid), %s::date), upper(v.valid)), %s
from point_version v join jsonb_to_recordset(%s::jsonb) as t(id bigint, agency_id bigint) on t.id = v.id
order by v.id returning id"""
# What was recorded then, or recorded anew in its place when a later handing over was undone.
TAKE_BACK = """update point_version v set withdrawn_at = %s from point_version r
where r.id = any(%s::bigint[]) and v.withdrawn_at is null
  and (v.point_id, v.agency_id, v.valid) = (r.point_id, r.agency_id, r.valid)"""
AS_BEFORE = f"""insert into point_version ({COLUMNS}, agency_id, valid, recorded_at)
select {COLUMNS}, agency_id, valid, %s from point_version where id = any(%s::bigint[]) order by id"""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Versions of points that were withdrawn, and those recorded in their place."""

    withdrawn: tuple[int, ...]
    recorded: tuple[int, ...]


@command("points.hand_over", by=frozenset())
def hand_over(*, actor: Actor, now: datetime, day: date, ways: Sequence[Mapping[str, Any]]) -> HandedOver:
    """From `day` on the points of some agencies are answered for by others.

    ways: old_agency_id, new_agency_id, territory_id (null: every point that no other way takes), and point_id
    where the way is of one point only.
    """
    with connection.cursor() as cursor:
        cursor.execute(HAND_OVER, {"ways": json.dumps(list(ways), default=str), "day": day})
        found = cursor.fetchall()
        ids = [row[0] for row in found]
        cursor.execute(WITHDRAW, [now, ids])
        cursor.execute(CUT_SHORT, [day, now, [row[0] for row in found if row[2]]])
        recorded = [row[0] for row in cursor.fetchall()]
        cursor.execute(GO_ON, [day, now, json.dumps([{"id": r[0], "agency_id": r[1]} for r in found])])
        recorded += [row[0] for row in cursor.fetchall()]
    _told(len(ids))
    return HandedOver(tuple(ids), tuple(recorded))


@command("points.hand_back", by=frozenset())
def hand_back(*, actor: Actor, now: datetime, done: HandedOver) -> None:
    """Undo `hand_over`: what it recorded is believed no longer, what it withdrew is recorded anew."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_BACK, [now, list(done.recorded)])
        cursor.execute(AS_BEFORE, [now, list(done.withdrawn)])
    _told(len(done.withdrawn))


def _told(count: int) -> None:
    if count:
        reference.bump()
    note(subject="points", count=count)

"""The one place that writes who has a bundle: the stay before ends in the instant in which the next begins."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing import access
from thongsuot.work.custody.queries import BundleRecord
from thongsuot.work.custody.rules import Custodian

ROWS = """with r as (
  select * from jsonb_to_recordset(%s::jsonb) as r(id uuid, code text, dossier_id uuid, authority_id bigint, kind text,
    originals smallint, copies smallint, begun_at timestamptz, agency_id bigint)
) """
BEGIN = f"""{ROWS}
insert into custody_bundle (id, code, dossier_id, authority_id, kind, originals, copies, begun_at, agency_ids)
select id, code, dossier_id, authority_id, kind, originals, copies, begun_at, array[agency_id] from r"""
# A statement of its own: the wall around stays looks for the bundle, and does not see what its own statement writes.
FIRST_STAY = f"""{ROWS}
insert into custody_stay (bundle_id, custodian, agency_id, during, note)
select id, 'agency', agency_id, tstzrange(begun_at, null), '' from r"""
LOCK = "select id from custody_bundle where id = any(%s::uuid[]) order by id for update"
# Two moves in one instant (a clock that stood still): the later one is a microsecond later, never before.
MOVE = """
with s as (
  update custody_stay set during = tstzrange(lower(during), greatest(%(at)s, lower(during) + interval '1 microsecond'))
  where bundle_id = any(%(ids)s::uuid[]) and upper_inf(during)
  returning bundle_id, upper(during) as at
)
insert into custody_stay (bundle_id, custodian, agency_id, slip_id, during, note)
select bundle_id, %(custodian)s, %(agency)s, %(slip)s, tstzrange(at, null), %(note)s from s"""
SHOW = """update custody_bundle set agency_ids = array(select distinct x from unnest(agency_ids || %s::bigint) x order by 1)
where id = any(%s::uuid[]) and not agency_ids @> array[%s::bigint]"""
MOMENT = timedelta(microseconds=1)


def begin(found: Sequence[BundleRecord]) -> dict[str, UUID]:
    """Give every bundle that was never moved its row; ids by code, rows locked in one order."""
    ids = {one.code: one.id or uuid7() for one in found}
    rows = [
        {
            "id": str(ids[one.code]), "code": one.code, "dossier_id": str(one.dossier_id),
            "authority_id": one.authority_id, "kind": one.kind.value, "originals": one.originals,
            "copies": one.copies, "begun_at": one.begun_at.isoformat(), "agency_id": one.agency_id,
        }
        for one in found
        if one.id is None
    ]  # fmt: skip
    with connection.cursor() as cursor:
        if rows:
            cursor.execute(BEGIN, [json.dumps(rows)])
            cursor.execute(FIRST_STAY, [json.dumps(rows)])
        cursor.execute(LOCK, [[str(id_) for id_ in ids.values()]])
    return ids


def move(
    ids: Sequence[UUID],
    *,
    at: datetime,
    custodian: Custodian,
    agency_id: int,
    slip_id: UUID | None = None,
    note: str = "",
) -> None:
    """From `at` on these bundles are with somebody else."""
    with connection.cursor() as cursor:
        cursor.execute(
            MOVE,
            {"ids": [str(i) for i in ids], "at": at, "custodian": custodian.value, "agency": agency_id,
             "slip": slip_id, "note": note},
        )  # fmt: skip


def show_to(ids: Sequence[UUID], agency_id: int) -> None:
    """Let an agency see these bundles: it is to have them."""
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(SHOW, [agency_id, [str(i) for i in ids], agency_id])

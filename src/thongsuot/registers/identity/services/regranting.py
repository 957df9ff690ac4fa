"""Grants follow their agency when agencies are reorganised: on one day the old ones end and the new ones begin."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.commands import command, note

# `own`: "agency:account" → new agency, `rest`: "agency" → new agency, looked up by name: the planner, who cannot know how
# many rows a wall lets through, would join them by nested loops. A grant that has not begun is taken back whole. What
# somebody holds at the successor already is not given twice; the widest reach stays.
CUT = """with g as materialized (
  select g.*, coalesce(%(own)s::jsonb ->> concat(g.agency_id, ':', g.account_id),
    %(rest)s::jsonb ->> g.agency_id::text)::bigint as to_agency_id
  from role_grant g
  where g.agency_id = any(%(old)s::bigint[]) and g.revoked_at is null
    and (upper(g.valid) is null or upper(g.valid) > %(day)s::date)
)
update role_grant o set
  valid = case when lower(g.valid) < %(day)s::date then daterange(lower(g.valid), %(day)s::date) else g.valid end,
  revoked_at = case when lower(g.valid) < %(day)s::date then null else %(now)s end,
  revoked_because = case when lower(g.valid) < %(day)s::date then o.revoked_because else %(ref)s end
from g where g.id = o.id and g.to_agency_id is not null
returning o.id, o.account_id, o.role_id, g.to_agency_id, o.reach, g.valid::text, g.revoked_because"""
GIVE = """with c as (
  select account_id, role_id, agency_id, range_agg(daterange(greatest(lower(valid::daterange), %(day)s::date),
      upper(valid::daterange))) as wanted,
    (array['own', 'tree', 'authority'])[max(array_position(array['own', 'tree', 'authority'], reach))] as reach
  from jsonb_to_recordset(%(cut)s::jsonb) as c(account_id bigint, role_id bigint, agency_id bigint, reach text, valid text)
  group by 1, 2, 3
), has as (
  select e.account_id, e.role_id, e.agency_id, range_agg(e.valid) as held from role_grant e
  join c using (account_id, role_id, agency_id) where e.revoked_at is null group by 1, 2, 3
)
insert into role_grant (account_id, role_id, agency_id, reach, valid, reason, granted_at, revoked_because)
select c.account_id, c.role_id, c.agency_id, c.reach, v, %(ref)s, %(now)s, ''
from c left join has using (account_id, role_id, agency_id)
  cross join lateral unnest(c.wanted - coalesce(has.held, '{}'::datemultirange)) v"""
TAKE_BACK = (
    """update role_grant set revoked_at = %s, revoked_because = %s where reason = %s and revoked_at is null"""
)
RESTORE = """update role_grant o set valid = r.valid::daterange, revoked_at = null, revoked_because = r.because
  from jsonb_to_recordset(%s::jsonb) as r(id bigint, valid text, because text) where o.id = r.id"""


@command("identity.regrant", by=frozenset())
def regrant(
    *, actor: Actor, now: datetime, day: date, postings: Sequence[Mapping[str, int | None]], ref: str
) -> tuple[Mapping[str, Any], ...]:
    """Move the grants of agencies to their successors from `day` on, without gap or overlap; sessions go on.

    postings: account_id (null: everybody else there), old_agency_id, new_agency_id. `ref` becomes the reason of
    the new grants; posts are not led on, for who heads the successor is appointed anew. Returns what was cut, as
    `restore_grants` takes it: `id`, `valid`, `because`.
    """
    given: dict[str, Any] = {**_ways(postings), "day": day, "now": now, "ref": ref}
    with connection.cursor() as cursor:
        cursor.execute(CUT, given)
        cut = cursor.fetchall()
        cursor.execute(GIVE, {**given, "cut": json.dumps([_cut(row) for row in cut])})
        given_now = int(cursor.rowcount)
    note(subject=ref, count=len(cut), given=given_now)
    return tuple({"id": row[0], "valid": row[5], "because": row[6]} for row in cut)


@command("identity.restore_grants", by=frozenset())
def restore_grants(
    *, actor: Actor, now: datetime, ref: str, before: Sequence[Mapping[str, Any]]
) -> tuple[int, int]:
    """Undo `regrant`: what it gave is taken back, what it cut is as it was. Returns (restored, taken back)."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_BACK, [now, f"undo {ref}", ref])
        taken = int(cursor.rowcount)
        cursor.execute(RESTORE, [json.dumps(list(before))])
        restored = int(cursor.rowcount)
    note(subject=ref, count=restored, taken_back=taken)
    return restored, taken


def _ways(postings: Sequence[Mapping[str, int | None]]) -> dict[str, Any]:
    """The postings as `CUT` takes them."""
    own = {f"{p['old_agency_id']}:{p['account_id']}": p["new_agency_id"] for p in postings if p["account_id"]}
    rest = {str(p["old_agency_id"]): p["new_agency_id"] for p in postings if not p["account_id"]}
    old = sorted({p["old_agency_id"] for p in postings if p["old_agency_id"]})
    return {"own": json.dumps(own), "rest": json.dumps(rest), "old": old}


def _cut(row: Sequence[Any]) -> dict[str, Any]:
    names = ("account_id", "role_id", "agency_id", "reach", "valid")
    return dict(zip(names, row[1:6], strict=True))

"""Counting the days of every province: in one statement, and only what changed is written."""

from datetime import datetime

from django.db import connection

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.commands import command, note

# Asked before the dossiers are: a step that comes in between is counted, and counted once more the next time.
LAST_STEP = "select id from dossier_step order by id desc limit 1"
LOCAL = "({0} at time zone 'Asia/Ho_Chi_Minh')::date"
COUNT = f"""
with now as materialized (
  select authority_id, 'received' as kind, {LOCAL.format("received_at")} as day, received_agency_id as agency_id,
    territory_id, count(*)::int as count, (count(*) filter (where is_elsewhere))::int as part
  from dossier where state <> 'declined' group by 1, 3, 4, 5
  union all
  select authority_id, 'settled', {LOCAL.format("finished_at")}, competent_agency_id, territory_id, count(*)::int,
    (count(*) filter (where coalesce(finished_at > due_at, false) or asked_times > 1))::int
  from dossier where finished_at is not null and state <> 'declined' group by 1, 3, 4, 5
  union all
  select d.authority_id, 'returned', {LOCAL.format("s.at")}, s.agency_id, null, count(*)::int, 0
  from dossier_step s join dossier d on d.id = s.dossier_id
  where s.act = 'return' and s.agency_id is not null group by 1, 3, 4
), changed as materialized (
  select c.id, n.* from now n full join dossier_day_count c on n.authority_id = c.authority_id and n.kind = c.kind
    and n.day = c.day and n.agency_id = c.agency_id and coalesce(n.territory_id, 0) = coalesce(c.territory_id, 0)
  where n.day is null or c.day is null or (n.count, n.part) <> (c.count, c.part)
), gone as (
  delete from dossier_day_count where id in (select id from changed where day is null) returning 1
), put as (
  insert into dossier_day_count as c (authority_id, kind, day, agency_id, territory_id, count, part)
  select authority_id, kind, day, agency_id, territory_id, count, part from changed where day is not null
  on conflict (authority_id, kind, day, agency_id, territory_id) do update
    set count = excluded.count, part = excluded.part
  returning 1
), told as (
  insert into dossier_counted (authority_id, at, step_id, took_s)
  select authority_id, %(at)s::timestamptz, %(step)s::bigint,
    extract(epoch from clock_timestamp() - statement_timestamp()) from (select distinct authority_id from now) a
  on conflict (authority_id) do update set at = excluded.at, step_id = excluded.step_id, took_s = excluded.took_s
)
select (select count(*) from gone) + (select count(*) from put)"""


@command("dossiers.count_days", by=frozenset())
def count_days(*, actor: Actor, now: datetime) -> int:
    """Count what was received, settled and handed out on every day; how many lines changed."""
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(LAST_STEP)
        last = cursor.fetchone()
        cursor.execute(COUNT, {"at": now, "step": last[0] if last else 0})
        changed = int(cursor.fetchone()[0])
    note(subject="dossiers", count=changed)
    return changed

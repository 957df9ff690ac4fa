"""What the database holds, compared with what the clients were told."""

from collections import Counter
from datetime import datetime

import psycopg

from thongsuot.edges.bench.crash.clients import Journal
from thongsuot.plumbing.postgres import connection

SINCE = "select id::text, code from dossier where received_at >= %s"
# Numbers run per agency and day of the office; the series of the days that the run touched must be whole.
GAPS = """
with numbered as (
  select d.received_agency_id as agency_id, (d.received_at at time zone 'Asia/Ho_Chi_Minh')::date as day,
         count(*) as held, max(substring(d.code from '([0-9]+)$')::int) as highest
    from dossier d group by 1, 2)
select coalesce(sum(abs(c.last - coalesce(n.held, 0)) + abs(c.last - coalesce(n.highest, 0))), 0)
  from dossier_counter c left join numbered n using (agency_id, day)
 where c.day >= (%s at time zone 'Asia/Ho_Chi_Minh')::date"""
NO_JOURNAL = """
select count(*) from dossier d where d.received_at >= %s and not exists (
  select from journal_entry j where j.subject = 'dossier:' || d.id and j.verb = 'dossiers.receive')"""
NO_JOB = """
with told as (
  select step ->> 'dossier_id' as id from procrastinate_jobs j, jsonb_array_elements(j.args -> 'event' -> 'steps') step
   where j.task_name in ('thongsuot.deliver', 'thongsuot.spread'))
select count(*) from dossier d where d.received_at >= %s and not exists (select from told where told.id = d.id::text)"""


def of(journal: Journal, began: datetime) -> dict[str, float]:
    """Counts of what must not be, over the dossiers received since `began`."""
    with psycopg.connect(connection.dsn("app")) as session:
        session.execute("select set_config('ts.system', 'on', true)")
        held: dict[str, str] = dict(session.execute(SINCE, [began]).fetchall())
        counted = [session.execute(s.encode(), [began]).fetchone() for s in (GAPS, NO_JOURNAL, NO_JOB)]
    gaps, without_journal, without_job = (int(row[0]) if row else -1 for row in counted)
    told = journal.codes.items()
    return {
        "lost": sum(held.get(journal.ids[key]) != code for key, code in told),
        "double_codes": _doubles(journal.codes.values()) + _doubles(held.values()) + len(journal.changed),
        "double_dossiers": len(held.keys() - set(journal.ids.values())),
        "gaps": gaps,
        "without_journal": without_journal,
        "without_job": without_job,
    }


def _doubles(codes: object) -> int:
    return sum(number - 1 for number in Counter(codes).values())  # type: ignore[call-overload]

"""Answers that are papers and no results: refusals, notices of a stop, apologies for a later day."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.access import reading
from thongsuot.work.dossiers.rules import Act

# The last of a dossier's answers counts: an apology before a decision is told by then.
LAST = """select s.dossier_id, s.number, s.act from dossier_step s join dossier d on d.id = s.dossier_id
where s.act in ('refuse', 'stop', 'extend') and s.at >= %s
  and (d.holder_agency_id = any(%s::bigint[]) or d.competent_agency_id = any(%s::bigint[]))
  and not exists (select from dossier_step l where l.dossier_id = s.dossier_id and l.number > s.number
    and l.act in ('decide', 'consent', 'refuse', 'stop', 'extend', 'withdraw'))
order by s.id desc limit %s"""


@reading
def answered_since(
    *, viewer: Actor, agency_ids: Sequence[int], since: datetime, limit: int = 500
) -> tuple[tuple[UUID, int, Act], ...]:
    """(dossier, step, act) of the last answers that these agencies gave since then, the latest first."""
    agencies = sorted(agency_ids)
    with connection.cursor() as cursor:
        cursor.execute(LAST, [since, agencies, agencies, limit])
        return tuple((row[0], row[1], Act(row[2])) for row in cursor.fetchall())

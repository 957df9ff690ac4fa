"""Where dossiers are received and results handed out: by office, whatever the territory."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.access import reading
from thongsuot.work.dossiers.queries import day_counts

COUNTS = """
with days as (
  select %(from)s::timestamp at time zone 'Asia/Ho_Chi_Minh' as begins,
    %(to)s::timestamp at time zone 'Asia/Ho_Chi_Minh' as ends
), received as (
  select d.received_agency_id as agency_id, count(*) as received, count(*) filter (where d.is_elsewhere) as elsewhere
  from dossier d, days where d.authority_id = %(authority)s and d.state <> 'declined'
    and d.received_at >= begins and d.received_at < ends group by 1
), returned as (
  select s.agency_id, count(*) as returned from dossier_step s join dossier d on d.id = s.dossier_id, days
  where d.authority_id = %(authority)s and s.act = 'return' and s.at >= begins and s.at < ends and s.agency_id is not null
  group by 1
)
select agency_id, coalesce(received, 0), coalesce(elsewhere, 0), coalesce(returned, 0)
from received full join returned using (agency_id) order by 2 desc, 4 desc, 1"""

COUNTED = """
select agency_id, coalesce(sum(count) filter (where kind = 'received'), 0),
  coalesce(sum(part) filter (where kind = 'received'), 0), coalesce(sum(count) filter (where kind = 'returned'), 0)
from dossier_day_count where authority_id = %(authority)s and kind in ('received', 'returned')
  and day >= %(from)s and day < %(to)s
group by 1 order by 2 desc, 4 desc, 1"""


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """An office: dossiers received there, of them for agencies elsewhere, results handed out."""

    agency_id: int
    received: int
    elsewhere: int
    returned: int


@reading
def by_place(
    *, viewer: Actor, authority_id: int, from_day: date, to_day: date, live: bool = False
) -> tuple[PlaceCount, ...]:
    """What each office of a province received and handed out from `from_day` until `to_day` (not included), as far as
    the viewer may see; the busiest first. By the days that the worker counted, or `live` by every dossier."""
    given: dict[str, Any] = {"authority": authority_id, "from": from_day, "to": to_day}
    counted = None if live else day_counts.counted(viewer=viewer, authority_id=authority_id)
    with connection.cursor() as cursor:
        cursor.execute(COUNTED if counted else COUNTS, given)
        return tuple(PlaceCount(*row) for row in cursor.fetchall())

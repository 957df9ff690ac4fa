"""When agencies are reorganised, what they filed for other provinces is in their successors' hands from then on."""

from datetime import datetime

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.commands import command, note

FOLLOW = """update relay x set agency_id = w.to_id,
  followed = x.followed || jsonb_build_array(jsonb_build_object('ref', %(ref)s::text, 'agency', x.agency_id))
from (select distinct on (o.id) o.id, r.new_agency_id as to_id from relay o
  join dossier_redirect r on r.old_agency_id = o.agency_id and r.ref = %(ref)s and r.versions is null and r.point_id is null
  where o.state not in ('declined', 'handed', 'over') order by o.id, r.territory_id nulls first) w
where w.id = x.id"""
RETURN = """update relay set agency_id = (followed -> -1 ->> 'agency')::bigint, followed = followed - (-1)
where followed -> -1 ->> 'ref' = %(ref)s"""


@command("relays.follow", by=frozenset())
def follow(*, actor: Actor, now: datetime, ref: str, back: bool = False) -> int:
    """Unfinished relays of agencies that the run `ref` redirected go on with the successors; how many. Safe to repeat.

    `back`: the run was undone, they are again where they were.
    """
    with connection.cursor() as cursor:
        cursor.execute(RETURN if back else FOLLOW, {"ref": ref})
        count = int(cursor.rowcount)
    note(subject=f"run:{ref}", count=count)
    return count

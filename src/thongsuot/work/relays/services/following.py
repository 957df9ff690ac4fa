"""When agencies are reorganised, what they filed for other provinces is in their successors' hands from then on."""

from datetime import datetime

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.commands import command, note
from thongsuot.work.dossiers import queries as dossiers

FOLLOW = f"""update relay x set agency_id = w.to_id,
  followed = x.followed || jsonb_build_array(jsonb_build_object('ref', %(ref)s::text, 'agency', x.agency_id))
from (select o.id, heir.agency_id as to_id from relay o {dossiers.heir(agency="o.agency_id", any_land=True)}
  where o.state not in ('declined', 'handed', 'over') and heir.agency_id is not null) w
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

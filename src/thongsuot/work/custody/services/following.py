"""When agencies are reorganised, the papers that lie with them lie with their successors from that instant on."""

from datetime import datetime
from typing import Any

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.commands import command, note
from thongsuot.work.dossiers import queries as dossiers

# Where a run leads stands in its redirects; what it led away and nobody moved since goes back when it is undone.
HEIR = dossiers.heir(
    agency="s.agency_id",
    territory="d.territory_id",
    version="d.procedure_version_id",
    point="d.received_point_id",
)
FOLLOW = f"""
with w as (
  select s.bundle_id, lower(s.during) as since, s.custodian, s.agency_id, s.slip_id, b.dossier_id,
    coalesce(heir.agency_id, p.agency_id) as to_id
  from custody_stay s join custody_bundle b on b.id = s.bundle_id join dossier d on d.id = b.dossier_id
  {HEIR}
  left join custody_stay p on %(back)s and s.note = 'ref:' || %(ref)s and p.bundle_id = s.bundle_id
    and upper(p.during) = lower(s.during)
  where upper_inf(s.during) and s.custodian <> 'person'
    and coalesce(heir.agency_id, p.agency_id) is not null
  order by s.bundle_id for update of s
), e as (
  update custody_stay s set during = tstzrange(lower(s.during), greatest(%(at)s, w.since + interval '1 microsecond'))
  from w where s.bundle_id = w.bundle_id and upper_inf(s.during)
  returning s.bundle_id, upper(s.during) as at
), n as (
  insert into custody_stay (bundle_id, custodian, agency_id, slip_id, during, note)
  select w.bundle_id, w.custodian, w.to_id, w.slip_id, tstzrange(e.at, null), %(note)s from w join e using (bundle_id)
), b as (
  update custody_bundle b set agency_ids = b.agency_ids || w.to_id from w
  where w.bundle_id = b.id and not b.agency_ids @> array[w.to_id]
)
select count(*) from w"""
SENDER = dossiers.heir("sender", agency="o.from_agency_id")
TAKER = dossiers.heir("taker", agency="o.to_agency_id")
SLIPS = f"""
update custody_slip k set from_agency_id = coalesce(sender.agency_id, k.from_agency_id),
  to_agency_id = coalesce(taker.agency_id, k.to_agency_id),
  followed = k.followed || jsonb_build_array(
    jsonb_build_object('ref', %(ref)s::text, 'from', k.from_agency_id, 'to', k.to_agency_id))
from custody_slip o {SENDER} {TAKER}
where o.id = k.id and k.state in ('packed', 'on_way')
  and coalesce(sender.agency_id, taker.agency_id) is not null
  and coalesce(sender.agency_id, o.from_agency_id) <> coalesce(taker.agency_id, o.to_agency_id)
returning k.id, k.to_agency_id"""
SEEN = """update custody_bundle b set agency_ids = b.agency_ids || k.to_agency_id
from custody_line l join custody_slip k on k.id = l.slip_id
where l.bundle_id = b.id and k.id = any(%s::uuid[]) and not b.agency_ids @> array[k.to_agency_id]"""


@command("custody.follow", by=frozenset())
def follow(*, actor: Actor, now: datetime, ref: str, back: bool = False) -> int:
    """Papers and bags of agencies that the run `ref` redirected go on with the successors; how many papers.

    `back`: the run was undone, what it led away and nobody has moved since lies where it lay.

    Done again it finds nothing to do.
    """
    given: dict[str, Any] = {
        "ref": ref,
        "at": now,
        "note": f"{'back' if back else 'ref'}:{ref}",
        "back": back,
    }
    with connection.cursor() as cursor:
        cursor.execute(FOLLOW, given)
        count = int(cursor.fetchone()[0])
        cursor.execute(SLIPS, given)
        slips = [str(row[0]) for row in cursor.fetchall()]
        if slips:
            cursor.execute(SEEN, [slips])
    note(subject=f"run:{ref}", count=count, slips=len(slips))
    return count

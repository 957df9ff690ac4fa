"""Handing the result out: who took it, where, on whose authority; its paper leaves the agency's custody for good."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import SYSTEM, Actor, Kind
from thongsuot.kernel.errors import refuse_if
from thongsuot.plumbing import access
from thongsuot.plumbing.commands import command, note
from thongsuot.work.custody import rules
from thongsuot.work.custody.rules import Collector, Way
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as work
from thongsuot.work.dossiers.ports import Carried

ROWS = """with r as (
  select * from jsonb_to_recordset(%(rows)s::jsonb) as r(dossier_id uuid, at timestamptz, agency_id bigint,
    officer_id bigint, way text, name text, number text, authority text, tracking text)
), """
COLLECT = f"""{ROWS} d as (select id, holder_agency_id from dossier where id in (select dossier_id from r))
insert into custody_collection (dossier_id, agency_id, way, name, number, authority_paper, tracking, at, officer_id)
select d.id, coalesce(r.agency_id, d.holder_agency_id), r.way, r.name, r.number, r.authority, r.tracking, r.at,
  r.officer_id
from r join d on d.id = r.dossier_id order by r.at, d.id"""
# What lies in a bag stays there: whoever opens it says that it has come. What has no row never moved, and is with its
# owner by the dossier's own state.
LET_GO = f"""{ROWS} f as materialized (
  select s.id, s.bundle_id, lower(s.during) as since, coalesce(r.agency_id, s.agency_id) as agency_id, r.at
  from r join custody_bundle b on b.dossier_id = r.dossier_id and b.kind = 'result'
  join custody_stay s on s.bundle_id = b.id and upper_inf(s.during) and s.custodian = 'agency'
  where not exists (select 1 from custody_line l where l.bundle_id = b.id and l.outcome in ('waiting', 'missing'))
  order by s.bundle_id for update of s
), e as (
  update custody_stay s set during = tstzrange(f.since, greatest(f.at, f.since + interval '1 microsecond'))
  from f where s.id = f.id returning s.bundle_id, upper(s.during) as at
)
insert into custody_stay (bundle_id, custodian, agency_id, during, note)
select f.bundle_id, 'person', f.agency_id, tstzrange(e.at, null), '' from f join e using (bundle_id)"""
# Where it lay before, as it lay there: the note tells the books that it was never really gone.
TAKE_BACK = f"""{ROWS} f as materialized (
  select s.id, s.bundle_id, lower(s.during) as since, p.custodian, p.agency_id, p.slip_id, r.at
  from r join custody_bundle b on b.dossier_id = r.dossier_id and b.kind = 'result'
  join custody_stay s on s.bundle_id = b.id and upper_inf(s.during) and s.custodian = 'person'
  join custody_stay p on p.bundle_id = b.id and upper(p.during) = lower(s.during)
  order by s.bundle_id for update of s
), e as (
  update custody_stay s set during = tstzrange(f.since, greatest(f.at, f.since + interval '1 microsecond'))
  from f where s.id = f.id returning s.bundle_id, upper(s.during) as at
)
insert into custody_stay (bundle_id, custodian, agency_id, slip_id, during, note)
select f.bundle_id, f.custodian, f.agency_id, f.slip_id, tstzrange(e.at, null), %(note)s
from f join e using (bundle_id)"""


@command("custody.collect")
def collect(
    *, actor: Actor, now: datetime, agency_id: int, dossier_ids: Sequence[UUID], received_by: str,
    number: str = "", authority: str = "", way: str = Way.COUNTER, tracking: str = "", seen: int | None = None,
) -> work.Done:  # fmt: skip
    """Put the results into their owners' hands (`dossiers.return`), and keep who took them and on what authority."""
    collector = Collector(received_by, number, authority, Way(way), tracking)
    owners = {""}
    if number.strip():  # only then is it asked whose number it is
        known = dossiers.wholes(viewer=actor, dossier_ids=dossier_ids)
        owners = {one.record.citizen_id for one in known}
    refuse_if(p for owner in owners for p in rules.collecting_problems(collector, citizen_id=owner))
    manner = {"number": number, "authority": authority, "way": collector.way.value, "tracking": tracking}
    done = work.return_result(
        actor=actor, now=now, agency_id=agency_id, dossier_ids=dossier_ids, received_by=received_by,
        manner=manner, seen=seen,
    )  # fmt: skip
    note(subject="dossiers", count=len(done.moved), way=collector.way.value)
    return done


def keep(carried: Sequence[Carried]) -> None:
    """Keep who took these results, and let their papers go with them: two statements, however many they are."""
    rows = json.dumps([_row(one) for one in carried])
    with connection.cursor() as cursor:
        cursor.execute(COLLECT, {"rows": rows})
        cursor.execute(LET_GO, {"rows": rows})


def take_back(carried: Sequence[Carried]) -> None:
    """The handing out was put back: the papers that went with it lie where they lay before.

    That they were handed out stays written; `queries.collection` goes by what the dossier itself says.
    """
    rows = json.dumps([_row(one) for one in carried])
    with access.seeing(SYSTEM), connection.cursor() as cursor:  # as the dossiers themselves are put back
        cursor.execute(TAKE_BACK, {"rows": rows, "note": rules.PUT_BACK})


def _row(one: Carried) -> dict[str, Any]:
    told = {name: str(one.told.get(name, "")).strip() for name in ("number", "authority", "tracking")}
    return {
        **told, "dossier_id": str(one.dossier_id), "at": one.at.isoformat(), "agency_id": one.agency_id,
        "officer_id": one.actor.account_id if one.actor.kind is Kind.OFFICER else None,
        "way": one.told.get("way", Way.COUNTER.value), "name": str(one.told.get("received_by", "")).strip(),
    }  # fmt: skip

"""How what is owed reaches the applicant, for one dossier or a list: the facts in one statement, the rule over them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.access import reading
from thongsuot.work.custody.rules import Custodian, Way
from thongsuot.work.custody.rules.delivery import Delivery, Fact, Facts, Handing, Stage, Subject, delivery
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules import Act, State

LOOKED_BACK = timedelta(days=180)  # what was answered or posted longer ago is found by its dossier
MOST = 2000
OWED = frozenset({Stage.WAITING, Stage.UNCOLLECTED, Stage.ON_WAY, Stage.UNDELIVERED})
# A handing out that was put back does not count, nor what the post said of it; of the papers of a dossier that has a
# result only what was given of the result itself.
FACTS = """
with d as (
  select id, state, finished_at, received_at, competent_agency_id, received_agency_id, holder_agency_id,
    (outcome->>'returned_at')::timestamptz as returned_at, state in ('decided', 'returned') as has_result
  from dossier where id = any(%s::uuid[]))
select d.id, d.state, coalesce(p.originals, 0),
  coalesce(s.custodian, case when d.state = 'returned' then 'person' else 'agency' end),
  coalesce(s.agency_id, case when d.has_result then d.competent_agency_id
    when d.state = 'withdrawn' then d.received_agency_id else d.holder_agency_id end),
  greatest(lower(s.during), d.finished_at, d.returned_at), coalesce(k.code, ''),
  c.id, c.act, c.way, c.name, c.tracking, c.at, c.agency_id, c.officer_id
from d
left join lateral (select sum(originals) as originals from dossier_paper x where x.dossier_id = d.id) p on true
left join custody_bundle b on b.dossier_id = d.id and b.kind = case when d.has_result then 'result' else 'filed' end
left join custody_stay s on s.bundle_id = b.id and upper_inf(s.during)
left join custody_slip k on k.id = s.slip_id
left join lateral (
  select c.* from custody_collection c left join custody_collection o on o.id = c.of_id
  where c.dossier_id = d.id
    and case when coalesce(o.act, c.act) = 'return' then coalesce(o.at, c.at) = d.returned_at
      else not d.has_result or coalesce(o.kind, c.kind) = 'result' end
  order by c.at desc, c.id desc limit 1) c on true"""


@reading
def facts_of(*, viewer: Actor, dossier_ids: Sequence[UUID]) -> dict[UUID, Facts]:
    """What the rule asks of these dossiers, as far as the viewer sees them."""
    with connection.cursor() as cursor:
        cursor.execute(FACTS, [[str(id_) for id_ in dossier_ids]])
        return {row[0]: _facts(row) for row in cursor.fetchall()}


def _facts(row: Sequence[Any]) -> Facts:
    last = None
    if row[7] is not None:
        last = Handing(row[7], Fact(row[8]), Way(row[9]), *row[10:])
    return Facts(State(row[1]), row[2], Custodian(row[3]), row[4], row[5], row[6], last)


def deliveries(*, viewer: Actor, dossier_ids: Sequence[UUID], now: datetime) -> dict[UUID, Delivery]:
    """The one delivery of each of these dossiers at `now`."""
    found = facts_of(viewer=viewer, dossier_ids=dossier_ids)
    return {id_: delivery(facts, now=now) for id_, facts in found.items()}


POSTED = """select distinct c.dossier_id from custody_collection c
where c.agency_id = any(%s::bigint[]) and c.way = 'postal' and c.of_id is null and c.at >= %s
  and not exists (select 1 from custody_collection e where e.of_id = c.id and e.act = 'delivered') limit %s"""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What some agencies still owe, each dossier once, and how many of each stage. `is_cut`: there is more."""

    found: Mapping[UUID, Delivery]
    counts: Mapping[Stage, int]
    is_cut: bool


@reading
def outgoing(*, viewer: Actor, agency_ids: Sequence[int], now: datetime) -> Outgoing:
    """What waits at these agencies, is on the way from them or came back: results, answers and what was posted."""
    since = now - LOOKED_BACK
    page = dossiers.worklist(viewer=viewer, agency_ids=agency_ids, state=State.DECIDED, limit=MOST)
    answers = dossiers.answered_since(viewer=viewer, agency_ids=agency_ids, since=since)
    ids = [row.id for row in page.rows] + [id_ for id_, _step, act in answers if act is not Act.EXTEND]
    with connection.cursor() as cursor:
        cursor.execute(POSTED, [sorted(agency_ids), since, MOST])
        ids += [row[0] for row in cursor.fetchall()]
    every = deliveries(viewer=viewer, dossier_ids=list(dict.fromkeys(ids)), now=now)
    owed = {id_: one for id_, one in every.items() if one.stage in OWED}
    return Outgoing(owed, Counter(one.stage for one in owed.values()), page.next is not None)


def owes_letter(*, viewer: Actor, dossier_id: UUID, now: datetime) -> bool:
    """Whether a dossier's answer in writing was not given yet, or came back."""
    found = deliveries(viewer=viewer, dossier_ids=[dossier_id], now=now).get(dossier_id)
    return found is not None and found.subject is Subject.LETTER and found.stage in OWED - {Stage.ON_WAY}

"""Unfinished dossiers of one field of the catalogue: by age, by what they lie for, by who holds them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local_day
from thongsuot.plumbing.access import reading
from thongsuot.work.clocks.rules.backlog import EDGES, Lying
from thongsuot.work.dossiers import queries as dossiers

PAGE = 50
MOST = 20_000  # of one agency
AGE = "(%(day)s::date - (c.received_at at time zone 'Asia/Ho_Chi_Minh')::date)"
LYING = """case when c.state = 'waiting' then 'waiting' when c.holder_agency_id <> c.competent_agency_id then 'elsewhere'
  when c.holder_officer_id is null then 'nobody' when c.is_extended then 'extended' else 'work' end"""
OPEN = "c.field_code = %(field)s and c.holder_agency_id = a.id and c.finished_at is null"
COUNT = f"""
select a.id, c.class, c.lying, count(*), count(*) filter (where c.is_late)
from unnest(%(agencies)s::bigint[]) as a(id) cross join lateral (
  select width_bucket({AGE}, %(edges)s::int[]) as class, {LYING} as lying, coalesce(c.due_at < %(now)s, false) as is_late
  from dossier_clock c where {OPEN} limit %(most)s) c
group by 1, 2, 3"""
LIST = f"""
select c.dossier_id, c.received_at, c.lying from unnest(%(agencies)s::bigint[]) as a(id) cross join lateral (
  select c.dossier_id, c.received_at, {LYING} as lying from dossier_clock c
  where {OPEN} and (c.received_at, c.dossier_id) > (%(since)s, %(id)s)
    and (%(class)s::int is null or width_bucket({AGE}, %(edges)s::int[]) = %(class)s)
    and (%(lying)s::text is null or {LYING} = %(lying)s)
    and (%(place)s = '' or exists (select 1 from dossier d
      where d.id = c.dossier_id and strpos(lower(d.address), lower(%(place)s)) > 0))
  order by c.received_at, c.dossier_id limit %(limit)s) c
order by c.received_at, c.dossier_id limit %(limit)s"""


@dataclass(frozen=True, slots=True)
class Heap:
    """What one agency holds of a field: `ages` by class of age, `late` past their due date, `lying` by reason."""

    agency_id: int
    ages: tuple[int, ...]
    late: int
    lying: dict[Lying, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.ages)


@dataclass(frozen=True, slots=True)
class Lain:
    """One line of the backlog: the dossier, its age in days, what it lies for."""

    row: dossiers.WorklistRow
    days: int
    lying: Lying


@reading
def backlog(
    *, viewer: Actor, agency_ids: Sequence[int], field: str, now: datetime, day: date
) -> tuple[Heap, ...]:
    """The agencies that hold unfinished dossiers of a field of the catalogue, the biggest heap first."""
    params: dict[str, Any] = {
        "agencies": list(agency_ids),
        "field": field,
        "now": now,
        "day": day,
        "edges": list(EDGES),
        "most": MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT, params)
        rows = cursor.fetchall()
    found = []
    for agency_id in {row[0] for row in rows}:
        own = [row[1:] for row in rows if row[0] == agency_id]
        ages = tuple(sum(n for class_, _, n, _ in own if class_ == one) for one in range(len(EDGES) + 1))
        lying = {
            reason: sum(n for _, said, n, _ in own if said == reason.value)
            for reason in Lying
            if any(said == reason.value for _, said, _, _ in own)
        }
        found.append(Heap(agency_id, ages, sum(late for *_, late in own), lying))
    return tuple(sorted(found, key=lambda heap: (-heap.total, heap.agency_id)))


@reading
def backlog_list(
    *, viewer: Actor, agency_ids: Sequence[int], field: str, day: date, age: int | None = None,
    lying: Lying | None = None, place: str = "", after: dossiers.Cursor | None = None, limit: int = PAGE,
) -> tuple[tuple[Lain, ...], dossiers.Cursor | None]:  # fmt: skip
    """The oldest first, page by page: the lines and the cursor of the next page. `age`: a class, None: every.

    `place`: letters of the applicant's address (a hamlet, a street), "" for anywhere.
    """
    start = after or dossiers.Cursor(datetime(1900, 1, 1, tzinfo=UTC), UUID(int=0))
    params: dict[str, Any] = {
        "agencies": list(agency_ids), "field": field, "day": day, "edges": list(EDGES), "class": age,
        "lying": lying and lying.value, "place": place, "since": start.due_at, "id": start.id, "limit": limit + 1,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(LIST, params)
        found = cursor.fetchall()
    rows = {row.id: row for row in dossiers.rows_of(viewer=viewer, dossier_ids=[r[0] for r in found[:limit]])}
    lines = tuple(
        Lain(rows[id_], (day - local_day(received_at)).days, Lying(said))
        for id_, received_at, said in found[:limit]
        if id_ in rows
    )
    last = found[limit - 1] if len(found) > limit else None
    return lines, dossiers.Cursor(last[1], last[0]) if last else None

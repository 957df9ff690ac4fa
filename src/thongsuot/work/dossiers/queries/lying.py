"""What a rule needs to know of open dossiers to say where each belongs when its agency is split."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.access import reading
from thongsuot.work.dossiers.rules.states import State

# Two index scans, not one condition with "or": what it costs depends on the open work of these agencies.
LYING = """select d.id, d.code, d.state, d.due_at, d.address, d.territory_id, d.competent_agency_id, d.holder_agency_id
  from dossier d join (
    select id from dossier where is_open and holder_agency_id = any(%(agencies)s::bigint[])
    union select id from dossier where is_open and competent_agency_id = any(%(agencies)s::bigint[])
      and competent_agency_id <> holder_agency_id
    union select unnest(%(named)s::uuid[])) x on x.id = d.id
  where d.authority_id = %(authority)s order by d.id"""

MATTERS = """select d.id, d.procedure_version_id, d.received_point_id, d.competent_agency_id, d.holder_agency_id
  from dossier d where d.id in (
    select id from dossier where is_open and holder_agency_id = any(%(agencies)s::bigint[])
    union select id from dossier where is_open and competent_agency_id = any(%(agencies)s::bigint[])
      and competent_agency_id <> holder_agency_id
    union select unnest(%(named)s::uuid[]))
  and d.authority_id = %(authority)s
  and (d.procedure_version_id = any(%(versions)s::bigint[]) or d.received_point_id = any(%(points)s::bigint[]))
  order by d.id"""

CLOCKS = """select x.agency, count(d.due_at), min(d.due_at), min(d.due_at) filter (where d.due_at >= %(now)s),
    count(*) filter (where d.state = 'waiting')
  from (select id, holder_agency_id as agency from dossier where is_open and holder_agency_id = any(%(agencies)s::bigint[])
    union all select id, competent_agency_id from dossier where is_open and competent_agency_id <> holder_agency_id
      and competent_agency_id = any(%(agencies)s::bigint[])) x join dossier d on d.id = x.id
  where d.state <> 'decided' group by 1 order by 1"""
# The latest day only: what a series gave before is in the codes themselves.
SERIES = """select a.id, k.day, k.last from unnest(%s::bigint[]) a(id) cross join lateral (
  select day, last from dossier_counter c where c.agency_id = a.id order by day desc limit 1) k order by a.id"""


@dataclass(frozen=True, slots=True)
class Clocks:
    """Deadlines of an agency's open dossiers; `waiting`: those whose clock stands until the applicant answers."""

    agency_id: int
    count: int
    earliest: datetime | None
    next: datetime | None
    waiting: int


@dataclass(frozen=True, slots=True)
class NumberSeries:
    """The last serial that an agency gave, and on which day: numbers begin anew every day."""

    agency_id: int
    day: date
    last: int


@dataclass(frozen=True, slots=True)
class Lying:
    """An open dossier at an agency; `address` as the applicant wrote it, "" when he did not."""

    id: UUID
    code: str
    state: State
    due_at: datetime | None
    address: str
    territory_id: int
    competent_agency_id: int
    holder_agency_id: int


@dataclass(frozen=True, slots=True)
class Matter:
    """What an open dossier is about, where it was received (None: at no point), and at which two agencies it is."""

    id: UUID
    procedure_version_id: int
    received_point_id: int | None
    competent_agency_id: int
    holder_agency_id: int


@reading
def matters_at(
    *, viewer: Actor, authority_id: int, agency_ids: Iterable[int], version_ids: Iterable[int], point_ids: Iterable[int],
    dossier_ids: Iterable[UUID] = (),
) -> tuple[Matter, ...]:  # fmt: skip
    """Open dossiers at these agencies, and those named, that are of these versions or were received at these points."""
    given: dict[str, Any] = {
        "agencies": sorted(set(agency_ids)), "authority": authority_id, "versions": sorted(set(version_ids)),
        "points": sorted(set(point_ids)), "named": sorted(set(map(str, dossier_ids))),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(MATTERS, given)
        return tuple(Matter(*row) for row in cursor.fetchall())


@reading
def lying_at(
    *, viewer: Actor, authority_id: int, agency_ids: Iterable[int], dossier_ids: Iterable[UUID] = ()
) -> tuple[Lying, ...]:
    """The open dossiers that these agencies hold or are competent for, and those named, in the order of their ids."""
    named = sorted(set(map(str, dossier_ids)))
    with connection.cursor() as cursor:
        cursor.execute(
            LYING, {"agencies": sorted(set(agency_ids)), "authority": authority_id, "named": named}
        )
        return tuple(Lying(row[0], row[1], State(row[2]), *row[3:]) for row in cursor.fetchall())


@reading
def clocks_at(*, viewer: Actor, agency_ids: Iterable[int], now: datetime) -> tuple[Clocks, ...]:
    """The deadlines that still run of each agency's open dossiers; a dossier counts once for each agency it names."""
    with connection.cursor() as cursor:
        cursor.execute(CLOCKS, {"agencies": sorted(set(agency_ids)), "now": now})
        return tuple(Clocks(*row) for row in cursor.fetchall())


def number_series(*, agency_ids: Iterable[int]) -> tuple[NumberSeries, ...]:
    """The number series of dossier codes that these agencies keep; those that never numbered one are left out."""
    with connection.cursor() as cursor:
        cursor.execute(SERIES, [sorted(set(agency_ids))])
        return tuple(NumberSeries(*row) for row in cursor.fetchall())

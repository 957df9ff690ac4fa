"""What other systems are told: the steps of dossiers in order, and how the dossiers of some days stand. For the system."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.access import reading
from thongsuot.work.dossiers.rules.states import State


@dataclass(frozen=True, slots=True)
class Happening:
    """One step with how the dossier stood before and after it, and the agencies that had to do with it."""

    dossier_id: UUID
    number: int
    act: str
    at: datetime
    state: str
    state_before: str | None
    due_at: datetime | None
    due_before: datetime | None
    authority_id: int
    agency_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Standing:
    """A dossier received on `day`; `portal_code` is what the national portal calls it, if it came from there."""

    id: UUID
    code: str
    portal_code: str
    state: State
    day: date


HAPPENINGS = """
select * from (
  select s.dossier_id, s.number, s.act, s.at, s.state, lag(s.state) over w, s.due_at, lag(s.due_at) over w,
    d.authority_id, array[d.received_agency_id, s.competent_agency_id, s.holder_agency_id] as agencies
  from dossier d join dossier_step s on s.dossier_id = d.id
  where d.id = any(%s::uuid[]) and not d.is_simulated
  window w as (partition by s.dossier_id order by s.number)) h
order by dossier_id, number"""

STANDING = """
select id, code, external_code, state, (received_at at time zone 'Asia/Ho_Chi_Minh')::date
from dossier where authority_id = %s and not is_simulated
  and received_at >= (%s::date)::timestamp at time zone 'Asia/Ho_Chi_Minh'
  and received_at < (%s::date + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh'"""

IN_RUN = "select distinct dossier_id from dossier_step where id between %s and %s and act = 'recalculate'"
IN_GIVING = """select distinct dossier_id from dossier_step
where id between %s and %s and act in ('assign', 'put_back')"""
IN_MOVE = "select distinct dossier_id from dossier_step where act = 'move' and detail->>'ref' = %s"
BY_CODES = "select id, code from dossier where authority_id = %s and code = any(%s)"
BY_EXTERNAL = """select id from dossier where external_code = %s and external_code <> '' and authority_id = %s
order by received_at limit 1"""


@reading
def happenings(*, viewer: Actor, dossier_ids: Sequence[UUID]) -> tuple[Happening, ...]:
    """All steps of these dossiers, in order; none of those that are simulated."""
    with connection.cursor() as cursor:
        cursor.execute(HAPPENINGS, [[str(id_) for id_ in dossier_ids]])
        return tuple(Happening(*[*row[:-1], frozenset(row[-1])]) for row in cursor.fetchall())


@reading
def standing_of_days(
    *, viewer: Actor, authority_id: int, from_day: date, to_day: date
) -> tuple[Standing, ...]:
    """How the dossiers received on these days (both inclusive) stand now."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [authority_id, from_day, to_day])
        return tuple(Standing(row[0], row[1], row[2], State(row[3]), row[4]) for row in cursor.fetchall())


@reading
def ids_recalculated(*, viewer: Actor, first_step: int, last_step: int) -> tuple[UUID, ...]:
    """The dossiers whose due date a run of recalculation moved."""
    with connection.cursor() as cursor:
        cursor.execute(IN_RUN, [first_step, last_step])
        return tuple(row[0] for row in cursor.fetchall())


@reading
def ids_given(*, viewer: Actor, first_step: int, last_step: int) -> tuple[UUID, ...]:
    """The dossiers that were given to other officers, or back, by these steps."""
    with connection.cursor() as cursor:
        cursor.execute(IN_GIVING, [first_step, last_step])
        return tuple(row[0] for row in cursor.fetchall())


@reading
def ids_moved(*, viewer: Actor, ref: str) -> tuple[UUID, ...]:
    """The dossiers that a reorganisation moved."""
    with connection.cursor() as cursor:
        cursor.execute(IN_MOVE, [ref])
        return tuple(row[0] for row in cursor.fetchall())


@reading
def ids_by_code(*, viewer: Actor, authority_id: int, codes: Sequence[str]) -> dict[str, UUID]:
    """The dossiers of a province with these codes."""
    with connection.cursor() as cursor:
        cursor.execute(BY_CODES, [authority_id, list(codes)])
        return {code: id_ for id_, code in cursor.fetchall()}


@reading
def id_by_external(*, viewer: Actor, authority_id: int, external_code: str) -> UUID | None:
    """The dossier that another system calls so."""
    with connection.cursor() as cursor:
        cursor.execute(BY_EXTERNAL, [external_code, authority_id])
        row = cursor.fetchone()
    return row[0] if row else None

"""Who follows an agency, and whom it followed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from thongsuot.plumbing.reference import remembered
from thongsuot.registers.units.queries.agencies import agencies_by_id
from thongsuot.registers.units.queries.records import AgencyRecord, SuccessionRecord
from thongsuot.registers.units.rules import SuccessionKind

SELECT = """select s.id, s.old_id, s.new_id, s.day, s.kind, s.act, s.clause, s.note, s.ends_old, s.withdrawn_at
  from agency_succession s where """
BELIEVED_AT = """(%s::timestamptz is null and s.withdrawn_at is null or s.recorded_at <= %s
  and (s.withdrawn_at is null or s.withdrawn_at > %s))"""
Known = datetime | None


def _fetch(where: str, *params: Any) -> tuple[SuccessionRecord, ...]:
    with connection.cursor() as cursor:
        cursor.execute(f"{SELECT}{where} order by s.day, s.id", params)
        return tuple(_record(row) for row in cursor.fetchall())


def _record(row: Sequence[Any]) -> SuccessionRecord:
    values = [*row]
    values[4] = SuccessionKind(row[4])
    return SuccessionRecord(*values)


@remembered
def successions_by_id(*, ids: tuple[int, ...]) -> tuple[SuccessionRecord, ...]:
    """Successions by id, also withdrawn ones, in order of their days."""
    return _fetch("s.id = any(%s)", list(ids))


@remembered
def agency_successions(
    *, day: date, authority_id: int | None = None, known_at: Known = None
) -> tuple[SuccessionRecord, ...]:
    """Every succession that takes place on a day, of one province or of all."""
    where = f"""{BELIEVED_AT} and s.day = %s and (%s::bigint is null or exists (
      select 1 from agency a where a.id = s.old_id and a.authority_id = %s))"""
    return _fetch(where, known_at, known_at, known_at, day, authority_id, authority_id)


@remembered
def succession_keys() -> frozenset[tuple[str, str, date]]:
    """Old code, new code and day of every succession that stands."""
    with connection.cursor() as cursor:
        cursor.execute("""select o.code, n.code, s.day from agency_succession s join agency o on o.id = s.old_id
                           join agency n on n.id = s.new_id where s.withdrawn_at is null""")
        return frozenset((row[0], row[1], row[2]) for row in cursor.fetchall())


@remembered
def agency_successors(*, agency_id: int, day: date, known_at: Known = None) -> tuple[AgencyRecord, ...]:
    """Who stands on a day for an agency, over as many successions as there were: living agencies, by code.

    The agency itself when it works then and nothing of it went elsewhere; empty when nobody follows it.
    """
    return _followed(agency_id, day, known_at, forward=True)


@remembered
def agency_predecessors(*, agency_id: int, day: date, known_at: Known = None) -> tuple[AgencyRecord, ...]:
    """Every agency for which this one stands on a day, however long ago; by code, without itself."""
    return _followed(agency_id, day, known_at, forward=False)


def _followed(agency_id: int, day: date, known_at: Known, *, forward: bool) -> tuple[AgencyRecord, ...]:
    found, frontier = {agency_id}, {agency_id}
    column = "old_id" if forward else "new_id"
    while frontier:
        where = f"{BELIEVED_AT} and s.{column} = any(%s) and s.day <= %s"
        told = _fetch(where, known_at, known_at, known_at, list(frontier), day)
        frontier = {s.new_id if forward else s.old_id for s in told} - found
        found |= frontier
    if not forward:
        found.discard(agency_id)
    agencies = agencies_by_id(agency_ids=frozenset(found)).values()
    return tuple(sorted((a for a in agencies if not forward or a.is_valid_on(day)), key=lambda a: a.code))

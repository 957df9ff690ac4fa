"""Agencies by id, by code in either notation, and by their place in the tree."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from thongsuot.kernel.codes import AgencyCode
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.reference import remembered
from thongsuot.registers.units.queries.records import AgencyRecord
from thongsuot.registers.units.rules import AgencyKind

SELECT = """select a.id, a.code, a.legacy_code, a.name, a.short_name, a.kind, a.unit_id, a.parent_id,
  a.authority_id, lower(a.valid), upper(a.valid), a.is_simulated from agency a where """
TREE = """with recursive below as (
   select id from agency where id = %s and valid @> %s::date
   union select a.id from agency a join below b on a.parent_id = b.id where a.valid @> %s::date)
 select id from below"""


def _fetch(where: str, *params: Any) -> tuple[AgencyRecord, ...]:
    with connection.cursor() as cursor:
        cursor.execute(f"{SELECT}{where} order by a.code", params)
        return tuple(_record(row) for row in cursor.fetchall())


def _record(row: Sequence[Any]) -> AgencyRecord:
    values = [*row]
    values[5] = AgencyKind(row[5])
    return AgencyRecord(*values)


@remembered
def agency(*, agency_id: int) -> AgencyRecord | None:
    """An agency by id, living or closed."""
    found = _fetch("a.id = %s", agency_id)
    return found[0] if found else None


@remembered
def agencies_by_id(*, agency_ids: frozenset[int]) -> dict[int, AgencyRecord]:
    """Several agencies by id, living or closed; unknown ids are left out."""
    return {a.id: a for a in _fetch("a.id = any(%s)", list(agency_ids))}


@remembered
def agency_by_code(*, code: str) -> AgencyRecord | None:
    """An agency by its code in either notation (`H05.10`, `000.00.10.H05`), living or closed."""
    try:
        present = AgencyCode.parse(code)
    except Refused:
        return None
    found = _fetch("a.code = %s", str(present))
    return found[0] if found else None


@remembered
def agencies_of(*, authority_id: int, day: date, kind: str | None = None) -> tuple[AgencyRecord, ...]:
    """All agencies of a province on a day, by code; `kind` as in `rules.AgencyKind`."""
    if kind is None:
        return _fetch("a.authority_id = %s and a.valid @> %s::date", authority_id, day)
    where = "a.authority_id = %s and a.valid @> %s::date and a.kind = %s"
    return _fetch(where, authority_id, day, str(kind))


@remembered
def offices_of(*, authority_id: int, day: date) -> tuple[AgencyRecord, ...]:
    """The agencies of a province among which an officer chooses where a dossier goes, by code.

    Public service units (schools, hospitals: hundreds) are not among them; one that is competent for a procedure
    gets its dossiers by that.
    """
    found = agencies_of(authority_id=authority_id, day=day)
    return tuple(a for a in found if a.kind is not AgencyKind.SERVICE_UNIT)


@remembered
def agencies_ever(*, authority_id: int) -> tuple[AgencyRecord, ...]:
    """All agencies that a province has or had, by code."""
    return _fetch("a.authority_id = %s", authority_id)


@remembered
def agency_tree(*, agency_id: int, day: date) -> frozenset[int]:
    """The agency itself and all below it on a day; empty when it does not work then."""
    with connection.cursor() as cursor:
        cursor.execute(TREE, [agency_id, day, day])
        return frozenset(row[0] for row in cursor.fetchall())


@remembered
def committee_of(*, unit_id: int, day: date) -> AgencyRecord | None:
    """The People's Committee of a unit on a day."""
    kinds = (AgencyKind.COMMUNE_COMMITTEE, AgencyKind.DISTRICT_COMMITTEE, AgencyKind.PROVINCE_COMMITTEE)
    return _only(unit_id, day, *kinds)


@remembered
def centre_of(*, unit_id: int, day: date) -> AgencyRecord | None:
    """The one-stop service centre of a unit on a day."""
    return _only(unit_id, day, AgencyKind.COMMUNE_CENTRE, AgencyKind.PROVINCE_CENTRE)


def _only(unit_id: int, day: date, *kinds: AgencyKind) -> AgencyRecord | None:
    wanted = [kind.value for kind in kinds]
    found = _fetch("a.unit_id = %s and a.kind = any(%s) and a.valid @> %s::date", unit_id, wanted, day)
    return found[0] if found else None

"""The whole register at once, as plain rows, for whoever builds an index of his own from it."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from thongsuot.registers.units.queries.changes import SHARES_BELIEVED
from thongsuot.registers.units.queries.units import BELIEVED
from thongsuot.registers.units.rules import EdgeKind, known_shares

VERSIONS = f"""select v.unit_id, v.level, v.code, v.name, v.type, v.parent_id, v.province_id, lower(v.valid),
  upper(v.valid) from unit_version v where {BELIEVED} order by v.level, lower(v.valid), v.unit_id"""
SHARES = f"""select s.old_id, s.new_id, s.day, s.kind, s.part_name, s.note, s.resolution, s.clause, s.area_share,
  s.people_share from unit_share s where {SHARES_BELIEVED} order by s.day, s.id"""


class VersionRow(NamedTuple):
    """A version of a unit, of any level and day; `valid_to` None: until further notice."""

    unit_id: int
    level: str
    code: str
    name: str
    type: str
    parent_id: int | None
    province_id: int
    valid_from: date
    valid_to: date | None


class ShareRow(NamedTuple):
    """What of an old unit went to a new one; `part` 0..1 of its people, or else of its area, None: unknown."""

    old_id: int
    new_id: int
    day: date
    kind: str
    part_name: str
    note: str
    resolution: str
    clause: str
    part: float | None


def every_version() -> list[VersionRow]:
    """All versions that are believed now."""
    with connection.cursor() as cursor:
        cursor.execute(VERSIONS)
        return [VersionRow(*row) for row in cursor.fetchall()]


def every_share() -> list[ShareRow]:
    """All shares that are believed now, in the order in which they were recorded."""
    with connection.cursor() as cursor:
        cursor.execute(SHARES)
        rows = ((*row[:8], _part(row[3], row[8], row[9])) for row in cursor.fetchall())
        return [ShareRow(*row) for row in rows]


def _part(kind: str, area: Decimal | None, people: Decimal | None) -> float | None:
    known_area, known_people = known_shares(EdgeKind(kind), area, people)
    known = known_area if known_people is None else known_people
    return None if known is None else float(known)

"""Which part of a split unit a place lies in, and what nobody can say without looking."""

import json
from collections.abc import Mapping
from datetime import date, timedelta

from django.db import connection

from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.reference import remembered
from thongsuot.registers.units import rules
from thongsuot.registers.units.queries.changes import residents_go_to
from thongsuot.registers.units.queries.records import AssignedUnit, PartRecord, UnassignedUnit
from thongsuot.registers.units.queries.units import unit_on, units_by_id
from thongsuot.registers.units.rules import Outcome, Part, PartBy, Place

SELECT = """select new_id, by, values, confidence from unit_part
  where withdrawn_at is null and old_id = %s and day = %s order by id"""
RECORDS = """select id, old_id, new_id, day, by, values, confidence, source, is_simulated, origin, recorded_at
  from unit_part where withdrawn_at is null and """
# Units whose parts went to several others, and how much of that is worked out.
SPLIT = """select v.unit_id, v.code, v.name, v.type, count(distinct s.new_id),
   (select count(distinct p.new_id) from unit_part p
     where p.old_id = v.unit_id and p.day = s.day and p.withdrawn_at is null),
   exists (select 1 from unit_part p
     where p.old_id = v.unit_id and p.day = s.day and p.withdrawn_at is null and p.by = 'default')
  from unit_share s join unit_version v on v.unit_id = s.old_id and v.withdrawn_at is null
    and upper(v.valid) = s.day
  join unit_version n on n.unit_id = s.new_id and n.withdrawn_at is null and n.valid @> s.day
 where s.withdrawn_at is null and s.day = %s and s.kind <> 'area-only' and v.level = 'commune'
   and (%s::bigint is null or n.province_id = %s)
 group by v.unit_id, v.code, v.name, v.type, s.day having count(distinct s.new_id) > 1 order by v.code"""


@remembered
def parts_of(*, unit_id: int, day: date) -> tuple[Part, ...]:
    """The parts that were worked out of a unit which was split on `day`."""
    with connection.cursor() as cursor:
        cursor.execute(SELECT, [unit_id, day])
        return tuple(
            Part(row[0], PartBy(row[1]), _mapping(row[2]), float(row[3])) for row in cursor.fetchall()
        )


def _mapping(value: object) -> Mapping[str, object]:
    found = json.loads(value) if isinstance(value, str) else value
    assert isinstance(found, dict)
    return found


def assign(*, code: str, day: date, place: Place) -> AssignedUnit:
    """The unit in which a place of the old unit `code` lies from `day` on (the day of the split).

    Exact when one unit took all people, or the parts that were worked out name the place; candidates or unknown
    with the reason when they do not: then a person has to look. Never a silent pick.
    """
    old = unit_on(code=code, day=day - timedelta(days=1)).exact
    followed = residents_go_to(code=code, day=day - timedelta(days=1))
    if old is None or followed.outcome is not Outcome.CANDIDATES:
        sure = 1.0 if followed.outcome is Outcome.EXACT else 0.0
        return AssignedUnit(followed.outcome, followed.units, sure, None, followed.reasons)
    parts = parts_of(unit_id=old.id, day=day)
    found = rules.assign_part(parts, place)
    if found.outcome is Outcome.UNKNOWN:
        message = "Chưa xác định được phần của {name}: cần người xem lại."
        reason = Problem("unit_part_unknown", message, "place", {"name": old.full_name})
        return AssignedUnit(Outcome.CANDIDATES, followed.units, 0.0, None, (*followed.reasons, reason))
    by_id = units_by_id(unit_ids=frozenset(found.units), day=day)
    units = tuple(by_id[unit] for unit in found.units)
    assert found.by is not None
    params = {"name": old.full_name, "names": ", ".join(u.full_name for u in units)}
    reason = Problem("unit_part_by", rules.PART_REASONS[found.by], "place", params)
    return AssignedUnit(found.outcome, units, found.confidence, found.by, (reason,))


@remembered
def unassigned(*, day: date, province_id: int | None = None) -> tuple[UnassignedUnit, ...]:
    """Units that were split on a day and whose parts are not all worked out: the worklist of a person.

    province_id: only those whose people went to that province.
    """
    return tuple(u for u in split(day=day, province_id=province_id) if u.worked_out < u.successors)


@remembered
def split(*, day: date, province_id: int | None = None) -> tuple[UnassignedUnit, ...]:
    """Units whose people went to more than one other on a day, by code, with how much of that is worked out."""
    with connection.cursor() as cursor:
        cursor.execute(SPLIT, [day, province_id, province_id])
        rows = cursor.fetchall()
    return tuple(
        UnassignedUnit(
            row[0], row[1], rules.full_name(rules.UnitType(row[3]), row[2]), row[4], row[5], row[6]
        )
        for row in rows
    )


@remembered
def part_records(*, unit_id: int, day: date) -> tuple[PartRecord, ...]:
    """The parts of a unit that was split on `day`, with whence they come; the surest kind first."""
    found = _records("old_id = %s and day = %s order by id", unit_id, day)
    return tuple(sorted(found, key=lambda p: ([*PartBy].index(p.part.by), p.id)))


def part(*, part_id: int) -> PartRecord | None:
    """A part that stands, by its id."""
    return next(iter(_records("id = %s", part_id)), None)


def _records(where: str, *params: int | date) -> list[PartRecord]:
    with connection.cursor() as cursor:
        cursor.execute(RECORDS + where, params)
        return [
            PartRecord(r[0], r[1], r[2], r[3], Part(r[2], PartBy(r[4]), _mapping(r[5]), float(r[6])), *r[7:])
            for r in cursor.fetchall()
        ]

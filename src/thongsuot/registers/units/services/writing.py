"""The register of units as rules want it, and what they decided, written in a handful of statements."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from thongsuot.registers.units import rules
from thongsuot.registers.units.rules import (
    Change,
    EdgeKind,
    HeldShare,
    HeldVersion,
    Level,
    Register,
    UnitType,
)

VERSIONS = """select v.id, v.unit_id, v.level, v.code, v.other_code, v.name, v.type, v.parent_id, v.province_id,
  lower(v.valid), upper(v.valid), v.origin from unit_version v where v.withdrawn_at is null"""
# Units that ever bear one of the codes, the units above them, and all units below those that are no communes.
NAMED = """with named as (
   select distinct v.unit_id, v.level from unit_version v
     join unnest(%s::text[], %s::text[]) as g(level, code) on v.level = g.level and v.code = g.code
    where v.withdrawn_at is null),
 above as (
   select v.parent_id as unit_id from unit_version v join named n using (unit_id) where v.withdrawn_at is null
   union select v.province_id from unit_version v join named n using (unit_id) where v.withdrawn_at is null)
 select unit_id from named union select unit_id from above where unit_id is not null
 union select v.unit_id from unit_version v join named n on n.unit_id in (v.parent_id, v.province_id)
  where n.level <> 'commune' and v.withdrawn_at is null"""
SHARES = """select s.id, s.old_id, s.new_id, s.day, s.kind, s.part_name, s.note, s.area_share, s.people_share
  from unit_share s where s.withdrawn_at is null"""

# One at a time: two recordings at once could each believe a code to be free.
LOCK = "select pg_advisory_xact_lock(hashtext('unit_change'))"
IDS = "select nextval(pg_get_serial_sequence('unit_change', 'id')) from generate_series(1, %s)"
ADD_CHANGES = """insert into unit_change (id, kind, act, clause, effective, happens_at, source, inputs, counter_of_id,
    recorded_at)
 select id, kind, act, clause, effective, happens_at, 'event', inputs, counter_of, %s
   from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::date[], %s::timestamptz[], %s::jsonb[],
     %s::bigint[]) as g(id, kind, act, clause, effective, happens_at, inputs, counter_of)"""
# A unit of a withdrawn change stands there without a version: the same founding, recorded again, is that unit.
ADD_UNITS = """insert into unit (level, first_code, founded)
 select * from unnest(%s::text[], %s::text[], %s::date[])
 on conflict (level, first_code, founded) do update set abolished = null
 returning level, first_code, founded, id"""
END_UNITS = """update unit u set abolished = g.day from unnest(%s::bigint[], %s::date[]) as g(id, day)
  where u.id = g.id"""
CUT_VERSIONS = """update unit_version v set withdrawn_at = %s, withdrawn_by_id = g.change_id
   from unnest(%s::bigint[], %s::bigint[]) as g(id, change_id) where v.id = g.id"""
ADD_VERSIONS = """insert into unit_version (unit_id, level, code, other_code, name, type, parent_id, province_id,
    valid, origin, change_id, withdrawn_by_id, recorded_at, withdrawn_at)
 select unit_id, level, code, other_code, name, type, parent_id, province_id, daterange(from_date, to_date),
    origin, change_id, cut_by, %s, case when cut_by is not null then %s::timestamptz end
   from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[],
     %s::bigint[], %s::date[], %s::date[], %s::text[], %s::bigint[], %s::bigint[])
     as g(unit_id, level, code, other_code, name, type, parent_id, province_id, from_date, to_date, origin,
       change_id, cut_by)"""
CUT_SHARES = """update unit_share s set withdrawn_at = %s, withdrawn_by_id = g.change_id
   from unnest(%s::bigint[], %s::bigint[]) as g(id, change_id) where s.id = g.id"""
ADD_SHARES = """insert into unit_share (old_id, new_id, day, kind, part_name, note, correction, resolution, clause,
    area_share, people_share, change_id, recorded_at)
 select g.old_id, g.new_id, g.day, g.kind, g.part_name, g.note, '', c.act, c.clause, g.area, g.people, c.id, %s
   from unnest(%s::bigint[], %s::bigint[], %s::date[], %s::text[], %s::text[], %s::text[], %s::numeric[],
     %s::numeric[], %s::bigint[]) as g(old_id, new_id, day, kind, part_name, note, area, people, change_id)
   join unit_change c on c.id = g.change_id"""
TOUCH = """insert into unit_change_unit (change_id, unit_id, role)
 select * from unnest(%s::bigint[], %s::bigint[], %s::text[])"""

# Taking back: each unit that the change cut short goes on as it was on the eve, until that version's own end.
# The version on the eve may meanwhile have been corrected by a pack, so it is looked up, not copied.
TAKEN = """select t.unit_id, t.id, t.change_id, lower(t.valid) = %s, upper(t.valid), b.id
   from unit_version t left join unit_version b on b.unit_id = t.unit_id and b.withdrawn_at is null
     and upper(b.valid) = %s and lower(t.valid) < %s
  where t.withdrawn_by_id = %s"""
TAKE_BACK_VERSIONS = """update unit_version set withdrawn_at = %s
  where withdrawn_at is null and (change_id = %s or id = any(%s))"""
GO_ON = """insert into unit_version (unit_id, level, code, other_code, name, type, parent_id, province_id, valid,
    origin, change_id, recorded_at)
 select unit_id, level, code, other_code, name, type, parent_id, province_id, daterange(lower(valid), g.ends),
    origin, g.change_id, %s
   from unnest(%s::bigint[], %s::date[], %s::bigint[]) as g(row_id, ends, change_id)
   join unit_version v on v.id = g.row_id"""
TAKE_BACK_SHARES = "update unit_share set withdrawn_at = %s where change_id = %s and withdrawn_at is null"
SHARES_AGAIN = """insert into unit_share (old_id, new_id, day, kind, part_name, note, correction, resolution, clause,
    area_share, people_share, change_id, recorded_at)
 select old_id, new_id, day, kind, part_name, note, correction, resolution, clause, area_share, people_share,
    change_id, %s from unit_share where withdrawn_by_id = %s"""
LIVE_AGAIN = """update unit u set abolished = null from unit_change_unit x
  where x.change_id = %s and x.unit_id = u.id and u.abolished = %s"""


class ChangeRow(NamedTuple):
    """A row of `unit_change` to write."""

    kind: str
    act: str
    clause: str
    effective: date
    happens_at: datetime
    inputs: dict[str, Any]
    counter_of: int | None


def register_of(changes: Sequence[Change]) -> Register:
    """What the register holds of everything that changes name; nobody else records until this ends."""
    codes = [
        (level.value, code) for level, found in rules.codes_of(changes).items() for code in sorted(found)
    ]
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        cursor.execute(NAMED, [[level for level, _ in codes], [code for _, code in codes]])
        units = [row[0] for row in cursor.fetchall()]
    return _loaded(units, sorted({change.effective for change in changes}))


def register_of_units(units: Iterable[int], day: date) -> Register:
    """What the register holds of some units; nobody else records until this ends."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
    return _loaded(list(units), [day])


def _loaded(units: list[int], days: Sequence[date]) -> Register:
    with connection.cursor() as cursor:
        cursor.execute(f"{VERSIONS} and v.unit_id = any(%s)", [units])
        versions = [_held_version(row) for row in cursor.fetchall()]
        condition = "and s.day = any(%s) and (s.old_id = any(%s) or s.new_id = any(%s))"
        cursor.execute(f"{SHARES} {condition}", [list(days), units, units])
        shares = [held_share(row) for row in cursor.fetchall()]
    return Register(versions, shares)


def _held_version(row: Sequence[Any]) -> HeldVersion:
    values = [*row]
    values[2], values[6] = Level(row[2]), UnitType(row[6])
    return HeldVersion(*values)


def held_share(row: Sequence[Any]) -> HeldShare:
    """A row of `SHARES`."""
    values = [*row]
    values[4] = EdgeKind(row[4])
    return HeldShare(*values)


def write(register: Register, rows: Sequence[ChangeRow], now: datetime) -> list[int]:
    """Write what the rules decided; gives the id of every change, in the order of `rows`."""
    told = register.writing
    with connection.cursor() as cursor:
        cursor.execute(IDS, [len(rows)])
        ids = [row[0] for row in cursor.fetchall()]
        inputs = [json.dumps(row.inputs) for row in rows]
        columns = [[row[i] for row in rows] for i in range(5)]
        cursor.execute(ADD_CHANGES, [now, ids, *columns, inputs, [row.counter_of for row in rows]])
        real = _found(cursor, told.foundings)
        ends = [(real.get(unit, unit), day) for unit, (day, _) in told.ends.items()]
        cursor.execute(END_UNITS, [[unit for unit, _ in ends], [day for _, day in ends]])
        _write_versions(cursor, told, ids, real, now)
        _write_shares(cursor, told, ids, real, now)
        touched = sorted((ids[n], real.get(unit, unit), role) for n, unit, role in told.touched)
        cursor.execute(TOUCH, [[row[i] for row in touched] for i in range(3)])
    return ids


def _found(cursor: Any, foundings: Sequence[rules.Founding]) -> dict[int, int]:
    """Ids of the new units by their planned numbers."""
    keys = [(f.level.value, f.first_code, f.founded) for f in foundings]
    cursor.execute(ADD_UNITS, [[key[i] for key in keys] for i in range(3)])
    found = {(level, code, day): unit for level, code, day, unit in cursor.fetchall()}
    return {f.unit: found[key] for f, key in zip(foundings, keys, strict=True)}


def _write_versions(
    cursor: Any, told: rules.Writing, ids: Sequence[int], real: dict[int, int], now: datetime
) -> None:
    cut = [(v.row, ids[n]) for v, n in told.cut_versions.items() if v.row]
    cursor.execute(CUT_VERSIONS, [now, [row for row, _ in cut], [change for _, change in cut]])

    def unit(number: int | None) -> int | None:
        return None if number is None else real.get(number, number)

    rows = []
    for v, n in told.versions.items():
        by = told.cut_versions.get(v)
        names = (v.level.value, v.code, v.other_code, v.name, v.type.value)
        period = (v.from_date, v.to_date, v.origin)
        places = (unit(v.parent), unit(v.province))
        rows.append((unit(v.unit), *names, *places, *period, ids[n], None if by is None else ids[by]))
    cursor.execute(ADD_VERSIONS, [now, now, *([row[i] for row in rows] for i in range(13))])


def _write_shares(
    cursor: Any, told: rules.Writing, ids: Sequence[int], real: dict[int, int], now: datetime
) -> None:
    cut = [(s.row, ids[n]) for s, n in told.cut_shares.items()]
    cursor.execute(CUT_SHARES, [now, [row for row, _ in cut], [change for _, change in cut]])
    rows = [
        (real.get(s.old, s.old), real.get(s.new, s.new), s.day, s.kind.value, s.part_name, s.note,
         s.area_share, s.people_share, ids[n])
        for s, n in told.shares.items()
    ]  # fmt: skip
    cursor.execute(ADD_SHARES, [now, *([row[i] for row in rows] for i in range(9))])


def withdraw(change_id: int, effective: date, now: datetime) -> None:
    """Take back everything that a change wrote; what it had taken back is recorded anew."""
    with connection.cursor() as cursor:
        cursor.execute(TAKEN, [effective, effective, effective, change_id])
        again = [
            (row_id if began_then else eve_id, ends, wrote)
            for _, row_id, wrote, began_then, ends, eve_id in cursor.fetchall()
        ]
        cursor.execute(TAKE_BACK_VERSIONS, [now, change_id, [row_id for row_id, _, _ in again]])
        cursor.execute(GO_ON, [now, *([row[i] for row in again] for i in range(3))])
        cursor.execute(TAKE_BACK_SHARES, [now, change_id])
        cursor.execute(SHARES_AGAIN, [now, change_id])
        cursor.execute(LIVE_AGAIN, [change_id, effective])
        cursor.execute("update unit_change set withdrawn_at = %s where id = %s", [now, change_id])

"""Load agencies: the codes of level 1 for the whole country, and all bodies of one province."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.codes import AgencyCode
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import refuse_if
from thongsuot.kernel.rows import LoadReport, Row
from thongsuot.plumbing import reference
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.units import rules
from thongsuot.registers.units.services.units import located

UNITS = """select v.code, v.unit_id from unit_version v
  where v.withdrawn_at is null and v.valid @> %s::date and v.level in ('province', 'commune')
    and v.code = any(%s)"""
# All provinces under all their names: a closed code belongs to a province that ended.
PROVINCES = """select v.name, v.unit_id, v.valid @> %s::date from unit_version v
  where v.withdrawn_at is null and v.level = 'province' order by lower(v.valid)"""
AGENCIES = "select code from agency where code = any(%s)"

# A code of level 1 that is known is only ever closed: its name may have come from its own province.
ADD_LEVEL_ONE = """insert into agency (code, legacy_code, name, short_name, kind, unit_id, parent_id,
    authority_id, valid, source, is_simulated, recorded_at)
 select code, legacy_code, name, name, kind, unit_id, null, unit_id, daterange(null, closed), source,
    false, %s
   from unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::date[], %s::text[])
     as g(code, legacy_code, name, kind, unit_id, closed, source)
 on conflict (code) do nothing"""
CLOSE_LEVEL_ONE = """update agency a set valid = daterange(lower(a.valid), g.closed), recorded_at = %s
   from unnest(%s::text[], %s::date[]) as g(code, closed)
  where a.code = g.code and g.closed is not null and upper(a.valid) is distinct from g.closed"""
# A file that names no end says nothing of it: an agency that others took over from stays ended.
# An agency is overwritten only where it differs; "xmax = 0" tells a new row from a changed one.
PUT = """insert into agency as a (code, legacy_code, name, short_name, kind, unit_id, valid, source,
    is_simulated, authority_id, recorded_at)
 select g.code, g.legacy_code, g.name, g.short_name, g.kind, g.unit_id,
    daterange(g.from_date, coalesce(g.to_date, (select upper(o.valid) from agency o where o.code = g.code))),
    g.source, g.is_simulated, %s, %s
   from unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::date[],
      %s::date[], %s::text[], %s::bool[])
     as g(code, legacy_code, name, short_name, kind, unit_id, from_date, to_date, source, is_simulated)
 on conflict (code) do update set
    (name, short_name, kind, unit_id, valid, source, is_simulated, authority_id, recorded_at) =
    (excluded.name, excluded.short_name, excluded.kind, excluded.unit_id, excluded.valid, excluded.source,
     excluded.is_simulated, excluded.authority_id, excluded.recorded_at)
  where (a.name, a.short_name, a.kind, a.unit_id, a.valid, a.source, a.is_simulated, a.authority_id)
    is distinct from (excluded.name, excluded.short_name, excluded.kind, excluded.unit_id, excluded.valid,
     excluded.source, excluded.is_simulated, excluded.authority_id)
 returning (xmax = 0)"""
PLACE = """update agency a set parent_id = p.id from unnest(%s::text[], %s::text[]) as g(code, parent_code)
   left join agency p on p.code = g.parent_code
  where a.code = g.code and a.parent_id is distinct from p.id"""


@command("agencies.load_level_one", by=frozenset())
def load_level_one(*, actor: Actor, now: datetime, rows: Sequence[Row]) -> LoadReport:
    """Know every code of level 1, living or closed (rows as `rules.LEVEL_ONE`). The units must be loaded.

    A closed code stays for ever and is never given again. Raises `Refused` with every fatal fault.
    """
    with connection.cursor() as cursor:
        cursor.execute(PROVINCES, [local_day(now)])
        names = [rules.ProvinceName(*row) for row in cursor.fetchall()]
        refuse_if(located(fault for row in rows for fault in rules.level_one_faults(row, names)))
        columns = _columns([rules.level_one(row, names) for row in rows], 7)
        cursor.execute(ADD_LEVEL_ONE, [now, *columns])
        added = int(cursor.rowcount)
        cursor.execute(CLOSE_LEVEL_ONE, [now, columns[0], columns[5]])
        closed = int(cursor.rowcount)
    return _reported(LoadReport(added=added, ended=closed, unchanged=len(rows) - added - closed))


@command("agencies.load", by=frozenset())
def load_agencies(*, actor: Actor, now: datetime, authority_code: str, rows: Sequence[Row]) -> LoadReport:
    """Know the agencies of a province (rows as `rules.AGENCIES`); agencies not named stay as they are.

    authority_code: the agency code of the province's committee, either notation; a row must have it.
    Raises `Refused` with every fatal fault: a code that is wrong or below another province, a unit or parent
    that is not there.
    """
    root = AgencyCode.parse(authority_code, "authority_code")
    with connection.cursor() as cursor:
        cursor.execute(UNITS, [local_day(now), [row["unit_code"] for row in rows]])
        units = dict(cursor.fetchall())
        cursor.execute(AGENCIES, [[row["parent_code"] for row in rows]])
        known = {row[0] for row in cursor.fetchall()}
        refuse_if(located(rules.agency_faults(rows, root, units, known)))
        authority = next(units[row["unit_code"]] for row in rows if row["code"] == root)
        cursor.execute(PUT, [authority, now, *_columns([rules.agency(row, units) for row in rows], 10)])
        written = [row[0] for row in cursor.fetchall()]
        cursor.execute(PLACE, [[row["code"] for row in rows], [row["parent_code"] for row in rows]])
        placed = int(cursor.rowcount)
    added = sum(written)
    changed = max(len(written), placed) - added
    return _reported(LoadReport(added=added, changed=changed, unchanged=len(rows) - added - changed))


def _columns(rows: Sequence[Sequence[Any]], width: int) -> list[list[Any]]:
    """Rows turned into columns, as `unnest` wants them."""
    return [[row[i] for row in rows] for i in range(width)]


def _reported(report: LoadReport) -> LoadReport:
    if report.changes:
        reference.bump()
    note(count=report.changes, unchanged=report.unchanged)
    return report

"""Load the register of units: the whole plan is staged, compared and written in a handful of statements."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.errors import Problem, refuse_if
from thongsuot.kernel.rows import Fault, LoadReport, Row
from thongsuot.plumbing import reference
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.units.rules import ROSTER_DAY, TWO_TIER_DAY, Plan, Sources, plan, unit_faults

STAGE = """
create temp table planned_unit (n int primary key, level text, first_code text, founded date, abolished date)
  on commit drop;
create temp table planned_version (n int, code text, other_code text, name text, type text, parent_n int,
  province_n int, from_date date, to_date date, origin text) on commit drop;
create temp table planned_share (old_n int, new_n int, day date, kind text, part_name text, note text,
  correction text, resolution text) on commit drop;
create temp table planned_change (n int, kind text, act text, day date) on commit drop"""
UNSTAGE = """drop table planned_unit, planned_version, planned_share, planned_change, wanted_unit, wanted_version,
  wanted_share, wanted_change, own_unit"""
# From the day of the first change that was recorded here, what a unit is no longer comes from the files.
OWN_UNITS = """create temp table own_unit on commit drop as
 select v.unit_id as id, min(c.effective) as since
   from unit_change c join unit_version v on v.change_id = c.id or v.withdrawn_by_id = c.id
  where c.source = 'event' and c.withdrawn_at is null group by v.unit_id"""

# Units are found again by level, first code and day of founding, never by a code of today.
ADD_UNITS = """insert into unit (level, first_code, founded, abolished)
 select level, first_code, founded, abolished from planned_unit order by n
 on conflict (level, first_code, founded) do nothing"""
WANTED_UNITS = """create temp table wanted_unit on commit drop as
 select p.n, u.id, p.level, p.abolished
   from planned_unit p join unit u
     on u.level = p.level and u.first_code = p.first_code and u.founded is not distinct from p.founded"""
END_UNITS = """update unit u set abolished = w.abolished from wanted_unit w
  where w.id = u.id and u.abolished is distinct from w.abolished
    and not exists (select 1 from own_unit o where o.id = u.id)"""

WANTED_VERSIONS = """create temp table wanted_version on commit drop as
 select u.id as unit_id, u.level, v.code, v.other_code, v.name, v.type, p.id as parent_id,
        q.id as province_id, daterange(v.from_date, least(v.to_date, o.since)) as valid, v.origin
   from planned_version v join wanted_unit u on u.n = v.n join wanted_unit q on q.n = v.province_n
   left join wanted_unit p on p.n = v.parent_n left join own_unit o on o.id = u.id
  where o.since is null or v.from_date < o.since"""
SAME_VERSION = """h.unit_id = w.unit_id and h.valid = w.valid and h.code = w.code and h.name = w.name
  and h.other_code = w.other_code and h.type = w.type and h.parent_id is not distinct from w.parent_id
  and h.province_id = w.province_id and h.origin = w.origin"""
# A fact is never overwritten: what no longer holds is withdrawn, what holds now is recorded anew.
WITHDRAW_VERSIONS = f"""update unit_version h set withdrawn_at = %s from unit u
  where u.id = h.unit_id and h.withdrawn_at is null and (u.founded is null or u.founded <= %s)
    and not exists (select 1 from own_unit o where o.id = u.id and lower(h.valid) >= o.since)
    and not exists (select 1 from wanted_version w where {SAME_VERSION})"""
ADD_VERSIONS = f"""insert into unit_version (unit_id, level, code, other_code, name, type, parent_id,
    province_id, valid, origin, recorded_at)
 select unit_id, level, code, other_code, name, type, parent_id, province_id, valid, origin, %s
   from wanted_version w
  where not exists (select 1 from unit_version h where h.withdrawn_at is null and {SAME_VERSION})"""

WANTED_SHARES = """create temp table wanted_share on commit drop as
 select o.id as old_id, n.id as new_id, s.day, s.kind, s.part_name, s.note, s.correction, s.resolution
   from planned_share s join wanted_unit o on o.n = s.old_n join wanted_unit n on n.n = s.new_n"""
# Resolution and clause may come from a province's own pack, so they do not count here.
SAME_SHARE = """h.old_id = w.old_id and h.new_id = w.new_id and h.day = w.day and h.part_name = w.part_name
  and h.kind = w.kind and h.note = w.note and h.correction = w.correction"""
WITHDRAW_SHARES = f"""update unit_share h set withdrawn_at = %s
  where h.withdrawn_at is null and h.day = %s and h.change_id is null
    and not exists (select 1 from wanted_share w where {SAME_SHARE})"""
ADD_SHARES = f"""insert into unit_share (old_id, new_id, day, kind, part_name, note, correction, resolution,
    clause, recorded_at)
 select old_id, new_id, day, kind, part_name, note, correction, resolution, '', %s from wanted_share w
  where not exists (select 1 from unit_share h where h.withdrawn_at is null and {SAME_SHARE})"""

# A change that a file tells and that was recorded here before the file told it stands there once.
WANTED_CHANGES = """create temp table wanted_change on commit drop as
 select w.id as unit_id, p.kind, p.act, p.day from planned_change p join wanted_unit w on w.n = p.n
  where not exists (select 1 from unit_change c join unit_change_unit x on x.change_id = c.id
    where c.source = 'event' and c.withdrawn_at is null and c.effective = p.day and c.kind = p.kind
      and x.unit_id = w.id)"""
SAME_CHANGE = """c.source = 'pack' and c.withdrawn_at is null and c.kind = w.kind and c.act = w.act
  and c.effective = w.day and exists (select 1 from unit_change_unit x
    where x.change_id = c.id and x.unit_id = w.unit_id)"""
WITHDRAW_CHANGES = f"""update unit_change c set withdrawn_at = %s
  where c.source = 'pack' and c.withdrawn_at is null
    and not exists (select 1 from wanted_change w where {SAME_CHANGE})"""
ADD_CHANGES = f"""with fresh as (
   select nextval(pg_get_serial_sequence('unit_change', 'id')) as id, w.* from wanted_change w
    where not exists (select 1 from unit_change c where {SAME_CHANGE})),
 put as (
   insert into unit_change (id, kind, act, clause, effective, happens_at, source, inputs, recorded_at)
   select id, kind, act, '', day, day::timestamp at time zone 'Asia/Ho_Chi_Minh', 'pack', '{{}}', %s from fresh)
 insert into unit_change_unit (change_id, unit_id, role)
 select id, unit_id, role from fresh, unnest(array['old', 'new']) as role"""
LINK_CHANGES = """update unit_version v set change_id = c.id
   from unit_change c join unit_change_unit x on x.change_id = c.id and x.role = 'new'
  where c.source = 'pack' and c.withdrawn_at is null and v.withdrawn_at is null and v.change_id is null
    and x.unit_id = v.unit_id and lower(v.valid) = c.effective"""


@command("units.load", by=frozenset())
def load_units(
    *,
    actor: Actor,
    now: datetime,
    provinces: Sequence[Row],
    communes: Sequence[Row],
    wards: Sequence[Row],
    crosswalk: Sequence[Row],
    amendments: Sequence[Row] = (),
    day: date = TWO_TIER_DAY,
    roster_day: date = ROSTER_DAY,
) -> LoadReport:
    """Make the register what the files say, whole or not at all; a second load changes nothing.

    `day`: when the new units began; `roster_day`: when the roster `wards` was true. Raises `Refused` with
    every fatal fault (`field` says file and line); the others are for whoever asks `rules.unit_faults`.
    """
    sources = Sources(provinces, communes, wards, crosswalk, amendments, day, roster_day)
    faults = unit_faults(sources)
    refuse_if(located(faults))
    report = _write(plan(sources), now, day)
    if report.changes:
        reference.bump()
    note(count=report.changes, unchanged=report.unchanged, differences=len(faults))
    return report


def located(faults: Iterable[Fault]) -> Iterable[Problem]:
    """The fatal faults as problems whose field says where: `crosswalk.csv:317`."""
    return (replace(f.problem, field=f"{f.file}:{f.line}") for f in faults if f.fatal)


def _write(planned: Plan, now: datetime, day: date) -> LoadReport:
    with connection.cursor() as cursor:
        _stage(cursor, planned)

        def rows(statement: str, *params: Any) -> int:
            cursor.execute(statement, params or None)
            return int(cursor.rowcount)

        rows(OWN_UNITS)
        units = rows(ADD_UNITS)
        total = rows(WANTED_UNITS)
        ended = rows(END_UNITS)
        total += rows(WANTED_VERSIONS)
        cursor.execute("analyze wanted_unit; analyze wanted_version")
        withdrawn = rows(WITHDRAW_VERSIONS, now, day)
        versions = rows(ADD_VERSIONS, now)
        total += rows(WANTED_SHARES)
        cursor.execute("analyze wanted_share")
        withdrawn += rows(WITHDRAW_SHARES, now, day)
        shares = rows(ADD_SHARES, now)
        total += rows(WANTED_CHANGES)
        withdrawn += rows(WITHDRAW_CHANGES, now)
        changes = rows(ADD_CHANGES, now) // 2  # a line for what the unit was, one for what it is
        rows(LINK_CHANGES)
        cursor.execute(UNSTAGE)
    added = units + versions + shares + changes
    return LoadReport(added=added, changed=ended, ended=withdrawn, unchanged=total - added - ended)


def _stage(cursor: Any, planned: Plan) -> None:
    """Copy the plan into temporary tables; units are numbered so that the rest can point at them."""
    number = {key: n for n, key in enumerate(planned.units)}
    cursor.execute(STAGE)
    with cursor.copy("copy planned_unit from stdin") as copy:
        for key, abolished in planned.units.items():
            copy.write_row((number[key], key.level.value, key.first_code, key.founded, abolished))
    with cursor.copy("copy planned_version from stdin") as copy:
        for key, facts, from_date, to_date, origin in planned.versions:
            parent = number[facts.parent] if facts.parent else None
            names = (facts.code, facts.other_code, facts.name, facts.type.value)
            place = (parent, number[facts.province])
            copy.write_row((number[key], *names, *place, from_date, to_date, origin))
    with cursor.copy("copy planned_share from stdin") as copy:
        for share in planned.shares:
            told = (
                share.day,
                share.kind.value,
                share.part_name,
                share.note,
                share.correction,
                share.resolution,
            )
            copy.write_row((number[share.old], number[share.new], *told))
    with cursor.copy("copy planned_change from stdin") as copy:
        for key, kind, act, day in planned.changes:
            copy.write_row((number[key], kind.value, act, day))
    cursor.execute("analyze planned_unit; analyze planned_version; analyze planned_share")

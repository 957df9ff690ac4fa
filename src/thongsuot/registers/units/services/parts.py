"""Know which part of a split unit went where."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.errors import refuse_if
from thongsuot.kernel.rows import LoadReport, Row
from thongsuot.plumbing import reference
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.units import queries, rules
from thongsuot.registers.units.services.units import located

STAGE = """create temp table wanted_part on commit drop as
 select * from unnest(%s::bigint[], %s::bigint[], %s::date[], %s::text[], %s::jsonb[], %s::numeric[], %s::text[],
   %s::bool[]) as w(old_id, new_id, day, by, values, confidence, source, is_simulated)"""
SAME = """p.old_id = w.old_id and p.new_id = w.new_id and p.day = w.day and p.by = w.by and p.values = w.values
  and p.confidence = w.confidence and p.source = w.source and p.is_simulated = w.is_simulated"""
WITHDRAW = f"""update unit_part p set withdrawn_at = %s
  where p.withdrawn_at is null and (p.old_id, p.day) in (select old_id, day from wanted_part)
    and not exists (select 1 from wanted_part w where {SAME})"""
ADD = f"""insert into unit_part (old_id, new_id, day, by, values, confidence, source, is_simulated, recorded_at)
 select w.*, %s from wanted_part w
  where not exists (select 1 from unit_part p where p.withdrawn_at is null and {SAME})"""


@command("units.load_parts", by=frozenset())
def load_parts(*, actor: Actor, now: datetime, rows: Sequence[Row]) -> LoadReport:
    """Make the parts of every split unit that is named what the rows say (rows as `rules.PARTS`).

    Raises `Refused` with every fatal fault: a row whose share is not there, a street without a name.
    """
    faults = [*rules.part_faults(rows)]
    values = []
    for row in rows if not faults else ():
        day = date.fromisoformat(row["day"])
        old = queries.unit_on(code=row["old_code"], day=day - timedelta(days=1)).exact
        new = queries.unit_on(code=row["new_code"], day=day).exact
        heirs = queries.heirs(code=row["old_code"], day=day - timedelta(days=1), on=day)
        if old is None or new is None or new.id not in {heir.unit.id for heir in heirs}:
            told = {"old_code": row["old_code"], "new_code": row["new_code"], "effective_date": row["day"]}
            faults.append(rules.unknown_share(Row(row.file, row.line, told)))
            continue
        facts = (rules.part_values(row), row["confidence"], row["source"], row["is_simulated"] == "yes")
        values.append((old.id, new.id, day, row["by"], *facts))
    refuse_if(located(faults))
    with connection.cursor() as cursor:
        cursor.execute(STAGE, [[value[i] for value in values] for i in range(8)])
        cursor.execute(WITHDRAW, [now])
        ended = int(cursor.rowcount)
        cursor.execute(ADD, [now])
        added = int(cursor.rowcount)
        cursor.execute("drop table wanted_part")
    if added or ended:
        reference.bump()
    note(count=added + ended)
    return LoadReport(added=added, ended=ended, unchanged=len(rows) - added)

"""Know which part of a split unit went where."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.errors import NotFound, Problem, refuse_if
from thongsuot.kernel.rows import LoadReport, Row
from thongsuot.plumbing import reference
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.units import queries, rules
from thongsuot.registers.units.services.successions import within_authority
from thongsuot.registers.units.services.units import located

STAGE = """create temp table wanted_part on commit drop as
 select * from unnest(%s::bigint[], %s::bigint[], %s::date[], %s::text[], %s::jsonb[], %s::numeric[], %s::text[],
   %s::bool[]) as w(old_id, new_id, day, by, values, confidence, source, is_simulated)"""
SAME = """p.old_id = w.old_id and p.new_id = w.new_id and p.day = w.day and p.by = w.by and p.values = w.values
  and p.confidence = w.confidence and p.source = w.source and p.is_simulated = w.is_simulated"""
WITHDRAW = f"""update unit_part p set withdrawn_at = %s
  where p.withdrawn_at is null and p.origin = 'pack' and (p.old_id, p.day) in (select old_id, day from wanted_part)
    and not exists (select 1 from wanted_part w where {SAME})"""
ADD = f"""insert into unit_part (old_id, new_id, day, by, values, confidence, source, is_simulated, origin, recorded_at)
 select w.*, 'pack', %s from wanted_part w
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


RECORD = """insert into unit_part (old_id, new_id, day, by, values, confidence, source, is_simulated, origin, recorded_at)
 select %s, %s, %s, %s, %s::jsonb, %s, %s, false, 'desk', %s
  where not exists (select 1 from unit_part p where p.withdrawn_at is null and p.old_id = %s and p.new_id = %s
    and p.day = %s and p.by = %s and p.values = %s::jsonb)
 returning id"""
TAKE_BACK = "update unit_part set withdrawn_at = %s where id = %s and withdrawn_at is null returning id"


@dataclass(frozen=True, slots=True)
class NewPart:
    """What of the unit `old_code`, split on `day`, went to `new_code`; the other fields as columns of `rules.PARTS`."""

    day: date
    old_code: str
    new_code: str
    by: str
    confidence: str = "1"
    street: str = ""
    parity: str = ""
    from_house: str = ""
    to_house: str = ""
    names: str = ""
    source: str = ""


@command("units.record_part")
def record_part(
    *, actor: Actor, now: datetime, part: NewPart, reason: str, agency_id: int | None = None
) -> int:
    """Record at the desk which part of a split unit went where; gives its id. A pack does not overwrite it.

    An officer acts at `agency_id` and only on units of its province. Raises `Refused` with every problem: no
    reason, a street without a name, no such share, a part that stands already.
    """
    told = {"day": part.day.isoformat(), "old_code": part.old_code, "new_code": part.new_code, "by": part.by,
            "confidence": part.confidence, "street": part.street, "parity": part.parity,
            "from_house": part.from_house, "to_house": part.to_house, "names": part.names, "source": part.source or reason,
            "is_simulated": "no"}  # fmt: skip
    row = Row("", 0, told)
    problems = [
        replace(f.problem, field=f.column) for f in rules.part_faults([row]) if reason or f.column != "source"
    ]
    eve = part.day - timedelta(days=1)
    heirs = {h.unit.code: h.unit for h in queries.heirs(code=part.old_code, day=eve, on=part.day)}
    old, new = queries.unit_on(code=part.old_code, day=eve).exact, heirs.get(part.new_code)
    if not reason:
        problems.append(Problem("part_reason", "Cần ghi lý do.", "reason"))
    if old is None or new is None or len(heirs) < 2:
        message = "Đơn vị này không có phần nào về đơn vị kia trong ngày đó."
        problems.append(Problem("part_no_share", message, "new_code"))
    refuse_if(problems)
    assert old is not None
    assert new is not None
    within_authority(actor, agency_id, [new.province_id])
    values = rules.part_values(row)
    with connection.cursor() as cursor:
        key = (old.id, new.id, part.day, part.by, values)
        cursor.execute(RECORD, [*key, part.confidence, told["source"], now, *key])
        made = cursor.fetchone()
    if made is None:
        refuse_if([Problem("part_twice", "Phần này đã được ghi.", "by")])
    reference.bump()
    note(subject=str(made[0]), part=made[0], old=part.old_code, new=part.new_code, by=part.by, reason=reason)
    return int(made[0])


@command("units.withdraw_part")
def withdraw_part(
    *, actor: Actor, now: datetime, part_id: int, reason: str, agency_id: int | None = None
) -> None:
    """Take back a part that was recorded at the desk; it stays in the register as withdrawn.

    Raises `Refused` without a reason and for a part of a pack's file, `NotFound` for one that does not stand.
    """
    part = queries.part(part_id=part_id)
    if part is None:
        raise NotFound(Problem("no_such_part", "Không có phần này, hoặc đã được rút lại.", "part_id"))
    problems = [] if reason else [Problem("part_reason", "Cần ghi lý do.", "reason")]
    if part.origin != "desk":
        message = "Phần này do gói dữ liệu nêu: hãy sửa gói và nạp lại."
        problems.append(Problem("part_of_pack", message, "part_id"))
    refuse_if(problems)
    new = queries.units_by_id(unit_ids=frozenset({part.new_id}), day=part.day)[part.new_id]
    within_authority(actor, agency_id, [new.province_id])
    with connection.cursor() as cursor:
        cursor.execute(TAKE_BACK, [now, part_id])
    reference.bump()
    note(subject=str(part_id), part=part_id, reason=reason)

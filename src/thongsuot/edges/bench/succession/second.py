"""Later changes of the register as reorganisations on top of the first: a commune that becomes a ward gets new agencies.

Each is planned, previewed and activated on its day by the engine itself, in a transaction that is rolled back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from thongsuot.kernel.actor import SYSTEM

RETYPED = """select p.id, p.authority_id, lower(v.valid), v.unit_id, v.code from unit_version v
join unit_version b on b.unit_id = v.unit_id and b.withdrawn_at is null and upper(b.valid) = lower(v.valid)
join agency p on p.authority_id = v.province_id and p.kind = 'province_committee'
where v.withdrawn_at is null and v.level = 'commune' and v.type <> b.type and lower(v.valid) > %s
order by lower(v.valid), p.id, v.code"""
# The agencies of a commune again, under a code of their own, from the day on; the order puts parents first.
ANEW = """insert into agency (code, legacy_code, name, short_name, kind, unit_id, parent_id, authority_id, valid, source,
  is_simulated, recorded_at)
select a.code || '.L', a.legacy_code || '.L', a.name, a.short_name, a.kind, a.unit_id, a.parent_id, a.authority_id,
  daterange(%s, null), 'gate', true, now()
from agency a where a.unit_id = %s and a.kind like 'commune%%' and upper_inf(a.valid) and a.code not like '%%.L'
returning id, (select o.id from agency o where o.code || '.L' = agency.code)"""
LATE = "update agency set valid = daterange((lower(valid) + 1)::date, null) where id = %s"


@contextmanager
def carried_out(*, a_day_late: bool = False) -> Iterator[int]:
    """Within, the later changes are in force; yields how many units they concern.

    a_day_late: the first of the new agencies begins a day later than its predecessor ended.
    """
    from django.db import transaction

    from thongsuot.plumbing import access, reference

    try:
        with transaction.atomic(), access.seeing(SYSTEM):
            units, born = _all()
            if a_day_late:
                _rows(LATE, min(born))
            reference.forget()
            yield units
            transaction.set_rollback(True)
    finally:
        reference.forget()


def _all() -> tuple[int, list[int]]:
    from thongsuot.registers.units.rules import TWO_TIER_DAY

    units, born = 0, []
    found = _rows(RETYPED, TWO_TIER_DAY)
    for (agency_id, day), rows in groupby(found, key=lambda row: (row[0], row[2])):
        pairs = [pair for row in rows for pair in _rows(ANEW, day, row[3])]
        units += len({old for _, old in pairs})
        born += [new for new, _ in pairs]
        _switch(agency_id, day, pairs)
    return units, born


def _switch(agency_id: int, day: date, pairs: list[tuple[Any, ...]]) -> None:
    from thongsuot.plumbing import reference
    from thongsuot.transition.reorganisation import services
    from thongsuot.transition.reorganisation.rules import PlanLine

    reference.forget()
    now = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
    given: dict[str, Any] = {"actor": SYSTEM, "agency_id": agency_id, "now": now}
    lines = [PlanLine(old, new) for new, old in pairs]
    plan = services.make_plan(**given, name="Đổi loại", day=day, lines=lines)
    services.preview(**given, plan_id=plan)
    services.activate(**given, plan_id=plan)


def _rows(statement: str, *params: Any) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall()) if cursor.description else []

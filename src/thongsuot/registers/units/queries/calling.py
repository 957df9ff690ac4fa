"""Communes of a province by what people type."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db import connection

from thongsuot.kernel.names import fold
from thongsuot.plumbing.reference import remembered
from thongsuot.registers.units.queries.agencies import agencies_of, agency_by_code
from thongsuot.registers.units.queries.records import AgencyRecord, UnitRecord
from thongsuot.registers.units.queries.units import communes_of
from thongsuot.registers.units.rules import UnitType, calling, full_name

# Every unit of before that went, wholly or in part, into the communes, over any number of changes.
FORMER = """with recursive up (commune, id, day) as (
  select id, id, %s::date from unnest(%s::bigint[]) as c (id)
  union
  select up.commune, s.old_id, s.day from up join unit_share s on s.new_id = up.id
  where s.withdrawn_at is null and s.day <= up.day and s.old_id <> up.id
)
select distinct up.commune, v.type, v.name from up join unit_version v on v.unit_id = up.id
where v.withdrawn_at is null and v.level = 'commune' and lower(v.valid) <= %s"""


@dataclass(frozen=True, slots=True)
class Called:
    """A commune that may be meant. `by`: the old name under which it was found, "" when by today's.

    `is_only`: no other commune can be meant.
    """

    unit: UnitRecord
    label: str
    by: str
    is_only: bool = False


@remembered
def labels_of(*, province_code: str, day: date) -> dict[str, str]:
    """Code → how the commune is shown where one is chosen: its full name, with the code where two share it."""
    return calling.labels((u.code, u.full_name) for u in communes_of(province_code=province_code, day=day))


def communes_called(*, words: str, province_code: str, day: date, limit: int = 8) -> tuple[Called, ...]:
    """The communes that the words may mean, the likeliest first: a code, a name of today or of before, parts of one."""
    labels = labels_of(province_code=province_code, day=day)
    found = []
    for unit, names in _names(province_code=province_code, day=day):
        if words.strip() in (unit.code, labels[unit.code]):
            return (Called(unit, labels[unit.code], "", is_only=True),)
        heard = calling.heard(words, names)
        if heard is not None:
            found.append((heard, unit))
    found.sort(key=lambda one: one[0].rank)  # stable: within a rank by the alphabet
    is_only = calling.only([heard for heard, _unit in found])
    return tuple(
        Called(unit, labels[unit.code], heard.by, is_only and nth == 0)
        for nth, (heard, unit) in enumerate(found[:limit])
    )


@remembered
def _names(*, province_code: str, day: date) -> tuple[tuple[UnitRecord, calling.Names], ...]:
    units = communes_of(province_code=province_code, day=day)
    former: dict[int, set[str]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(FORMER, [day, [unit.id for unit in units], day])
        for commune, kind, name in cursor.fetchall():
            former[commune].add(full_name(UnitType(kind), name))
    return tuple(
        (u, calling.Names(u.name, u.full_name, tuple(sorted(former[u.id] - {u.full_name})))) for u in units
    )


def agencies_called(*, words: str, authority_id: int, day: date, limit: int = 20) -> tuple[AgencyRecord, ...]:
    """The agencies of a province that the words may mean on a day, by code; one alone when it is certain.

    Certain are a code in either notation (with or without the name behind it), living or closed, and a whole name.
    """
    known = agency_by_code(code=words.strip().split(" ", 1)[0])
    if known is not None and known.authority_id == authority_id:
        return (known,)
    every = agencies_of(authority_id=authority_id, day=day)
    named = [a for a in every if fold(a.name) == fold(words)]
    if len(named) == 1:
        return (named[0],)
    return tuple(a for a in every if calling.is_called(words, a.code, a.name))[:limit]

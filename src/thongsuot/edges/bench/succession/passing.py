"""`thongsuot gate succession`: on every day of three years exactly one agency may sign, for each procedure and territory.

Procedures of one level, executing body and mandate are one class; between two days on which something begins or ends
nothing changes. So each class is asked once for each territory and stretch of days, and a sample is asked again through
the query that every decision uses. Before the two-tier day the register has no procedures: the classes of the first
catalogue are asked of the units that lived then, whose committees bear no agency code.

Controls: without one committee a gap is found, with one mandate doubled a second signer.
"""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from thongsuot.edges.bench.report import Limit, Report
from thongsuot.edges.bench.succession import provinces, second
from thongsuot.plumbing.postgres import cluster

FIRST, END = date(2025, 1, 1), date(2028, 1, 1)
SAMPLE, MINUTES = 400, 3
SUMS = (
    "provinces", "procedures", "territories", "classes", "pairs", "asked", "gaps", "overlaps", "not_provincial",
    "compared", "disagreements", "control_gaps", "control_overlaps",
)  # fmt: skip
AGAIN = ("asked", "gaps", "overlaps", "compared", "disagreements")
NOTES = {
    "pairs": "procedure × territory, with the days they live",
    "asked": "classes × territories × stretches of days",
    "gaps": "stretches on which nobody may sign",
    "overlaps": "stretches on which several may sign",
    "not_provincial": "procedures that no agency of a province settles",
    "disagreements": "a sample asked through the query of every decision",
    "second_agencies": "agencies of units that changed their kind since, carried out as a second reorganisation",
    "second_asked": "the same questions with it in force",
    "control_second": "gaps when one of its new agencies begins a day late",
    "control_gaps": "the same without the committee of one commune",
    "control_overlaps": "the same with one mandate doubled",
}

PROCEDURES = """
select v.id, p.code, v.field_code, v.levels, v.executing, v.valid_from, v.valid_to
from procedure_version v join procedure p on p.id = v.procedure_id
where v.withdrawn_at is null and v.local_to in ('', %s) order by v.valid_from, p.code"""
AUTHORITIES = """select distinct a.authority_id, l.code from agency a
join agency l on l.authority_id = a.authority_id and l.kind = 'province_committee'
where a.kind = 'commune_committee'"""
# Its communes, and the units of before whose people came to them, in whatever province those lay.
TERRITORIES = """select v.unit_id, lower(v.valid), upper(v.valid) from unit_version v
where v.withdrawn_at is null and v.level = 'commune' and v.valid && daterange(%s, %s) and (v.province_id = %s
  or v.unit_id in (select s.old_id from unit_share s
    join unit_version n on n.unit_id = s.new_id and n.withdrawn_at is null and n.province_id = %s
    where s.withdrawn_at is null))"""
COMMITTEES = """select a.unit_id, a.id, lower(a.valid), upper(a.valid) from agency a
where a.authority_id = %s and a.kind = 'commune_committee'"""
AGENCY_DAYS = "select unnest(array[lower(valid), upper(valid)]) from agency where authority_id = %s"
NAMED_DAYS = "select unnest(array[valid_from, valid_to]) from procedure_competence where authority_id = %s"


@dataclass(frozen=True, slots=True)
class Kind:
    """Procedures that every mandate and every naming treats alike; `version_id` is one of them."""

    version_id: int
    code: str
    field_code: str
    is_ward: bool
    is_province: bool
    procedures: int


@dataclass(frozen=True, slots=True)
class Life:
    """A unit, or its committee, during [start, end)."""

    id: int
    start: date
    end: date

    def lives(self, day: date) -> bool:
        return self.start <= day < self.end


@dataclass(frozen=True)
class World:
    """What a province looks like over the three years."""

    authority_id: int
    kinds: Sequence[Kind]
    not_provincial: int
    territories: Mapping[int, Sequence[Life]]
    committees: Mapping[int, Sequence[Life]]
    mandates: Sequence[Any]
    days: Sequence[date]


@dataclass(slots=True)
class Found:
    """Counts of one pass."""

    asked: int = 0
    pairs: int = 0
    gaps: int = 0
    overlaps: int = 0


def run(*, quick: bool = False) -> Report:
    """Every province of `provinces`; `quick` asks a tenth of the classes."""
    home = provinces.enter()
    try:
        return measure(quick=quick)
    finally:
        cluster.stop(home)


def measure(*, quick: bool = False) -> Report:
    """The figures of all provinces of the database that this process is connected to."""
    began = time.perf_counter()
    figures = dict.fromkeys(SUMS, 0.0)
    for world in _worlds(quick):
        _add(figures, _figures_of(world))
    with second.carried_out() as units:
        figures |= {"second_agencies": units, **{f"second_{name}": 0.0 for name in AGAIN}}
        for world in _worlds(quick):
            found = _figures_of(world, controls=False)
            _add(figures, {f"second_{name}": found[name] for name in AGAIN})
    with second.carried_out(a_day_late=True):
        figures["control_second"] = sum(_pass(world).gaps for world in _worlds(quick=True))
    figures["seconds"] = time.perf_counter() - began
    zero = ("gaps", "overlaps", "disagreements", "second_gaps", "second_overlaps", "second_disagreements")
    some = (
        "pairs", "asked", "compared", "second_agencies", "second_asked", "control_gaps", "control_overlaps",
        "control_second",
    )  # fmt: skip
    limits = (*(Limit(name, "==", 0) for name in zero), *(Limit(name, ">", 0) for name in some))
    return Report("succession", figures, (*limits, Limit("seconds", "<=", MINUTES * 60)), notes=NOTES)


def _figures_of(world: World, *, controls: bool = True) -> dict[str, float]:
    found, by_law = _pass(world), _ByLaw(world)
    compared, wrong = _compared(world, by_law)
    return {
        "provinces": 1, "procedures": sum(kind.procedures for kind in world.kinds),
        "territories": len(world.territories), "classes": len(world.kinds), "pairs": found.pairs, "asked": found.asked,
        "gaps": found.gaps, "overlaps": found.overlaps, "not_provincial": world.not_provincial, "compared": compared,
        "disagreements": wrong, "control_gaps": _pass(_without_a_committee(world)).gaps if controls else 0,
        "control_overlaps": _pass(_doubled(world)).overlaps if controls else 0,
    }  # fmt: skip


def _add(figures: dict[str, float], more: Mapping[str, float]) -> None:
    for name, value in more.items():
        figures[name] += value


def _rows(statement: str, *params: Any) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def _worlds(quick: bool) -> Iterator[World]:
    from thongsuot.registers.catalogue import queries as catalogue

    for authority_id, code in _rows(AUTHORITIES):
        mandates = catalogue.mandates_of(authority_id=authority_id)
        procedures = _rows(PROCEDURES, code)
        kinds = list(_kinds(procedures, mandates))
        provincial = [kind for kind in kinds if kind.is_ward or kind.is_province]
        others = sum(kind.procedures for kind in kinds) - sum(kind.procedures for kind in provincial)
        territories = _lives(_rows(TERRITORIES, FIRST, END, authority_id, authority_id))
        committees = _by_unit(_rows(COMMITTEES, authority_id))
        given = [d for m in mandates for d in (m.valid_from, m.valid_to)]
        known = [row[0] for row in (*_rows(AGENCY_DAYS, authority_id), *_rows(NAMED_DAYS, authority_id))]
        lived = [d for lives in territories.values() for life in lives for d in (life.start, life.end)]
        days = sorted({FIRST, *(d for d in (*given, *known, *lived) if d is not None and FIRST < d < END)})
        chosen = provincial[:: 10 if quick else 1]
        yield World(authority_id, chosen, others, territories, committees, mandates, days)


def _kinds(procedures: Sequence[tuple[Any, ...]], mandates: Sequence[Any]) -> Iterator[Kind]:
    own = {m.procedure_code for m in mandates if m.procedure_code}
    own |= {code for (code,) in _rows("select distinct procedure_code from procedure_competence")} - {""}
    fields = {m.field_code for m in mandates if m.field_code}
    grouped: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for row in procedures:
        _, code, field, levels, executing, *_ = row
        key = (
            "ward" in levels, "province" in levels, () if "ward" in levels else tuple(executing),
            code if code in own else "", field if field in fields else "",
        )  # fmt: skip
        grouped.setdefault(key, []).append(row)
    for (is_ward, is_province, *_), rows in grouped.items():
        yield Kind(rows[0][0], rows[0][1], rows[0][2], is_ward, is_province, len({row[1] for row in rows}))


def _lives(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[Life]]:
    found: dict[int, list[Life]] = {}
    for unit_id, start, end in rows:
        found.setdefault(unit_id, []).append(Life(unit_id, start or FIRST, end or END))
    return found


def _by_unit(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[Life]]:
    found: dict[int, list[Life]] = {}
    for unit_id, agency_id, start, end in rows:
        found.setdefault(unit_id, []).append(Life(agency_id, start or FIRST, end or END))
    return found


class _ByLaw:
    """Whom the procedure's own level names: a commune's committees, or the province's agency for its class."""

    def __init__(self, world: World) -> None:
        from thongsuot.registers.units.rules import TWO_TIER_DAY

        self.world = world
        self.before = TWO_TIER_DAY
        self.provincial: dict[tuple[int, date], tuple[int, ...]] = {}

    def __call__(self, kind: Kind, unit_id: int, day: date) -> tuple[int, ...]:
        if kind.is_ward:
            found = tuple(c.id for c in self.world.committees.get(unit_id, ()) if c.lives(day))
            if found or day >= self.before:
                return found
            return (-unit_id,)  # the committee of a unit of before the two tiers: one by law, without a code
        key = (kind.version_id, day)
        if key not in self.provincial:
            self.provincial[key] = self._of_province(kind, day)
        return self.provincial[key]

    def _of_province(self, kind: Kind, day: date) -> tuple[int, ...]:
        from thongsuot.registers.catalogue import queries as catalogue

        found = catalogue.competent_agency(
            version_id=kind.version_id, unit_id=None, authority_id=self.world.authority_id, day=day
        )
        return () if found is None else (found,)


def _pass(world: World) -> Found:
    """Ask every class of every territory on the first day of every stretch on which both live."""
    by_law, found = _ByLaw(world), Found()
    for kind in world.kinds:
        touching = [
            m
            for m in world.mandates
            if m.procedure_code in ("", kind.code) and m.field_code in ("", kind.field_code)
        ]
        for unit_id, lives in world.territories.items():
            found.pairs += kind.procedures
            for day in world.days:
                if not any(life.lives(day) for life in lives):
                    continue
                signers = _signers(kind, unit_id, day, by_law, touching)
                found.asked += 1
                found.gaps += not signers
                found.overlaps += len(signers) > 1
    return found


def _signers(
    kind: Kind,
    unit_id: int,
    day: date,
    by_law: Callable[[Kind, int, date], tuple[int, ...]],
    touching: Sequence[Any],
) -> tuple[int, ...]:
    from thongsuot.registers.catalogue import queries as catalogue
    from thongsuot.registers.catalogue.rules import mandates as rules

    named = by_law(kind, unit_id, day)
    if not touching:
        return named
    asked = rules.Question(kind.code, kind.field_code, unit_id, day, rules.Power.SIGN)
    return rules.resolve(asked, by_law=named, mandates=touching, heirs=catalogue.heirs).agencies


def _compared(world: World, by_law: _ByLaw) -> tuple[int, int]:
    """A sample through the query that decisions use, on any day; and how often it says otherwise."""
    from thongsuot.registers.catalogue import queries as catalogue
    from thongsuot.registers.catalogue.rules import Power

    rnd = random.Random(20261122)
    span = (END - by_law.before).days
    compared = wrong = 0
    units = list(world.territories.items())
    given = {m.procedure_code for m in world.mandates}
    special = [kind for kind in world.kinds if kind.code in given]
    while compared < SAMPLE and world.kinds and units:
        kind = rnd.choice(special if special and rnd.random() < 0.3 else list(world.kinds))
        unit_id, lives = rnd.choice(units)
        day = by_law.before + timedelta(days=rnd.randrange(span))
        if not any(life.lives(day) for life in lives):
            continue
        stretch = max(start for start in world.days if start <= day)
        told = catalogue.competent(
            version_id=kind.version_id,
            unit_id=unit_id,
            authority_id=world.authority_id,
            day=day,
            power=Power.SIGN,
        )
        compared += 1
        wrong += told.agencies != _signers(kind, unit_id, stretch, by_law, world.mandates)
    return compared, wrong


def _without_a_committee(world: World) -> World:
    unit_id = next(iter(sorted(world.committees)))
    ward = [kind for kind in world.kinds if kind.is_ward][:1]
    return replace(world, kinds=ward, committees={k: v for k, v in world.committees.items() if k != unit_id})


def _doubled(world: World) -> World:
    """One mandate twice, to two agencies; a province without any gets two that contradict each other."""
    from thongsuot.registers.catalogue.rules import Ground, Mandate, Power

    kind = next(kind for kind in world.kinds if kind.is_ward)
    one = next((m for m in world.mandates if m.procedure_code), None) or Mandate(
        0, Ground.DEVOLVED, 1, None, frozenset(Power), FIRST, END, kind.code
    )
    kinds = [k for k in world.kinds if k.code == one.procedure_code] or [
        replace(kind, code=one.procedure_code)
    ]
    return replace(world, kinds=kinds, mandates=[one, replace(one, id=-1, agency_id=one.agency_id + 1)])

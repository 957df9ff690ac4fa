"""The gazetteer from a plan of the register: what stands in the files, without a database."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from thongsuot.kernel import cells
from thongsuot.kernel.law import house_rule
from thongsuot.kernel.rows import Row
from thongsuot.kernel.tables import Column, Shape
from thongsuot.registers.addresses.rules.gazetteer import Alias, Gazetteer, Move, Place, place
from thongsuot.registers.addresses.rules.letters import key_of
from thongsuot.registers.units.rules import (
    EdgeKind,
    Level,
    Plan,
    UnitType,
    full_name,
    known_shares,
    split_name,
)

_TITLES = {unit_type.value: full_name(unit_type, "").strip() for unit_type in UnitType}

# `code`: the unit that is meant, old and new alike; empty for a commune that ended before the register begins,
# which lay `within` a district.
ALIASES = Shape(
    (
        Column("level", cells.one_of(*Level)),
        Column("alias"),
        Column("code", cells.matching(r"\d{2}|\d{3}|\d{5}", "79, 769, 00001"), required=False),
        Column("within", cells.digits(3), required=False),
        Column("note", required=False),
    ),
    ("level", "alias", "code", "within"),
)


@house_rule("offline the same units answer as in the database: both come from the same plan")
def rows_of(plan: Plan) -> tuple[list[Place], list[Move]]:
    """Versions and moves of a plan; units are numbered from 1."""
    numbers = {key: number for number, key in enumerate(plan.units, 1)}
    places = [
        place(
            numbers[v.unit], v.unit.level.value, v.facts.code, v.facts.name, v.facts.type.value,
            numbers[v.facts.parent] if v.facts.parent else 0, numbers[v.facts.province],
            v.from_date.toordinal(), _ordinal(v.to_date),
        )
        for v in plan.versions
    ]  # fmt: skip
    moves = [
        Move(
            numbers[s.old], numbers[s.new], s.day.toordinal(), s.kind.value, s.part_name, s.note,
            s.resolution, "", known_part(s.kind),
        )
        for s in plan.shares
    ]  # fmt: skip
    return places, list(dict.fromkeys(moves))


@house_rule(
    "the official table says by words only how much of a unit went where; a number is not made up from them"
)
def known_part(kind: EdgeKind) -> float | None:
    """How much of the people an edge of the official table moves: all, none, or not known."""
    _, people = known_shares(kind, None, None)
    return None if people is None else float(people)


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0


@house_rule("another name stands for every unit that bore the code, so that it works for old and new days")
def aliases_of(rows: Iterable[Row | Mapping[str, str]], places: Iterable[Place]) -> list[Alias]:
    """Aliases (rows as ALIASES) with the units that they stand for; those of unknown units are left out."""
    by_code: dict[tuple[str, str], list[int]] = {}
    for one in places:
        by_code.setdefault((one.level, one.code), []).append(one.id)
    found = []
    for row in rows:
        ids = tuple(dict.fromkeys(by_code.get((row["level"], row["code"]), ())))
        within = by_code.get(("district", row["within"]), [0])[0]
        if ids or within:
            bare = row["alias"] if ids else split_name(Level.COMMUNE, row["alias"])[1]
            found.append(Alias(row["level"], row["alias"], key_of(bare), ids, within))
    return found


@house_rule("database and files make the same gazetteer")
def gazetteer(
    places: Sequence[Place], moves: Iterable[Move], aliases: Iterable[Row | Mapping[str, str]]
) -> Gazetteer:
    """The gazetteer of these rows; aliases as ALIASES."""
    return Gazetteer(places, moves, aliases_of(aliases, places), _TITLES)

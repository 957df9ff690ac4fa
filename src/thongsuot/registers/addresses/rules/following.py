"""What became of a unit by a day, or what it was made from: the units, and whether that was a split."""

from dataclasses import dataclass, field

from thongsuot.kernel.law import house_rule
from thongsuot.registers.addresses.rules.gazetteer import Gazetteer, Move, Place

FURTHEST = 20  # changes in a row that are followed
NOBODY = 0.0  # of the people: land alone


@dataclass(slots=True)
class Followed:
    """Where the ways of one unit end on a day. `units`: id → how much of the people is surely there (1.0) or None.

    `split`: land or people went to several units. `home`: all people went to this one of them. `moves`: the
    lines of the conversion tables that were followed, in order. `is_back`: it was made from these units.
    """

    place: Place
    units: dict[int, float | None] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)
    split: bool = False
    split_between: list[int] = field(default_factory=list)
    home: int | None = None
    is_back: bool = False


@house_rule("people follow the conversion tables, one change after the other, until a unit lives on the day")
def follow(gazetteer: Gazetteer, unit: int, day: int) -> Followed:
    """The units on a day in which what a unit was, or will be, lies; none when no table says it."""
    versions = gazetteer.versions[unit]
    found = Followed(versions[0] if day < versions[0].since else versions[-1])
    _walk(gazetteer, unit, day, 1.0, found, FURTHEST)
    return found


def _walk(g: Gazetteer, unit: int, day: int, share: float | None, found: Followed, left: int) -> None:
    if g.on(unit, day) is not None:
        if found.units.get(unit) is None:
            found.units[unit] = share
        _parted(g, unit, day, found, left)
        return
    if not left:
        return
    last = g.versions[unit][-1]
    if last.until and last.until <= day:
        _forward(g, unit, day, share, found, left)
    else:
        _back(g, unit, day, found, left)


def _parted(g: Gazetteer, unit: int, day: int, found: Followed, left: int) -> None:
    """A unit that lives on may have lost a part to others: what was there when the address was written may be theirs."""
    gone = [m for m in g.moves_from[unit] if m.new != unit and m.day <= day]
    if not gone or not left:
        return
    found.split = True
    found.units[unit] = None
    found.split_between += [unit, *(m.new for m in gone)]
    found.moves += gone
    for move in gone:
        if move.new not in found.units:
            _walk(g, move.new, day, None, found, left - 1)


def _forward(g: Gazetteer, unit: int, day: int, share: float | None, found: Followed, left: int) -> None:
    moves = [m for m in g.moves_from[unit] if m.day == g.versions[unit][-1].until]
    parts: dict[int, float | None] = {}
    for move in moves:
        parts.setdefault(move.new, move.part)
    found.moves += moves
    home = _home(moves) if len(parts) > 1 else None
    if len(parts) > 1:
        found.split = True
        found.split_between += parts
        found.home = home
    for target, part in parts.items():
        if home is None or target == home:
            _walk(g, target, day, None if share is None or part is None else share * part, found, left - 1)


def _back(g: Gazetteer, unit: int, day: int, found: Followed, left: int) -> None:
    moves = [m for m in g.moves_to[unit] if m.day == g.versions[unit][0].since]
    olds = list(dict.fromkeys(m.old for m in moves))
    found.moves += moves
    found.is_back = True
    for old in olds:
        _walk(g, old, day, 1.0 if len(olds) == 1 else None, found, left - 1)


def _home(moves: list[Move]) -> int | None:
    """The one unit to which all the people went while others took land alone; None when they were divided."""
    peopled = {m.new for m in moves if m.part != NOBODY}
    return peopled.pop() if len(peopled) == 1 else None


@house_rule("a unit that took land without people comes last, the rest in the order of their codes")
def ordered(gazetteer: Gazetteer, found: Followed) -> list[int]:
    """The units, those with people before those that took only land."""
    bare = {m.new for m in found.moves if m.part == NOBODY}
    return sorted(found.units, key=lambda unit: (unit in bare, gazetteer.versions[unit][-1].code))

"""Numbers across a reorganisation: as they were, or told for the units of another day, and how far they compare."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from thongsuot.kernel.law import house_rule


class View(StrEnum):
    WAS = "was"  # each fact by the unit as it was when it happened
    IS = "is"  # by the units of today
    RESTATED = "restated"  # by the units of a day that is named


class Quality(StrEnum):
    COMPARABLE = "comparable"  # whole units: the number is one that was counted
    WEIGHTED = "weighted"  # parts of units, by their share of people
    NOT_COMPARABLE = "not comparable"  # nobody knows which part went where: it stays with the unit that was


class Weight(StrEnum):
    """By what a number was divided among units; whole units need none."""

    PEOPLE = "people"  # the share of the people in the conversion table
    AREA = "area"  # the share of the area, where that of the people is not known
    COUNTED = "counted"  # backward: by what each earlier unit counted itself in the year before the change


ORDER = (Quality.COMPARABLE, Quality.WEIGHTED, Quality.NOT_COMPARABLE)


@dataclass(frozen=True, slots=True)
class Line:
    """Dossiers of a unit in a month (its first day). `late`: settled after they were due.

    `day`: a day of that month on which the unit was what it is here.
    """

    unit_id: int
    month: date
    received: Decimal
    settled: Decimal
    late: Decimal
    day: date
    quality: Quality = Quality.COMPARABLE
    weights: frozenset[Weight] = frozenset()


@dataclass(frozen=True, slots=True)
class Stand:
    """A unit that stands for another with a share of it (None: nobody knows it), by what it was weighed."""

    unit_id: int
    share: Decimal | None
    weight: Weight = Weight.PEOPLE


Heirs = Callable[[int, date], Sequence[Stand]]


@house_rule(
    "no dossier is lost or counted twice by a reorganisation: the totals of every month stay what they were"
)
@house_rule("a share that nobody knows is not guessed: the number stays with the unit that counted it")
def restated(lines: Iterable[Line], heirs: Heirs) -> tuple[Line, ...]:
    """The same numbers told for other units. `heirs(unit, day)`: who stands for it, each with its share.

    A unit may get parts of several; its line is as good as the worst of them.
    """
    sums: dict[tuple[int, date], list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 3)
    worst: dict[tuple[int, date], Quality] = {}
    by: dict[tuple[int, date], set[Weight]] = defaultdict(set)
    for line in lines:
        found = heirs(line.unit_id, line.day)
        for unit_id, numbers, quality in _parts(line, [(one.unit_id, one.share) for one in found]):
            key = (unit_id, line.month)
            by[key] |= line.weights
            if quality is Quality.WEIGHTED:
                by[key] |= {one.weight for one in found}
            sums[key] = [one + more for one, more in zip(sums[key], numbers, strict=True)]
            worst[key] = max(worst.get(key, quality), quality, line.quality, key=ORDER.index)
    return tuple(
        Line(
            unit_id,
            month,
            received,
            settled,
            late,
            month,
            worst[unit_id, month],
            frozenset(by[unit_id, month]),
        )
        for (unit_id, month), (received, settled, late) in sorted(
            sums.items(), key=lambda item: (item[0][1], item[0][0])
        )
    )


def _parts(
    line: Line, heirs: Sequence[tuple[int, Decimal | None]]
) -> Iterable[tuple[int, list[Decimal], Quality]]:
    """What of a line each heir gets; the last one gets the rest, so that nothing is lost by rounding."""
    numbers = [line.received, line.settled, line.late]
    known = [(unit_id, share) for unit_id, share in heirs if share is not None and share > 0]
    if len(known) == 1 and len(heirs) == 1 and known[0][1] == 1:
        yield known[0][0], numbers, Quality.COMPARABLE
        return
    whole = sum((share for _, share in known), Decimal(0))
    if not known or any(share is None for _, share in heirs):
        yield line.unit_id, numbers, Quality.NOT_COMPARABLE
        return
    quality = Quality.WEIGHTED if len(known) > 1 else Quality.COMPARABLE
    left = list(numbers)
    for unit_id, share in known[:-1]:
        part = [number * share / whole for number in numbers]
        left = [rest - one for rest, one in zip(left, part, strict=True)]
        yield unit_id, part, quality
    yield known[-1][0], left, quality


@house_rule("forward: by the share of people; where that is not known of each heir, by the share of area")
def heirs_of(shares: Sequence[tuple[int, Decimal | None, Decimal | None]]) -> tuple[Stand, ...]:
    """Who stands for a unit later, from (unit, share of its people, share of its area) 0..1 each."""
    if any(people is None for _unit, people, _area in shares) and all(a is not None for *_, a in shares):
        return tuple(Stand(unit, area, Weight.AREA) for unit, _people, area in shares)
    return tuple(Stand(unit, people) for unit, people, _area in shares)


@house_rule("backward: an earlier unit gets as much as it counted itself, times the share of it that went on")
def origins_of(shares: Sequence[tuple[int, Decimal | None]], counted: Mapping[int, int]) -> tuple[Stand, ...]:
    """For whom a unit stands, from (earlier unit, share of it that came) and what each counted the year before.

    One earlier unit has all of it. Of several, with a share that is not known or nothing counted, nobody can say.
    """
    came = [(unit, share) for unit, share in shares if share is None or share > 0]
    if len(came) == 1:
        return (Stand(came[0][0], Decimal(1)),)
    if any(share is None for _unit, share in came):
        return tuple(Stand(unit, None, Weight.COUNTED) for unit, _share in came)
    parts = [(unit, (share or Decimal(0)) * counted.get(unit, 0)) for unit, share in came]
    whole = sum((part for _unit, part in parts), Decimal(0))
    return tuple(Stand(unit, part / whole if whole else None, Weight.COUNTED) for unit, part in parts)


@house_rule("a series is as good as its worst month")
def quality_of(lines: Iterable[Line]) -> Quality:
    """How far the months of one unit compare with each other."""
    return max((line.quality for line in lines), key=ORDER.index, default=Quality.COMPARABLE)

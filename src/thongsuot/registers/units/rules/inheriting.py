"""Who stands for a unit after several changes, with how much of it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from thongsuot.kernel.law import house_rule


class Step(NamedTuple):
    """What of unit `old` went to unit `new` on a day: 0..1 of its area and people, None: unknown."""

    old: int
    new: int
    day: date
    area: Decimal | None
    people: Decimal | None


class Held(NamedTuple):
    """How much of the first unit somebody holds."""

    area: Decimal | None
    people: Decimal | None


@house_rule("what is a half of a third is a sixth; what is a part of an unknown part stays unknown")
def heirs(unit: int, steps: Iterable[Step]) -> dict[int, Held]:
    """Who holds what of a unit after all steps, by unit; steps on one day happen at once.

    The known shares of all heirs together are those of the unit: nothing is lost and nothing doubled.
    """
    by_day: dict[date, dict[int, list[Step]]] = defaultdict(lambda: defaultdict(list))
    for step in steps:
        by_day[step.day][step.old].append(step)
    holding = {unit: Held(Decimal(1), Decimal(1))}
    for day in sorted(by_day):
        after: dict[int, Held] = {}
        for holder, held in holding.items():
            for step in by_day[day].get(holder) or [Step(holder, holder, day, Decimal(1), Decimal(1))]:
                got = Held(_times(held.area, step.area), _times(held.people, step.people))
                had = after.get(step.new, Held(Decimal(0), Decimal(0)))
                after[step.new] = Held(_plus(had.area, got.area), _plus(had.people, got.people))
        holding = after
    return holding


def _times(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    if 0 in (one, other):
        return Decimal(0)
    return None if one is None or other is None else one * other


def _plus(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one + other

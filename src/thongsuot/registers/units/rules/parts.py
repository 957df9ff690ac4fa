"""To which part of a split unit a place belongs: exact, candidates or unknown, never a silent pick."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from thongsuot.kernel.law import house_rule
from thongsuot.registers.units.rules.kinds import Outcome
from thongsuot.registers.units.rules.names import name_key

_NUMBER = re.compile(r"\d+")
_key = lru_cache(maxsize=65_536)(name_key)  # the same few streets are compared with thousands of addresses


class PartBy(StrEnum):
    """What of a place decides. The order is the order of trust: the first that answers is believed."""

    LIST = "list"  # {"keys": [...]}: explicit keys, e.g. codes of dossiers or parcels
    POLYGON = "polygon"  # {"rings": [[[lon, lat], …], …]}: the first ring is the border, the others are holes
    STREET = (
        "street"  # {"street": "…", "from": 1, "to": 99, "parity": "odd"|"even"|"all"}; to null: to its end
    )
    HAMLET = "hamlet"  # {"names": ["Tổ dân phố 3", …]}
    DEFAULT = "default"  # {}: whatever the others do not name


PART_REASONS: dict[PartBy, str] = {
    PartBy.LIST: "Theo danh sách cụ thể, phần này của {name} thuộc {names}.",
    PartBy.POLYGON: "Theo ranh giới trên bản đồ, phần này của {name} thuộc {names}.",
    PartBy.STREET: "Theo tên đường và số nhà, phần này của {name} thuộc {names}.",
    PartBy.HAMLET: "Theo thôn, tổ dân phố, phần này của {name} thuộc {names}.",
    PartBy.DEFAULT: "Phần còn lại của {name} thuộc {names}.",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One way to know that a place went to the unit `new_id`."""

    new_id: int
    by: PartBy
    values: Mapping[str, Any]
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of a place in the old unit; "" and None: not known."""

    longitude: float | None = None
    latitude: float | None = None
    hamlet: str = ""
    street: str = ""
    house: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Assigned:
    """`units` are the ids of new units, best first. `by` says which kind of part decided, None: nothing did."""

    outcome: Outcome
    units: tuple[int, ...] = ()
    confidence: float = 0.0
    by: PartBy | None = None


@house_rule("a place goes to the unit that names it most closely; where two do, both are told")
def assign_part(parts: Sequence[Part], place: Place) -> Assigned:
    """The unit to which a place of a split unit belongs, by the surest kind of part that names it.

    Candidates when parts of that kind disagree, or when only the street is known and its numbers are divided.
    Unknown when nothing names the place: then somebody has to look.
    """
    for by in PartBy:
        matching = [part for part in parts if part.by is by]
        sure = [part for part in matching if _names(part, place)]
        if by is PartBy.STREET and not sure and place.street and not _house(place.house):
            sure = [part for part in matching if _same(part.values.get("street", ""), place.street)]
        if sure:
            return _told(sure, by)
    return Assigned(Outcome.UNKNOWN)


def _told(parts: Sequence[Part], by: PartBy) -> Assigned:
    best: dict[int, float] = {}
    for part in parts:
        best[part.new_id] = max(part.confidence, best.get(part.new_id, 0.0))
    units = tuple(sorted(best, key=lambda unit: (-best[unit], unit)))
    if len(units) == 1:
        return Assigned(Outcome.EXACT, units, best[units[0]], by)
    return Assigned(Outcome.CANDIDATES, units, best[units[0]] / len(units), by)


def _names(part: Part, place: Place) -> bool:
    match part.by:
        case PartBy.LIST:
            return bool(place.key) and place.key in part.values.get("keys", ())
        case PartBy.POLYGON:
            point = (place.longitude, place.latitude)
            return (
                point[0] is not None
                and point[1] is not None
                and is_inside(point[0], point[1], part.values["rings"])
            )
        case PartBy.STREET:
            return _on_street(part.values, place)
        case PartBy.HAMLET:
            return bool(place.hamlet) and any(
                _same(name, place.hamlet) for name in part.values.get("names", ())
            )
        case PartBy.DEFAULT:
            return True


def _same(one: str, other: str) -> bool:
    return bool(one) and _key(one) == _key(other)


def _house(written: str) -> int | None:
    """The number that decides the side of a street: 12 of "12/3A"."""
    found = _NUMBER.search(written)
    return int(found[0]) if found else None


def _on_street(values: Mapping[str, Any], place: Place) -> bool:
    if not _same(str(values.get("street", "")), place.street):
        return False
    parity, first, last = values.get("parity", "all"), values.get("from") or 1, values.get("to")
    whole = parity == "all" and first == 1 and last is None
    number = _house(place.house)
    if number is None:
        return whole
    fits = parity == "all" or (number % 2 == 1) == (parity == "odd")
    return fits and first <= number and (last is None or number <= last)


@house_rule("a point on the map lies in a ring when a ray from it crosses the ring an odd number of times")
def is_inside(longitude: float, latitude: float, rings: Sequence[Sequence[Sequence[float]]]) -> bool:
    """Whether a point lies within the first ring and in none of the holes."""
    return any(True for _ in rings[:1] if _crosses(longitude, latitude, rings[0])) and not any(
        _crosses(longitude, latitude, hole) for hole in rings[1:]
    )


def _crosses(x: float, y: float, ring: Sequence[Sequence[float]]) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside

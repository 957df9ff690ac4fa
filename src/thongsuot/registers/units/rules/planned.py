"""What the files mean: which units there are, what each was called when, and what went where.

A commune code is no identity. A new unit that is one whole old unit under its old code goes on living;
every other new unit is born on the day, whatever code it was given.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from thongsuot.kernel.law import house_rule, law
from thongsuot.kernel.names import nfc
from thongsuot.kernel.rows import Row
from thongsuot.registers.units.rules.change import ChangeKind
from thongsuot.registers.units.rules.kinds import EdgeKind, Level, UnitType, split_name, type_of
from thongsuot.registers.units.rules.sources import Sources

PROVINCE_RESOLUTION = "202/2025/QH15"


class UnitKey(NamedTuple):
    """Names a unit once and for all; `founded` is None when it is older than the register."""

    level: Level
    first_code: str
    founded: date | None


class Facts(NamedTuple):
    """What a unit is on a day."""

    code: str
    other_code: str
    name: str
    type: UnitType
    parent: UnitKey | None
    province: UnitKey


class PlannedVersion(NamedTuple):
    """`to_date` None: until further notice. `origin`: the resolution by which this version began."""

    unit: UnitKey
    facts: Facts
    from_date: date
    to_date: date | None
    origin: str


class PlannedShare(NamedTuple):
    old: UnitKey
    new: UnitKey
    day: date
    kind: EdgeKind
    part_name: str
    note: str
    correction: str
    resolution: str


class PlannedChange(NamedTuple):
    """A change that a file tells of one unit: by which act, since which day."""

    unit: UnitKey
    kind: ChangeKind
    act: str
    day: date


@dataclass(slots=True)
class Life:
    """A unit under construction: what it is from which day on, and when it ends."""

    points: list[tuple[date, Facts, str]] = field(default_factory=list)
    abolished: date | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole register. `units` gives the day on which each ended, None while it lives."""

    units: dict[UnitKey, date | None]
    versions: tuple[PlannedVersion, ...]
    shares: tuple[PlannedShare, ...]
    changes: tuple[PlannedChange, ...] = ()


class _Keys(NamedTuple):
    """Under which key a code stands before and from the day."""

    lasting_provinces: frozenset[str]
    lasting_communes: frozenset[str]
    day: date

    def province(self, code: str) -> UnitKey:
        return UnitKey(Level.PROVINCE, code, None if code in self.lasting_provinces else self.day)

    def commune(self, code: str) -> UnitKey:
        return UnitKey(Level.COMMUNE, code, None if code in self.lasting_communes else self.day)


def _old(level: Level, code: str) -> UnitKey:
    return UnitKey(level, code, None)


@law("Luật 72/2025/QH15", "Điều 1")
def plan(sources: Sources) -> Plan:
    """The register that the files describe. They must be without fatal faults (see `unit_faults`)."""
    keys = _Keys(frozenset(lasting_provinces(sources)), frozenset(lasting_communes(sources)), sources.day)
    lives: dict[UnitKey, Life] = defaultdict(Life)
    _old_provinces(sources, keys, lives)
    _districts(sources, lives)
    _old_wards(sources, keys, lives)
    _new_provinces(sources, keys, lives)
    _new_communes(sources, keys, lives)
    changes = tuple(_amend(sources, keys, lives))
    shares = (*_province_shares(sources, keys), *_shares(sources, keys))
    versions = tuple(version for key, life in lives.items() for version in _versions(key, life))
    return Plan({key: life.abolished for key, life in lives.items()}, versions, shares, changes)


@house_rule("a unit goes on living when it is one whole old unit under the same code, whatever else changed")
def lasting_communes(sources: Sources) -> set[str]:
    """Codes of the new units that are an old one going on: one edge, the whole of it, the same code."""
    edges: dict[str, list[Row]] = defaultdict(list)
    for row in sources.crosswalk:
        edges[row["new_code"]].append(row)
    return {
        code
        for code, rows in edges.items()
        if len(rows) == 1 and rows[0]["edge"] == EdgeKind.WHOLE and rows[0]["old_code"] == code
    }


@law("Nghị quyết 202/2025/QH15", "Điều 1")
def lasting_provinces(sources: Sources) -> set[str]:
    """Codes of the provinces that nothing was joined to: 11 of 34."""
    return {new for new, olds in _joined(sources).items() if olds == {new}}


def _joined(sources: Sources) -> dict[str, set[str]]:
    province_of = _province_of_district(sources)
    joined: dict[str, set[str]] = defaultdict(set)
    for row in sources.crosswalk:
        district = row["old_district_code"]
        joined[row["new_province_code"]].add(province_of.get(district, row["old_province_code"]))
    return joined


def _province_of_district(sources: Sources) -> dict[str, str]:
    """By the roster where it knows the district: the table gives Cồn Cỏ's new province as its old one."""
    listed = {row["old_district_code"]: row["old_province_code"] for row in sources.crosswalk}
    return listed | {row["district_code"]: row["province_code"] for row in sources.wards}


def _typed(level: Level, written: str) -> tuple[UnitType, str]:
    found, name = split_name(level, nfc(written))
    assert found is not None, f"no type in {written!r}: unit_faults() was not asked first"
    return found, name


def _old_provinces(sources: Sources, keys: _Keys, lives: dict[UnitKey, Life]) -> None:
    for row in sources.wards:
        key = _old(Level.PROVINCE, row["province_code"])
        if key in lives:
            continue
        unit_type, name = _typed(Level.PROVINCE, row["province"])
        facts = Facts(row["province_code"], "", name, unit_type, None, key)
        ends = None if row["province_code"] in keys.lasting_provinces else sources.day
        lives[key] = Life([(sources.roster_day, facts, "")], ends)


def _districts(sources: Sources, lives: dict[UnitKey, Life]) -> None:
    province_of = _province_of_district(sources)
    for row in sources.crosswalk:  # the table is the later of the two lists: Mộc Châu became a town
        code = row["old_district_code"]
        key = _old(Level.DISTRICT, code)
        if key in lives:
            continue
        unit_type, name = _typed(Level.DISTRICT, row["old_district"])
        province = _old(Level.PROVINCE, province_of[code])
        facts = Facts(code, "", name, unit_type, province, province)
        lives[key] = Life([(sources.roster_day, facts, "")], sources.day)


def _old_wards(sources: Sources, keys: _Keys, lives: dict[UnitKey, Life]) -> None:
    province_of = _province_of_district(sources)
    listed = {row["code"] for row in sources.wards}
    for row in sources.crosswalk:
        code = row["old_code"]
        key = _old(Level.COMMUNE, code)
        if not code or key in lives:
            continue
        unit_type, name = _typed(Level.COMMUNE, row["old_name"])
        district = row["old_district_code"]
        province = _old(Level.PROVINCE, province_of[district])
        facts = Facts(code, "", name, unit_type, _old(Level.DISTRICT, district), province)
        known_from = sources.roster_day + timedelta(days=code not in listed)
        ends = None if code in keys.lasting_communes else sources.day
        lives[key] = Life([(known_from, facts, "")], ends)


def _new_provinces(sources: Sources, keys: _Keys, lives: dict[UnitKey, Life]) -> None:
    for row in sources.provinces:
        code = row["code"]
        key = keys.province(code)
        unit_type = type_of(Level.PROVINCE, row["type_2025_07_01"])
        assert unit_type is not None
        facts = Facts(code, "", nfc(row["name_2025_07_01"]), unit_type, None, key)
        lives[key].points.append((sources.day, facts, PROVINCE_RESOLUTION))


def _new_communes(sources: Sources, keys: _Keys, lives: dict[UnitKey, Life]) -> None:
    for row in sources.communes:
        code = row["code"]
        unit_type = type_of(Level.COMMUNE, row["type_2025_07_01"])
        assert unit_type is not None
        province = keys.province(row["province_code"])
        facts = Facts(code, row["alt_code"], nfc(row["name"]), unit_type, province, province)
        lives[keys.commune(code)].points.append((sources.day, facts, ""))


def _amend(sources: Sources, keys: _Keys, lives: dict[UnitKey, Life]) -> Iterator[PlannedChange]:
    for row in sorted(sources.amendments, key=lambda r: r["effective_date"]):
        level = Level(row["level"])
        key = keys.province(row["code"]) if level is Level.PROVINCE else keys.commune(row["code"])
        to_type = type_of(level, row["to_type"])
        assert to_type is not None
        before = lives[key].points[-1][1]
        day = date.fromisoformat(row["effective_date"])
        lives[key].points.append((day, before._replace(type=to_type), row["resolution"]))
        yield PlannedChange(key, ChangeKind.RETYPE, row["resolution"], day)


def _versions(key: UnitKey, life: Life) -> Iterator[PlannedVersion]:
    """One version for each stretch of days on which nothing changed."""
    points: list[tuple[date, Facts, str]] = []
    for point in life.points:
        if not points or points[-1][1] != point[1]:
            points.append(point)
    ends = [*(start for start, _, _ in points[1:]), life.abolished]
    for (start, facts, origin), end in zip(points, ends, strict=True):
        yield PlannedVersion(key, facts, start, end, origin)


def _province_shares(sources: Sources, keys: _Keys) -> Iterator[PlannedShare]:
    for new, olds in _joined(sources).items():
        for old in sorted(olds):
            yield PlannedShare(
                _old(Level.PROVINCE, old), keys.province(new), sources.day, EdgeKind.WHOLE, "", "", "",
                PROVINCE_RESOLUTION if olds != {new} else "",
            )  # fmt: skip


def _shares(sources: Sources, keys: _Keys) -> Iterable[PlannedShare]:
    """Every line of the table. Where no ward is named the district itself went, or a named area of it."""
    for row in sources.crosswalk:
        if row["old_code"]:
            old, part_name = _old(Level.COMMUNE, row["old_code"]), ""
        else:
            old, part_name = _old(Level.DISTRICT, row["old_district_code"]), nfc(row["old_name"])
        yield PlannedShare(
            old, keys.commune(row["new_code"]), sources.day, EdgeKind(row["edge"]), part_name,
            nfc(row["nso_note"]), nfc(row["correction"]), "",
        )  # fmt: skip

"""What recording changes does to the register, worked out without it: versions cut and begun, shares, units.

A `Register` holds the believed versions and shares of the units that the changes name. Changes are applied
in the order of their days; on one day first everything ends, then everything begins, because a new unit
usually takes the code of one that ends with it. Nothing is overwritten: a version that is cut short is
withdrawn and recorded anew with a shorter period.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from thongsuot.registers.units.rules.change import ONE
from thongsuot.registers.units.rules.kinds import EdgeKind, Level, UnitType


@dataclass(frozen=True, slots=True)
class HeldVersion:
    """A version; `row` is its row in the register, 0 for one that is only planned. Units below 0 are planned."""

    row: int
    unit: int
    level: Level
    code: str
    other_code: str
    name: str
    type: UnitType
    parent: int | None
    province: int
    from_date: date
    to_date: date | None
    origin: str = ""

    def holds(self, day: date) -> bool:
        """Whether this is what the unit is on a day."""
        return self.from_date <= day and (self.to_date is None or day < self.to_date)


@dataclass(frozen=True, slots=True)
class HeldShare:
    """A line of a conversion table between units, as a row of the register or planned (row 0)."""

    row: int
    old: int
    new: int
    day: date
    kind: EdgeKind
    part_name: str = ""
    note: str = ""
    area_share: Decimal | None = None
    people_share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Founding:
    """A unit to be founded by change `n`; `unit` is its number below 0 until it has a row."""

    unit: int
    level: Level
    first_code: str
    founded: date
    n: int


@dataclass(slots=True)
class Writing:
    """What to write. Numbers `n` are places in the list of changes; `cut` the change that took a row back."""

    foundings: list[Founding] = field(default_factory=list)
    ends: dict[int, tuple[date | None, int]] = field(
        default_factory=dict
    )  # unit: day of its end, by change n
    versions: dict[HeldVersion, int] = field(default_factory=dict)
    cut_versions: dict[HeldVersion, int] = field(default_factory=dict)
    shares: dict[HeldShare, int] = field(default_factory=dict)
    cut_shares: dict[HeldShare, int] = field(default_factory=dict)
    touched: set[tuple[int, int, str]] = field(default_factory=set)  # change n, unit, "old" or "new"


class Register:
    """The believed versions and shares of some units, and what has been done to them so far."""

    def __init__(self, versions: Iterable[HeldVersion], shares: Iterable[HeldShare] = ()) -> None:
        self.versions: dict[int, list[HeldVersion]] = defaultdict(list)
        self._bearers: dict[tuple[Level, str], set[int]] = defaultdict(set)
        self._children: dict[int, set[int]] = defaultdict(set)
        self.shares: dict[date, set[HeldShare]] = defaultdict(set)
        self.writing = Writing()
        for version in versions:
            self._keep(version)
        for share in shares:
            self.shares[share.day].add(share)

    def _keep(self, version: HeldVersion) -> None:
        self.versions[version.unit].append(version)
        self._bearers[version.level, version.code].add(version.unit)
        for above in (version.parent, version.province):
            if above is not None and above != version.unit:
                self._children[above].add(version.unit)

    def of_unit(self, unit: int, day: date) -> HeldVersion | None:
        """What a unit is on a day."""
        return next((v for v in self.versions.get(unit, ()) if v.holds(day)), None)

    def bearer(self, level: Level, code: str, day: date) -> HeldVersion | None:
        """The unit that bears a code on a day."""
        found = (self.of_unit(unit, day) for unit in self._bearers.get((level, code), ()))
        return next((v for v in found if v is not None and v.code == code), None)

    def later(self, level: Level, code: str, day: date) -> HeldVersion | None:
        """A version that will bear the code after a day, whoever's."""
        units = self._bearers.get((level, code), ())
        coming = (v for unit in units for v in self.versions[unit] if v.code == code and v.from_date > day)
        return min(coming, key=lambda v: v.from_date, default=None)

    def next_of(self, unit: int, day: date) -> date | None:
        """The day of the unit's next change after a day, None when nothing more is recorded of it."""
        days = [v.from_date for v in self.versions[unit] if v.from_date > day]
        days += [v.to_date for v in self.versions[unit] if v.to_date is not None and v.to_date > day]
        return min(days, default=None)

    def children(self, unit: int, day: date) -> list[HeldVersion]:
        """Units below a unit on a day, in the order of their codes."""
        found = (self.of_unit(child, day) for child in self._children.get(unit, ()))
        below = [v for v in found if v is not None and unit in (v.parent, v.province) and v.unit != unit]
        return sorted(below, key=lambda v: (v.level, v.code))

    def begin(self, version: HeldVersion, n: int) -> None:
        """From `version.from_date` on the unit is this, by change n."""
        self.stop(version.unit, version.from_date, n)
        self._keep(version)
        self.writing.versions[version] = n

    def stop(self, unit: int, day: date, n: int) -> HeldVersion | None:
        """From `day` on the unit is nothing, by change n; gives what it would have been."""
        held = self.of_unit(unit, day)
        if held is None:
            return None
        self.versions[unit].remove(held)
        if self.writing.versions.get(held) == n:
            del self.writing.versions[held]
        else:
            self.writing.cut_versions[held] = n
        if held.from_date < day:
            shorter = replace(held, row=0, to_date=day)
            self.versions[unit].append(shorter)
            self.writing.versions[shorter] = n
        return held

    def found(self, level: Level, code: str, day: date, n: int) -> int:
        """Number of a new unit, founded by change n."""
        unit = -len(self.writing.foundings) - 1
        self.writing.foundings.append(Founding(unit, level, code, day, n))
        return unit

    def end(self, unit: int, day: date | None, n: int) -> None:
        """Write down the unit's last day (None: it lives again)."""
        self.writing.ends[unit] = (day, n)

    def hand(self, share: HeldShare, n: int) -> None:
        """One line of the conversion, by change n."""
        self.shares[share.day].add(share)
        self.writing.shares[share] = n
        self.touch(n, old=(share.old,), new=(share.new,))

    def touch(self, n: int, *, old: Iterable[int] = (), new: Iterable[int] = ()) -> None:
        """Change n concerns these units."""
        self.writing.touched |= {(n, unit, "old") for unit in old} | {(n, unit, "new") for unit in new}

    def settle(self, day: date) -> None:
        """Say of every unit that lived through the day what it kept: all of it, or what it did not hand on."""
        by_change: dict[int, int] = {}
        for share, n in self.writing.shares.items():
            if share.day == day and share.old != share.new:
                for unit in (share.old, share.new):
                    by_change[unit] = max(n, by_change.get(unit, n))
        before = date.fromordinal(day.toordinal() - 1)
        for unit, n in by_change.items():
            if self.of_unit(unit, before) is not None and self.of_unit(unit, day) is not None:
                self._keeps(unit, day, n)

    def _keeps(self, unit: int, day: date, n: int) -> None:
        given = [s for s in self.shares[day] if s.old == unit and s.new != unit]
        wanted = HeldShare(0, unit, unit, day, _kept_kind(given), area_share=_left([s.area_share for s in given]),
                           people_share=_left([s.people_share for s in given]))  # fmt: skip
        for held in [s for s in self.shares[day] if s.old == unit and s.new == unit]:
            if replace(held, row=0, note="") == wanted:
                return
            self.shares[day].remove(held)
            if held in self.writing.shares:
                del self.writing.shares[held]
            else:
                self.writing.cut_shares[held] = n
        self.hand(wanted, n)


def _kept_kind(given: Sequence[HeldShare]) -> EdgeKind:
    if not given:
        return EdgeKind.WHOLE
    if all(share.kind is EdgeKind.AREA_ONLY for share in given):
        return EdgeKind.AREA_PART_POP_ALL
    return EdgeKind.PART


def _left(given: Sequence[Decimal | None]) -> Decimal | None:
    """What is left of the whole, None when one of the parts is unknown."""
    if any(share is None for share in given):
        return None
    return ONE - sum((share for share in given if share is not None), Decimal(0))

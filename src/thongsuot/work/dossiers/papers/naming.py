"""Agencies by the name that a paper must show: of its day, of today, or both."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers.papers.forms import Naming


@dataclass(slots=True)
class Names:
    """The names on one paper: dated `anchor`, printed on `printed_on`. Remembers which of them are others today."""

    naming: Naming
    anchor: date
    printed_on: date
    changed: dict[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()  # what else the reader must know of a paper that is printed again

    def of(self, agency_id: int | None) -> str:
        """The name to print; "" for nobody."""
        if not agency_id:
            return ""
        then = agency_on(agency_id=agency_id, day=self.anchor)
        if self.naming is Naming.ANCHOR:
            return then
        now = ", ".join(successors_on(agency_id=agency_id, day=self.printed_on)) or then
        if self.naming is Naming.PRESENT:
            return now
        if now != then:
            self.changed[then] = now
        return then

    def notes(self, form: type[Any]) -> tuple[str, ...]:
        """The `notes` of a form: its own, remarks, and a line for each name that is another today. Ask it last."""
        own = form.__dataclass_fields__["notes"].default
        return (*own, *self.remarks, *(f"{then} nay là {now}." for then, now in self.changed.items()))


def agency_on(*, agency_id: int, day: date) -> str:
    """The name of an agency on a day: a commune that was retyped or renamed keeps its committee, which follows its name."""
    found = units.agency(agency_id=agency_id)
    if found is None:
        return ""
    unit = units.unit(unit_id=found.unit_id, day=day) if found.unit_id else None
    if unit is None:
        return found.name
    wanted = _within(unit.full_name)
    for name in _names(unit):
        if name != wanted and found.name.endswith(name):
            return found.name.removesuffix(name) + wanted
    return found.name


def successors_on(*, agency_id: int, day: date) -> tuple[str, ...]:
    """What the agency, or who followed it, is called on a day."""
    followed = units.agency_successors(agency_id=agency_id, day=day)
    return tuple(agency_on(agency_id=one.id, day=day) for one in followed)


def is_part(agency_id: int | None, *, of: int) -> bool:
    """Whether an agency is `of` or below it; agencies that have ended since keep whom they belonged to."""
    seen: set[int] = set()
    while agency_id is not None and agency_id not in seen:
        if agency_id == of:
            return True
        seen.add(agency_id)
        found = units.agency(agency_id=agency_id)
        agency_id = found.parent_id if found else None
    return False


def _names(unit: units.UnitRecord) -> Iterable[str]:
    """Every name that the unit ever had, the longest first, as it stands within a sentence."""
    lives = units.history(code=unit.code, level=unit.level)
    found = {
        _within(version.full_name) for life in lives if life.unit_id == unit.id for version in life.versions
    }
    return sorted(found, key=len, reverse=True)


def _within(name: str) -> str:
    return name[:1].lower() + name[1:]

"""What the queries return: frozen records, never rows of the database."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from thongsuot.kernel.errors import Problem
from thongsuot.registers.units.rules import (
    AgencyKind,
    ChangeKind,
    EdgeKind,
    Level,
    Outcome,
    Part,
    PartBy,
    SealKind,
    SuccessionKind,
    UnitType,
    full_name,
    may_seal,
)


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """One version of a unit: what it is during [valid_from, valid_to). `valid_to` None: until further notice.

    `id` is the unit, `version_id` this version of it; `province_id` is the unit itself for a province.
    """

    id: int
    version_id: int
    code: str
    other_code: str
    name: str
    type: UnitType
    level: Level
    parent_id: int | None
    province_id: int
    province_code: str
    valid_from: date
    valid_to: date | None
    origin: str

    @property
    def full_name(self) -> str:
        """ "Phường Kinh Bắc"."""
        return full_name(self.type, self.name)

    def holds(self, day: date) -> bool:
        """Whether the unit is this on that day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class ShareRecord:
    """What of the old unit went to the new one on `day`; `note` is the source's own wording.

    `area_share`, `people_share`: 0..1 of the old unit, None when unknown. `change_id`: the recorded change.
    """

    old_id: int
    new_id: int
    day: date
    kind: EdgeKind
    part_name: str
    note: str
    correction: str
    resolution: str
    clause: str
    area_share: Decimal | None = None
    people_share: Decimal | None = None
    change_id: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """An answer that says how sure it is; `reasons` tell why it is not exact, or how it came about."""

    outcome: Outcome
    units: tuple[UnitRecord, ...] = ()
    reasons: tuple[Problem, ...] = ()
    shares: tuple[ShareRecord, ...] = ()

    @property
    def exact(self) -> UnitRecord | None:
        """The one unit of an exact answer, else None."""
        return self.units[0] if self.outcome is Outcome.EXACT and self.units else None


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a conversion table, with the unit on its other side."""

    share: ShareRecord
    unit: UnitRecord


@dataclass(frozen=True, slots=True)
class Heir:
    """A unit that stands for an older one: with how much of it (0..1, None: unknown), and by which shares."""

    unit: UnitRecord
    area_share: Decimal | None
    people_share: Decimal | None
    path: tuple[ShareRecord, ...]


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """A legal change as it stands in the register. `happens_at` is its instant, `effective` that day in Viet Nam.

    `old`, `new`: ids of the units it concerns, as they were and as they are after it. `counter_of`: the change
    that it undoes. `source`: "pack" or "event".
    """

    id: int
    kind: ChangeKind
    act: str
    clause: str
    effective: date
    happens_at: datetime
    source: str = "event"
    counter_of: int | None = None
    withdrawn_at: datetime | None = None
    old: tuple[int, ...] = ()
    new: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Life:
    """A unit that bore a code: its versions in order, where it came from and where it went.

    `founded` None: older than the register.
    """

    unit_id: int
    founded: date | None
    abolished: date | None
    versions: tuple[UnitRecord, ...]
    came_from: tuple[Change, ...]
    went_to: tuple[Change, ...]
    changes: tuple[ChangeRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class AgencyRecord:
    """An agency; `authority_id` is the unit of its province, `valid_from` None: older than the register."""

    id: int
    code: str
    legacy_code: str
    name: str
    short_name: str
    kind: AgencyKind
    unit_id: int | None
    parent_id: int | None
    authority_id: int | None
    valid_from: date | None
    valid_to: date | None
    is_simulated: bool

    def is_valid_on(self, day: date) -> bool:
        """Whether the agency works on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


@dataclass(frozen=True, slots=True)
class SuccessionRecord:
    """From `day` on the agency `new_id` stands for `old_id`; with `ends_old` the old one ends then."""

    id: int
    old_id: int
    new_id: int
    day: date
    kind: SuccessionKind
    act: str
    clause: str
    note: str
    ends_old: bool
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SealRecord:
    """A seal; `agency_from`, `agency_to` are the days between which its agency works (None: open)."""

    id: int
    agency_id: int
    kind: SealKind
    number: str
    issued_on: date
    recalled_on: date | None
    destroyed_on: date | None
    minutes: str
    is_simulated: bool
    agency_from: date | None
    agency_to: date | None

    def may_seal(self, day: date) -> bool:
        """Whether it may be put on a paper on a day: it is out and its agency lives."""
        return may_seal(
            issued_on=self.issued_on,
            recalled_on=self.recalled_on,
            agency_from=self.agency_from,
            agency_to=self.agency_to,
            day=day,
        )


@dataclass(frozen=True, slots=True)
class AssignedUnit:
    """Where a place of a split unit lies, how sure that is (0..1), what decided (None: nothing), and why."""

    outcome: Outcome
    units: tuple[UnitRecord, ...]
    confidence: float
    by: PartBy | None
    reasons: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class UnassignedUnit:
    """A split unit that waits for a person: so many of its successors have parts that were worked out."""

    unit_id: int
    code: str
    full_name: str
    successors: int
    worked_out: int
    has_default: bool


@dataclass(frozen=True, slots=True)
class PartRecord:
    """A part of a split unit as it stands; `origin` pack or desk, `recorded_at` aware UTC."""

    id: int
    old_id: int
    new_id: int
    day: date
    part: Part
    source: str
    is_simulated: bool
    origin: str
    recorded_at: datetime

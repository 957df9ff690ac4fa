"""What the agencies of a plan have besides dossiers, officers and points: codes, seals, number series, clocks, receipts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.access import reading
from thongsuot.registers.units import queries as units
from thongsuot.registers.units.rules import SealKind
from thongsuot.transition.reorganisation.queries.plans import PlanRecord
from thongsuot.transition.reorganisation.rules import NARROW
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.fees import queries as fees


@dataclass(frozen=True, slots=True)
class CodeSuccession:
    """A code that goes out of use, in both notations, and the codes that stand for it; codes are never given again."""

    agency_id: int
    code: str
    legacy_code: str
    ends: bool
    new_codes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SealOut:
    """A seal that is out and will be recalled with its agency."""

    agency_id: int
    number: str
    kind: SealKind
    issued_on: date


@dataclass(frozen=True, slots=True)
class SeriesView:
    """The number series of an agency's dossier codes; numbers begin anew every day.

    `ends`: the series of an agency that ceases, `begins`: of one that takes over; `day`, `last`: the number given
    last, None when none was given.
    """

    agency_id: int
    prefix: str
    ends: bool
    begins: bool
    day: date | None
    last: int | None


@dataclass(frozen=True, slots=True)
class ReceiptsView:
    """A series of receipts (`kind` pay, refund, closing) that `ends` or `begins`; `year`, `last`: as `SeriesView`."""

    agency_id: int
    kind: str
    ends: bool
    begins: bool
    year: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Holdings:
    """Everything of the agencies of a plan, each thing once; `clocks` by agency."""

    codes: tuple[CodeSuccession, ...]
    seals: tuple[SealOut, ...]
    series: tuple[SeriesView, ...]
    clocks: Mapping[int, dossiers.Clocks]
    receipts: tuple[ReceiptsView, ...] = ()
    drawers: tuple[fees.CashLeft, ...] = ()


@reading
def holdings(*, viewer: Actor, found: PlanRecord, now: datetime) -> Holdings:
    """What goes out of use with the agencies that end, what begins with those that follow, and how clocks stand."""
    known = units.agencies_by_id(agency_ids=found.old_ids | found.new_ids)
    seals = units.seals_of(agency_ids=found.ends)
    clocks = dossiers.clocks_at(viewer=viewer, agency_ids=found.old_ids, now=now)
    return Holdings(
        tuple(_codes(found, known)),
        tuple(SealOut(s.agency_id, s.number, s.kind, s.issued_on) for s in seals if s.recalled_on is None),
        tuple(_series(found, known)),
        {clock.agency_id: clock for clock in clocks},
        receipts_of(found=found),
        fees.cash_left(viewer=viewer, agency_ids=found.ends),
    )


def number_series(*, found: PlanRecord) -> tuple[SeriesView, ...]:
    """The number series that end and begin with a plan."""
    return tuple(_series(found, units.agencies_by_id(agency_ids=found.old_ids | found.new_ids)))


def receipts_of(*, found: PlanRecord) -> tuple[ReceiptsView, ...]:
    """The series of receipts that end with agencies that cease, and those that begin or go on where they are followed."""
    given = fees.receipt_series(agency_ids=found.ends | found.new_ids)
    ending = [s for s in given if s.agency_id in found.ends]
    kinds = {(s.agency_id, s.kind) for s in ending}
    heirs = sorted(
        {
            (line.new_agency_id, kind)
            for line in found.lines
            if line.takes not in NARROW
            for old, kind in kinds
            if old == line.old_agency_id
        }
    )
    told = {(s.agency_id, s.kind): s for s in given}
    return (
        *(ReceiptsView(s.agency_id, s.kind, True, False, s.year, s.last) for s in ending),
        *(
            ReceiptsView(id_, kind, False, True, at.year if at else None, at.last if at else None)
            for id_, kind in heirs
            for at in [told.get((id_, kind))]
        ),
    )


def _codes(found: PlanRecord, known: Mapping[int, units.AgencyRecord]) -> Iterator[CodeSuccession]:
    for id_ in sorted(found.old_ids, key=lambda i: known[i].code):
        news = dict.fromkeys(line.new_agency_id for line in found.lines if line.old_agency_id == id_)
        told = tuple((known[new].code, known[new].legacy_code) for new in news)
        yield CodeSuccession(id_, known[id_].code, known[id_].legacy_code, id_ in found.ends, told)


def _series(found: PlanRecord, known: Mapping[int, units.AgencyRecord]) -> Iterator[SeriesView]:
    """Series that end because something was numbered there, and those of who takes over from such an agency."""
    given = {s.agency_id: s for s in dossiers.number_series(agency_ids=found.ends | found.new_ids)}
    ending = {id_ for id_ in found.ends if id_ in given}
    heirs = {line.new_agency_id for line in found.lines if line.old_agency_id in ending}
    notation = units.setting(authority_id=found.authority_id, key="dossier_code", default={})
    is_old = notation.get("notation") == "old"
    for id_ in sorted(ending | heirs, key=lambda i: (i not in ending, known[i].code)):
        told = given.get(id_)
        prefix = known[id_].legacy_code if is_old else known[id_].code
        yield SeriesView(
            id_, prefix, id_ in ending, id_ in heirs, told.day if told else None, told.last if told else None
        )

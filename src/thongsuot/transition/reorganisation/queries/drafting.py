"""Lines of a plan drawn up from the crosswalk: who follows whom when units are merged, split or renamed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum

from thongsuot.kernel.names import fold
from thongsuot.plumbing import reference
from thongsuot.registers.units import queries as units
from thongsuot.registers.units.rules import AgencyKind, Level
from thongsuot.transition.reorganisation.rules import PlanLine, Takes

NO_DISTRICTS = "Luật Tổ chức chính quyền địa phương 72/2025/QH15"
BELOW = {
    AgencyKind.DISTRICT_COMMITTEE: AgencyKind.COMMUNE_COMMITTEE,
    AgencyKind.DISTRICT_DEPARTMENT: AgencyKind.COMMUNE_DEPARTMENT,
}
Agencies = dict[int, list[units.AgencyRecord]]


class Districts(StrEnum):
    """To whom the work of the districts goes that ended: the law gave most of it to the communes."""

    COMMUNE = (
        "commune"  # by the commune that a dossier concerns; what concerns the whole district, to the province
    )
    PROVINCE = "province"  # everything to the province


@reference.remembered
def draft_lines(
    *, authority_id: int, day: date, districts: Districts = Districts.COMMUNE
) -> tuple[PlanLine, ...]:
    """What the crosswalk says of the agencies of units that end on `day`; splits come as candidates for a person.

    Agencies find their like in the new unit: the same kind, among several the one of the same name, else the
    committee. Agencies of districts have no unit that follows: `districts` says where their work goes. Agencies
    whose successors are recorded (departments) follow the record.
    """
    eve = day - timedelta(days=1)
    new_of_unit: dict[int, list[units.AgencyRecord]] = {}
    for agency in units.agencies_of(authority_id=authority_id, day=day):
        if agency.unit_id is not None:
            new_of_unit.setdefault(agency.unit_id, []).append(agency)
    found: list[PlanLine] = []
    for agency in units.agencies_of(authority_id=authority_id, day=eve):
        unit = (
            units.unit(unit_id=agency.unit_id, day=eve)
            if agency.unit_id not in (None, authority_id)
            else None
        )
        if unit is not None and unit.level is Level.DISTRICT:
            if units.unit(unit_id=unit.id, day=day) is None:
                found += _of_district(agency, unit, authority_id, day, districts, new_of_unit)
        elif unit is not None:
            found += _lines(agency, unit, day, new_of_unit)
    recorded = units.agency_successions(day=day, authority_id=authority_id)
    told = {record.old_id for record in recorded}  # what was recorded of an agency itself outweighs its unit
    return (*(line for line in found if line.old_agency_id not in told), *_of_agencies(recorded))


def _of_agencies(recorded: Sequence[units.SuccessionRecord]) -> Iterator[PlanLine]:
    """Departments and the like, of which the register says who stands for whom from the day on."""
    heirs = Counter(record.old_id for record in recorded)
    for record in recorded:
        takes = Takes.ALL if heirs[record.old_id] == 1 else Takes.CANDIDATE
        yield PlanLine(record.old_id, record.new_id, takes, None, record.ends_old, record.act, record.clause)


def _of_district(
    agency: units.AgencyRecord,
    district: units.UnitRecord,
    authority_id: int,
    day: date,
    to: Districts,
    there: Agencies,
) -> Iterator[PlanLine]:
    """A district's agency: commune by commune to their heirs, what concerns no one commune to the province."""
    top = next((a for a in there[authority_id] if a.kind is AgencyKind.PROVINCE_COMMITTEE), None)
    if top is None:
        return
    if to is Districts.PROVINCE:
        yield PlanLine(agency.id, top.id, act=NO_DISTRICTS)
        return
    candidates: dict[int, PlanLine] = {}
    for commune in units.children(unit_id=district.id, day=day - timedelta(days=1)).units:
        lines = [*_lines(agency, commune, day, there, is_district=True)]
        if len(lines) == 1:
            yield replace(lines[0], takes=Takes.TERRITORY, territory_id=commune.id)
        else:
            candidates |= {line.new_agency_id: line for line in lines}
    yield from candidates.values()
    for land in (district.id, authority_id):
        yield PlanLine(agency.id, top.id, Takes.TERRITORY, land, act=NO_DISTRICTS)


def _lines(
    agency: units.AgencyRecord,
    unit: units.UnitRecord,
    day: date,
    there: Agencies,
    *,
    is_district: bool = False,
) -> Iterator[PlanLine]:
    went = units.residents_go_to(code=unit.code, day=day - timedelta(days=1), level=unit.level.value)
    shares = [share for share in went.shares if share.day == day]
    for share in shares:
        like = _like(agency, there.get(share.new_id, []), BELOW.get(agency.kind) if is_district else None)
        if like is not None and like.id != agency.id:
            takes = Takes.ALL if len(shares) == 1 else Takes.CANDIDATE
            yield PlanLine(agency.id, like.id, takes, None, True, share.resolution, share.clause)


def _like(
    agency: units.AgencyRecord, there: list[units.AgencyRecord], kind: AgencyKind | None
) -> units.AgencyRecord | None:
    """`kind`: what a district's agency became, None: an agency finds its own kind."""
    same = [a for a in there if a.kind is (kind or agency.kind)]
    named = [a for a in same if a.short_name and fold(a.short_name) == fold(agency.short_name)]
    tops = [a for a in there if a.parent_id not in {b.id for b in there}]
    if kind is AgencyKind.COMMUNE_DEPARTMENT:  # a district had twelve departments, a commune has three
        return next(iter(named or tops), None)
    if agency.kind is AgencyKind.SERVICE_UNIT:  # a school does not become the first school of the new commune
        return next(iter(named or tops), None)
    return next(iter(named or same or tops), None)

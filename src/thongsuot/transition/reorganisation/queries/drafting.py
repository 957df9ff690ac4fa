"""Lines of a plan drawn up from the crosswalk: who follows whom when units are merged, split or renamed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from thongsuot.kernel.names import fold
from thongsuot.plumbing import reference
from thongsuot.registers.units import queries as units
from thongsuot.transition.reorganisation.rules import PlanLine, Takes


@reference.remembered
def draft_lines(*, authority_id: int, day: date) -> tuple[PlanLine, ...]:
    """What the crosswalk says of the agencies of units that end on `day`; splits come as candidates for a person.

    Agencies find their like in the new unit: the same kind, among several the one of the same name, else the
    committee. Agencies whose successors are recorded (departments) follow the record.
    """
    eve = day - timedelta(days=1)
    new_of_unit: dict[int, list[units.AgencyRecord]] = {}
    for agency in units.agencies_of(authority_id=authority_id, day=day):
        if agency.unit_id is not None:
            new_of_unit.setdefault(agency.unit_id, []).append(agency)
    found: list[PlanLine] = []
    for agency in units.agencies_of(authority_id=authority_id, day=eve):
        if agency.unit_id is not None and agency.unit_id != authority_id:
            found += _lines(agency, eve, day, new_of_unit)
    recorded = units.agency_successions(day=day, authority_id=authority_id)
    told = {record.old_id for record in recorded}  # what was recorded of an agency itself outweighs its unit
    return (*(line for line in found if line.old_agency_id not in told), *_of_agencies(recorded))


def _of_agencies(recorded: Sequence[units.SuccessionRecord]) -> Iterator[PlanLine]:
    """Departments and the like, of which the register says who stands for whom from the day on."""
    heirs = Counter(record.old_id for record in recorded)
    for record in recorded:
        takes = Takes.ALL if heirs[record.old_id] == 1 else Takes.CANDIDATE
        yield PlanLine(record.old_id, record.new_id, takes, None, record.ends_old, record.act, record.clause)


def _lines(
    agency: units.AgencyRecord, eve: date, day: date, new_of_unit: dict[int, list[units.AgencyRecord]]
) -> Iterator[PlanLine]:
    unit = units.unit(unit_id=agency.unit_id or 0, day=eve)
    if unit is None:
        return
    went = units.residents_go_to(code=unit.code, day=eve, level=unit.level.value)
    shares = [share for share in went.shares if share.day == day]
    for share in shares:
        like = _like(agency, new_of_unit.get(share.new_id, []))
        if like is not None and like.id != agency.id:
            takes = Takes.ALL if len(shares) == 1 else Takes.CANDIDATE
            yield PlanLine(agency.id, like.id, takes, None, True, share.resolution, share.clause)


def _like(agency: units.AgencyRecord, there: list[units.AgencyRecord]) -> units.AgencyRecord | None:
    same = [a for a in there if a.kind == agency.kind]
    named = [a for a in same if a.short_name and fold(a.short_name) == fold(agency.short_name)]
    tops = [a for a in there if a.parent_id not in {b.id for b in there}]
    return next(iter(named or same or tops), None)

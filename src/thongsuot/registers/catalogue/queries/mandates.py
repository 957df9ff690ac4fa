"""Who is competent on a day, on which ground: the procedure's own level, then the mandates of the province."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from thongsuot.plumbing.reference import remembered
from thongsuot.registers.catalogue import models
from thongsuot.registers.catalogue.queries.competence import competent_agency
from thongsuot.registers.catalogue.queries.records import version
from thongsuot.registers.catalogue.rules import Level
from thongsuot.registers.catalogue.rules import mandates as rules
from thongsuot.registers.catalogue.rules.mandates import Answer, Ground, Mandate, Power, Question
from thongsuot.registers.units import queries as units


@remembered
def competent(
    *, version_id: int, unit_id: int | None, authority_id: int, day: date, power: Power = Power.DECIDE,
    since: date | None = None,
) -> Answer:  # fmt: skip
    """Which agency may exercise `power` over a procedure for the territory `unit_id` on a day, and why.

    Exactly one agency; none is a gap, several a contradiction of two mandates. `since`: a day on which the unit lived:
    when it no longer does, its successors' committees stand for it (several without a trace: it was split).
    """
    mandates = mandates_of(authority_id=authority_id)
    return resolved(version_id, unit_id, authority_id, Asked(day, power, since), mandates)


@dataclass(frozen=True, slots=True)
class Asked:
    """When and what for; `since` as in `competent`."""

    day: date
    power: Power
    since: date | None = None


def resolved(
    version_id: int, unit_id: int | None, authority_id: int, when: Asked, mandates: Sequence[Mandate]
) -> Answer:
    """The same if these were the mandates of the province."""
    found = version(version_id=version_id)
    if found is None:
        return Answer(())
    day, since = when.day, when.since
    by_law = competent_agency(version_id=version_id, unit_id=unit_id, authority_id=authority_id, day=day)
    named: tuple[int, ...] = () if by_law is None else (by_law,)
    is_communal = unit_id is not None and since is not None and Level.WARD in found.levels
    if is_communal and units.committee_of(unit_id=unit_id, day=day) is None:
        named = _of_unit(unit_id=unit_id, last=since, day=day) or named
    asked = Question(found.code, found.field_code, unit_id, day, when.power)
    return rules.resolve(asked, by_law=named, mandates=mandates, heirs=heirs)


@remembered
def mandates_of(*, authority_id: int) -> tuple[Mandate, ...]:
    """The mandates of a province as now believed, of all times."""
    rows = models.Mandate.objects.filter(authority_id=authority_id, withdrawn_at=None).order_by("id")
    return tuple(
        Mandate(
            id=row.pk,
            ground=Ground(row.ground),
            agency_id=row.agency_id,
            from_agency_id=row.from_agency_id,
            powers=frozenset(power for power in Power if getattr(row, f"may_{power}")),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            procedure_code=row.procedure_code,
            field_code=row.field_code,
            unit_id=row.unit_id,
            document=row.document,
            clause=row.clause,
            content=row.content,
            conditions=row.conditions,
        )
        for row in rows
    )


def heirs(agency_id: int, day: date) -> Sequence[int]:
    """The agency itself while it works; after its end who followed it, else the committees of its unit's successors."""
    found = units.agency(agency_id=agency_id)
    if found is None or found.is_valid_on(day):
        return (agency_id,) if found else ()
    if found.valid_to is None or day < found.valid_to:
        return ()
    followed = units.agency_successors(agency_id=agency_id, day=day)
    if followed or found.unit_id is None:
        return tuple(agency.id for agency in followed)
    return _of_unit(unit_id=found.unit_id, last=found.valid_to - timedelta(days=1), day=day)


@remembered
def _of_unit(*, unit_id: int, last: date, day: date) -> tuple[int, ...]:
    unit = units.unit(unit_id=unit_id, day=last)
    if unit is None:
        return ()
    living = units.unit(unit_id=unit_id, day=day)
    heirs = () if living else units.heirs(code=unit.code, day=last, on=day, level=unit.level)
    successors = (living,) if living else tuple(heir.unit for heir in heirs if heir.people_share != 0)
    committees = (units.committee_of(unit_id=successor.id, day=day) for successor in successors)
    return tuple(committee.id for committee in committees if committee is not None)

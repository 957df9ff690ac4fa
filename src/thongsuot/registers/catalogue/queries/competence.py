"""Which agency of a province settles a procedure for a commune: by level, then by the executing body."""

from datetime import date

from django.db import connection

from thongsuot.kernel.names import fold
from thongsuot.plumbing.reference import remembered
from thongsuot.registers.catalogue.queries.records import version
from thongsuot.registers.catalogue.rules import Level
from thongsuot.registers.units import queries as units
from thongsuot.registers.units.rules import AgencyKind


@remembered
def competent_agency(*, version_id: int, unit_id: int | None, authority_id: int, day: date) -> int | None:
    """The id of the agency that settles the procedure on a day, None when the province has none.

    Ward level: the People's Committee of the commune `unit_id`. Province level: the agency that the
    province names for the executing body, else the one that bears its name, else the province's committee.
    """
    found = version(version_id=version_id)
    if found is None:
        return None
    if Level.WARD in found.levels and unit_id is not None:
        committee = units.committee_of(unit_id=unit_id, day=day)
        if committee is not None:
            return committee.id
    if Level.PROVINCE not in found.levels:
        return None
    bodies = [fold(name) for name in found.executing]
    named = _named(authority_id=authority_id, day=day)
    for code in (found.code, ""):
        for body in bodies:
            if (body, code) in named:
                return named[body, code]
    return _bearing(bodies, authority_id, day)


@remembered
def _named(*, authority_id: int, day: date) -> dict[tuple[str, str], int]:
    """(executing body without accents, procedure code or "") → agency, as the province's pack says."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select executing, procedure_code, agency_id from procedure_competence
            where authority_id = %s and valid_from <= %s and coalesce(valid_to > %s, true)""",
            [authority_id, day, day],
        )
        return {(executing, code): agency for executing, code, agency in cursor.fetchall()}


def _bearing(bodies: list[str], authority_id: int, day: date) -> int | None:
    """The department whose name an executing body begins with ("Sở Tư pháp tỉnh …"), else the committee."""
    for department in units.agencies_of(authority_id=authority_id, day=day, kind=AgencyKind.DEPARTMENT):
        names = [fold(name) for name in (department.name, department.short_name) if name]
        if any(body == name or body.startswith(f"{name} ") for body in bodies for name in names):
            return department.id
    kind = AgencyKind.PROVINCE_COMMITTEE
    committees = units.agencies_of(authority_id=authority_id, day=day, kind=kind)
    return committees[0].id if committees else None

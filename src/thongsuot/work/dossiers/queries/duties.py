"""What an agency may not do at its points for a dossier's procedure: who may do what is dated data of the registers."""

from datetime import date

from thongsuot.kernel.errors import Problem
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.points import queries as points
from thongsuot.registers.units import queries as units


def duty_problems(
    capability: str, *, agency_id: int | None, version_id: int, day: date, point_id: int | None = None
) -> tuple[Problem, ...]:
    """Why the agency may not do that on the day for a version of a procedure: nowhere, or not at `point_id`."""
    agency = units.agency(agency_id=agency_id) if agency_id is not None else None
    version = catalogue.version(version_id=version_id)
    if agency is None or agency.authority_id is None or version is None:
        return ()
    if point_id is not None:
        found = points.objection(
            point_id=point_id, capability=capability, procedure_code=version.code, field_code=version.field_code,
            day=day,
        )  # fmt: skip
    else:
        found = points.objection_at(
            agency_id=agency.id, authority_id=agency.authority_id, capability=capability,
            procedure_code=version.code, field_code=version.field_code, day=day,
        )  # fmt: skip
    return (found,) if found else ()

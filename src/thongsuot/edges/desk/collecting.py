"""Where an applicant wants his result, as the desk chooses and shows it."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from thongsuot.kernel.actor import Actor
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.points import queries as points
from thongsuot.registers.points.rules import Capability
from thongsuot.work.dossiers import queries as dossiers


def agency_of(viewer: Actor, dossier_id: UUID, day: date) -> int | None:
    """The agency that answers for the chosen point; None when none was chosen."""
    point_id = dossiers.collect_places(viewer=viewer, dossier_ids=[dossier_id]).get(dossier_id)
    point = points.point(point_id=point_id, day=day) if point_id is not None else None
    return point.agency_id if point else None


def choices(
    authority_id: int | None, unit_id: int | None, version: catalogue.VersionRecord | None, day: date
) -> list[tuple[str, str]]:
    """Codes and names of the points that hand results of the procedure out, the desk's own commune first; first of all
    no choice."""
    if authority_id is None:
        return []
    fitting = list(
        points.points_that_may(
            authority_id=authority_id, capability=Capability.RETURN, procedure_code=version.code if version else "",
            field_code=version.field_code if version else "", day=day,
        )
    )  # fmt: skip
    fitting.sort(key=lambda p: p.unit_id != unit_id)
    return [("", _("Tại nơi tiếp nhận")), *((p.code, p.name) for p in fitting)]

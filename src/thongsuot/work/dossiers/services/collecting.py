"""Choosing where the result is collected: the applicant himself, or a counter for him."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import Actor, Kind
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import NotFound, Problem, refuse_if
from thongsuot.plumbing.commands import CITIZENS, OFFICERS, command, note
from thongsuot.registers.points import queries as points
from thongsuot.registers.points.rules import Capability
from thongsuot.work.dossiers.queries import collecting, reading, standing
from thongsuot.work.dossiers.queries.duties import duty_problems

FORGET = "delete from dossier_collect_place where dossier_id = %s"
CHOOSE = """insert into dossier_collect_place (dossier_id, point_id, chosen_at, chosen_by) values (%s, %s, %s, %s)
on conflict (dossier_id) do update set point_id = excluded.point_id, chosen_at = excluded.chosen_at,
  chosen_by = excluded.chosen_by"""


@command("dossiers.choose_place", by=OFFICERS | CITIZENS)
def choose_place(
    *, actor: Actor, now: datetime, dossier_id: UUID, point_code: str, agency_id: int | None = None
) -> None:
    """Let the result be collected at a point of the province; "" means where it was filed.

    Raises NotFound for a dossier that the actor may not see, Refused when it is too late or the point returns nothing.
    """
    standing.lock_places([dossier_id])
    record = reading.dossier(viewer=actor, dossier_id=dossier_id)
    if record is None or (actor.kind is Kind.OFFICER and agency_id not in _concerned(record)):
        raise NotFound(Problem("no_such_dossier", "Không có hồ sơ này, hoặc bạn không được xem.", "code"))
    day, code = local_day(now), point_code.strip().upper()
    point = points.point_by_code(authority_id=record.authority_id, code=code, day=day) if code else None
    returns = not code or (point is not None and Capability.RETURN in point.capabilities)
    refuse_if(
        collecting.choosing_problems(record, returns=returns)
        + _not_for_it(record, point if returns else None, day)
    )
    with connection.cursor() as cursor:
        if point is None:
            cursor.execute(FORGET, [dossier_id])
        else:
            cursor.execute(CHOOSE, [dossier_id, point.id, now, actor.key])
    note(subject=f"dossier:{dossier_id}", code=record.code, point=code)


def _not_for_it(
    record: reading.DossierRecord, point: points.PointRecord | None, day: date
) -> tuple[Problem, ...]:
    """Whether the point, which returns results, may return those of this procedure."""
    found = (
        duty_problems(
            Capability.RETURN,
            agency_id=point.agency_id,
            point_id=point.id,
            version_id=record.procedure_version_id,
            day=day,
        )
        if point
        else ()
    )
    return tuple(replace(problem, field="point") for problem in found)


def _concerned(record: reading.DossierRecord) -> frozenset[int]:
    """Who may say it for the applicant: whoever received, decides or holds it."""
    return frozenset((record.received_agency_id, record.competent_agency_id, record.holder_agency_id))

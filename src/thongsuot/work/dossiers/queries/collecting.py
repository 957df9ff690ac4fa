"""At which point an applicant wants his result, through the viewer's eyes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.access import reading
from thongsuot.registers.points import queries as points
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import rules
from thongsuot.work.dossiers.queries.reading import DossierRecord
from thongsuot.work.dossiers.rules import State

PLACES = "select dossier_id, point_id from dossier_collect_place where dossier_id = any(%s)"


@reading
def collect_places(*, viewer: Actor, dossier_ids: Iterable[UUID]) -> dict[UUID, int]:
    """The point (its id) that was chosen for each of these dossiers; the others are collected where they were filed."""
    with connection.cursor() as cursor:
        cursor.execute(PLACES, [list(dossier_ids)])
        return dict(cursor.fetchall())


def collect_names(*, viewer: Actor, dossier_ids: Iterable[UUID], day: date) -> dict[UUID, str]:
    """Name and address of the point that was chosen, for those dossiers for which one was."""
    found = collect_places(viewer=viewer, dossier_ids=dossier_ids)
    known = {id_: points.point(point_id=point_id, day=day) for id_, point_id in found.items()}
    return {id_: f"{point.name}, {point.address}" for id_, point in known.items() if point is not None}


def choosing_problems(record: DossierRecord, *, returns: bool = True) -> tuple[Problem, ...]:
    """Why another place cannot be chosen for the result; `returns`: the place hands results out."""
    is_sent = record.state is State.DECIDED and record.holder_agency_id != record.competent_agency_id
    return rules.place_problems(record.state, result_way=record.result_way, returns=returns, is_sent=is_sent)


@dataclass(frozen=True, slots=True)
class Collecting:
    """Where a result goes: `agency_id` answers for the place (None: it is no more, and nobody alone follows it)."""

    dossier_id: UUID
    result_way: str
    agency_id: int | None


WANTED = """select d.id, d.result_way, d.received_agency_id, c.point_id from dossier d
left join dossier_collect_place c on c.dossier_id = d.id where d.id = any(%s::uuid[])"""


@reading
def collecting_at(*, viewer: Actor, dossier_ids: Iterable[UUID], day: date) -> dict[UUID, Collecting]:
    """Which agency hands out the result of each of these dossiers on a day: of the chosen point, else where it was
    filed, or whoever stands for that today."""
    with connection.cursor() as cursor:
        cursor.execute(WANTED, [[str(id_) for id_ in dossier_ids]])
        found = cursor.fetchall()
    return {
        id_: Collecting(id_, way, _answering(filed, point_id, day)) for id_, way, filed, point_id in found
    }


def _answering(filed_at: int, point_id: int | None, day: date) -> int | None:
    if point_id is not None:
        point = points.point(point_id=point_id, day=day)
        return point.agency_id if point else None
    standing = units.agency_successors(agency_id=filed_at, day=day)
    return standing[0].id if len(standing) == 1 else None

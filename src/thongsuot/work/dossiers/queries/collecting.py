"""At which point an applicant wants his result, through the viewer's eyes."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.access import reading
from thongsuot.registers.points import queries as points

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

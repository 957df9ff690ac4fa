"""Where the result of a dossier is collected, over the API: what was chosen, and choosing for the applicant."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import BaseModel, Field

from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.plumbing.http.data import Data
from thongsuot.plumbing.http.given import Id, ours
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.once import once
from thongsuot.registers.points import queries as points
from thongsuot.work.dossiers import queries, services

router = Router(tags=["dossiers"])


class CollectPlaceIn(BaseModel):
    """`point`: the code of one that hands results out (GET /api/v1/points); "" is where the dossier was filed."""

    agency_id: Id
    point: Annotated[str, Field(max_length=100)]


class CollectPlaceOut(Schema):
    """`point` "": where it was filed. `may_change`: the result has not gone its way yet."""

    point: str
    name: str
    address: str
    may_change: bool


@router.get("/{code}/collect-place", response=CollectPlaceOut, summary="Where the result is collected")
@officer_required
def place(request: HttpRequest, code: str) -> HttpResponse:
    """As the applicant chose it, or a counter for him."""
    return Data(_shown(request, _found(request, code)))


@router.post(
    "/{code}/collect-place", response=CollectPlaceOut, summary="Choose where the result is collected"
)
@officer_required
def choose(request: HttpRequest, code: str, given: CollectPlaceIn) -> HttpResponse:
    """For the applicant, by whoever received, decides or holds it; as long as the result has not left."""
    asked, found = ours(request), _found(request, code)

    def act() -> None:
        services.choose_place(
            actor=asked.actor, now=asked.now, dossier_id=found.id, point_code=given.point,
            agency_id=given.agency_id,
        )  # fmt: skip

    return once(request, act, lambda _: _shown(request, found), status=200)


def _shown(request: HttpRequest, found: queries.DossierRecord) -> dict[str, Any]:
    asked = ours(request)
    chosen = queries.collect_places(viewer=asked.actor, dossier_ids=[found.id]).get(found.id)
    point = points.point(point_id=chosen, day=asked.day) if chosen is not None else None
    told = {name: getattr(point, name) if point else "" for name in ("name", "address")}
    may = found.result_way == "AT_SUBMISSION_PLACE" and not queries.choosing_problems(found)
    return {"point": point.code if point else "", **told, "may_change": may}


def _found(request: HttpRequest, code: str) -> queries.DossierRecord:
    found = queries.dossier_by_code(viewer=ours(request).actor, code=code)
    if found is None:
        raise NotFound(Problem("no_such_dossier", "Không có hồ sơ này, hoặc bạn không được xem.", "code"))
    return found

"""Days on which offices are closed by decision (storm, flood), over HTTP: read, decided, taken back."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import BaseModel, Field

from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.plumbing import access
from thongsuot.plumbing.http.data import Data, plain
from thongsuot.plumbing.http.given import LARGEST, Id, Note, WorkDay, ours
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.once import once
from thongsuot.registers.calendars import queries, services
from thongsuot.registers.units import queries as units

router = Router(tags=["closures"])
CLOSE = "calendars.close"


class ClosureIn(BaseModel):
    """From `day` to `to_day` (null: that day alone), of a unit or (null) of the whole province."""

    agency_id: Id = Field(description="The agency that decides")
    day: WorkDay
    to_day: WorkDay | None = None
    unit_id: Id | None = None
    reason: Note = Field("", description="Applicants read it in the explanation of their due date")
    decision: Note = Field("", description="Number of the document")


class ReopeningIn(BaseModel):
    """The decided days of this span that do not come about."""

    agency_id: Id
    day: WorkDay
    to_day: WorkDay | None = None
    unit_id: Id | None = None
    reason: Note = ""


class ClosureOut(Schema):
    unit_id: int | None
    day: date
    reason: str
    decision: str


class ClosuresOut(Schema):
    closures: list[ClosureOut]


class ClosedDaysOut(Schema):
    days: list[date]


class ClosuresQuery(Schema):
    agency_id: Annotated[int, Field(ge=1, le=LARGEST)]


@router.get("", response=ClosuresOut, summary="Days closed by decision")
@officer_required
def closures(request: HttpRequest, asked: Query[ClosuresQuery]) -> HttpResponse:
    """Of the agency's province, the latest first."""
    given = ours(request)
    access.require(actor=given.actor, verb=CLOSE, agency_id=asked.agency_id, day=given.day)
    agency = units.agency(agency_id=asked.agency_id)
    if agency is None or agency.authority_id is None:
        raise NotFound(Problem("no_such_agency", "Không có cơ quan này.", "agency"))
    found = queries.closures(authority_id=agency.authority_id)
    names = tuple(ClosureOut.model_fields)
    return Data({"closures": [{name: getattr(one, name) for name in names} for one in found]})


@router.post("", response={201: ClosedDaysOut}, summary="Close offices")
@officer_required
def close(request: HttpRequest, given: ClosureIn) -> HttpResponse:
    """The working days that are closed now; due dates that they touch are recomputed in the background."""
    return _done(request, services.close, given, 201)


@router.post("/reopen", response=ClosedDaysOut, summary="Take closures back")
@officer_required
def reopen(request: HttpRequest, given: ReopeningIn) -> HttpResponse:
    """It stays known that they had been decided; due dates move back."""
    return _done(request, services.reopen, given, 200)


def _done(request: HttpRequest, verb: Any, given: BaseModel, status: int) -> HttpResponse:
    asked = ours(request)
    said = given.model_dump()

    def act() -> Any:
        return verb(actor=asked.actor, now=asked.now, **said)

    return once(request, act, lambda days: plain({"days": list(days)}), status=status)

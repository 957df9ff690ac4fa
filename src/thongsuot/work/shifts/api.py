"""Shifts by API: what one's shift holds now, handing it over, the second signature, the minutes as PDF."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import BaseModel

from thongsuot.kernel.errors import NotFound
from thongsuot.plumbing import access
from thongsuot.plumbing.http.data import Data, plain
from thongsuot.plumbing.http.given import LARGEST, Id, ours
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.once import once
from thongsuot.work.shifts import papers, queries, rules, services

router = Router(tags=["shifts"])
HANDS_OVER = "shifts.hand_over"
PDF = {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}
Reason = Annotated[str, Field(max_length=rules.LONGEST)]


class ShiftHandOverIn(BaseModel):
    """Signs the list as it stands now. `reason`: must be given while cash is not closed."""

    agency_id: Id
    taker_id: Id = Field(description="The account of who takes over; he signs by `take-over`")
    reason: Reason = ""


class ShiftTakeOverIn(BaseModel):
    """`digest`: of the list that was looked at. `reason`: must be given when something stands otherwise by now."""

    agency_id: Id
    digest: Annotated[str, Field(min_length=1, max_length=64)]
    reason: Reason = ""


class ShiftClosingOut(Schema):
    number: int
    year: int
    expected_vnd: int
    counted_vnd: int


class ShiftListedOut(Schema):
    """Codes by heading: received, open, waiting, decided, originals; cash in dong and in transfers not closed yet."""

    codes: dict[str, list[str]]
    unclosed_vnd: int
    unclosed: int
    closings: list[ShiftClosingOut]


class ShiftPresentOut(Schema):
    """One's own shift at a counter as it stands."""

    agency_id: int
    from_at: datetime
    listed: ShiftListedOut


class ShiftDifferenceOut(Schema):
    gone: list[str]
    came: list[str]


class HandoverOut(Schema):
    """Open while `taken_at` is null. `differences` by heading: what stood otherwise when it was taken over."""

    id: UUID
    agency_id: int
    leaver_id: int
    taker_id: int
    from_at: datetime
    at: datetime
    listed: ShiftListedOut
    digest: str
    reason: str
    taken_at: datetime | None
    differences: dict[str, ShiftDifferenceOut]
    taken_reason: str


class HandoversOut(Schema):
    handovers: list[HandoverOut]


class ShiftQuery(Schema):
    agency_id: Annotated[int, Field(ge=1, le=LARGEST)]


class ShiftsQuery(Schema):
    agency_id: list[Annotated[int, Field(ge=1, le=LARGEST)]]
    limit: int = Field(30, ge=1, le=200)


@router.get("", response=HandoversOut, summary="Shifts that were handed over")
@officer_required
def handovers(request: HttpRequest, asked: Query[ShiftsQuery]) -> HttpResponse:
    """At these counters: those that nobody has taken yet first, then the latest."""
    found = queries.handovers(viewer=ours(request).actor, agency_ids=asked.agency_id, limit=asked.limit)
    return Data({"handovers": [_out(one) for one in found]})


@router.get("/present", response=ShiftPresentOut, summary="One's own shift as it stands")
@officer_required
def present(request: HttpRequest, asked: Query[ShiftQuery]) -> HttpResponse:
    """What the list would hold if it were handed over now. Needs the right to hand over there."""
    now, viewer, agency_id = ours(request).now, ours(request).actor, asked.agency_id
    access.require(actor=viewer, verb=HANDS_OVER, agency_id=agency_id, day=ours(request).day)
    officer = viewer.account_id or 0
    begun = queries.began(viewer=viewer, agency_id=agency_id, officer_id=officer, now=now)
    listed = queries.listed(viewer=viewer, agency_id=agency_id, officer_id=officer, from_at=begun, now=now)
    return Data({"agency_id": agency_id, "from_at": begun, "listed": listed.as_json()})


@router.get("/{uuid:handover_id}", response=HandoverOut, summary="One shift that was handed over")
@officer_required
def handover(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """As it was listed and signed."""
    return Data(_out(_found(request, handover_id)))


@router.get(
    "/{uuid:handover_id}/minutes", summary="The minutes of a handover",
    openapi_extra={"responses": {200: {"content": PDF}}},
)  # fmt: skip
@officer_required
def minutes(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """As PDF/A, with both signatures as far as they are given."""
    content = papers.minutes_pdf(_found(request, handover_id), is_demo=bool(settings.DEMO))
    headers = {
        "Content-Disposition": 'attachment; filename="ban-giao-ca.pdf"',
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@router.post("", response={201: HandoverOut}, summary="Hand a shift over")
@officer_required
def hand_over(request: HttpRequest, given: ShiftHandOverIn) -> HttpResponse:
    """The first of two signatures."""
    asked = ours(request)

    def act() -> queries.HandoverRecord:
        return services.hand_over(actor=asked.actor, now=asked.now, **given.model_dump())

    return once(request, act, lambda made: plain(_out(made)))


@router.post("/{uuid:handover_id}/take-over", response=HandoverOut, summary="Take a shift over")
@officer_required
def take_over(request: HttpRequest, handover_id: UUID, given: ShiftTakeOverIn) -> HttpResponse:
    """The second signature, by the one who was named."""
    asked = ours(request)

    def act() -> queries.HandoverRecord:
        return services.take_over(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, handover_id=handover_id,
            seen_digest=given.digest, reason=given.reason,
        )  # fmt: skip

    return once(request, act, lambda made: plain(_out(made)), status=200)


@router.post("/{uuid:handover_id}/take-back", response={204: None}, summary="Take one's own shift back")
@officer_required
def take_back(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """While nobody has taken it over."""
    asked = ours(request)
    services.take_back(actor=asked.actor, now=asked.now, handover_id=handover_id)
    return HttpResponse(status=204)


def _found(request: HttpRequest, handover_id: UUID) -> queries.HandoverRecord:
    found = queries.handover(viewer=ours(request).actor, handover_id=handover_id)
    if found is None:
        raise NotFound(services.NO_SHIFT)
    return found


def _out(one: queries.HandoverRecord) -> Mapping[str, Any]:
    values = {name: getattr(one, name) for name in HandoverOut.model_fields}
    return values | {"listed": one.listed.as_json()}

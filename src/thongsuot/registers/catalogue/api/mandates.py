"""Who may decide by which paper, over HTTP: mandates of a province read, recorded, ended, taken back."""

from dataclasses import fields
from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import BaseModel

from thongsuot.kernel.errors import Forbidden, NotFound, Problem
from thongsuot.plumbing import access
from thongsuot.plumbing.http.data import Data, plain
from thongsuot.plumbing.http.given import LARGEST, Id, Note, WorkDay, ours
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.once import once
from thongsuot.registers.catalogue import queries, services
from thongsuot.registers.catalogue.rules.mandates import Ground, Mandate, Power

router = Router(tags=["mandates"])
Code = Annotated[str, Field(max_length=60)]


class MandateIn(BaseModel):
    """`to_agency_id` has the powers during [valid_from, valid_to); no procedure and no field: all of them."""

    agency_id: Id = Field(description="In whose name it is recorded")
    ground: Ground
    to_agency_id: Id
    from_agency_id: Id | None = Field(None, description="Who gave them; none where the law did")
    powers: Annotated[list[Power], Field(max_length=20)]
    valid_from: WorkDay
    valid_to: WorkDay | None = Field(None, description="The first day on which it no longer holds")
    procedure_code: Code = ""
    field_code: Code = ""
    unit_id: Id | None = None
    document: Note = ""
    clause: Note = ""
    content: Note = ""
    conditions: Note = ""


class EndIn(BaseModel):
    agency_id: Id
    day: WorkDay = Field(description="The first on which it no longer holds")
    reason: Note = ""


class TakeBackIn(BaseModel):
    agency_id: Id
    reason: Note = ""


class MandateOut(Schema):
    """`origin`: pack or desk; `withdrawn_at` null: it is believed."""

    id: int
    ground: Ground
    agency_id: int
    from_agency_id: int | None
    powers: list[Power]
    valid_from: date
    valid_to: date | None
    procedure_code: str
    field_code: str
    unit_id: int | None
    document: str
    clause: str
    content: str
    conditions: str
    origin: str
    source: str
    is_simulated: bool
    recorded_at: datetime
    withdrawn_at: datetime | None
    withdrawn_because: str


class MandatesOut(Schema):
    mandates: list[MandateOut]


class MandatesQuery(Schema):
    withdrawn: bool = Field(False, description="Also what was replaced or taken back")


@router.get("", response=MandatesOut, summary="Mandates of the province")
@officer_required
def listed(request: HttpRequest, asked: Query[MandatesQuery]) -> HttpResponse:
    """For whoever oversees it; the latest beginning first."""
    found = queries.mandates(authority_id=_overseen(request), with_withdrawn=asked.withdrawn)
    return Data({"mandates": [_row(one) for one in found]})


@router.get("/{mandate_id}", response=MandatesOut, summary="One mandate")
@officer_required
def one(request: HttpRequest, mandate_id: Annotated[int, Field(ge=1, le=LARGEST)]) -> HttpResponse:
    """With everything that was ever recorded of the same, the latest first."""
    found = queries.mandate(authority_id=_overseen(request), mandate_id=mandate_id)
    if not found:
        raise NotFound(NO_MANDATE)
    return Data({"mandates": [_row(record) for record in found]})


@router.post("", response={201: MandatesOut}, summary="Record a mandate")
@officer_required
def record(request: HttpRequest, given: MandateIn) -> HttpResponse:
    """All that speaks against it is told at once: the law, other mandates, agencies and units of that day."""
    asked, authority_id = ours(request), _overseen(request)
    told = given.model_dump(exclude={"agency_id", "to_agency_id", "powers"})
    draft = Mandate(id=0, agency_id=given.to_agency_id, powers=frozenset(given.powers), **told)

    def act() -> int:
        return services.record_mandate(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, mandate=draft
        )

    return once(request, act, lambda id_: plain(_kept(authority_id, id_)))


@router.post("/{mandate_id}/end", response=MandatesOut, summary="Let a mandate end before its time")
@officer_required
def end(
    request: HttpRequest, mandate_id: Annotated[int, Field(ge=1, le=LARGEST)], given: EndIn
) -> HttpResponse:
    """From a day on, not before today: what was signed until then keeps its ground."""
    asked, authority_id = ours(request), _overseen(request)

    def act() -> int:
        return services.end_mandate(
            actor=asked.actor, now=asked.now, mandate_id=mandate_id, **given.model_dump()
        )

    return once(request, act, lambda id_: plain(_kept(authority_id, id_)), status=200)


@router.post(
    "/{mandate_id}/withdraw", response=MandatesOut, summary="Take a mandate back before its first day"
)
@officer_required
def withdraw(
    request: HttpRequest, mandate_id: Annotated[int, Field(ge=1, le=LARGEST)], given: TakeBackIn
) -> HttpResponse:
    """Who decides is then as if it had never been recorded; the reason stays."""
    asked, authority_id = ours(request), _overseen(request)

    def act() -> None:
        services.withdraw_mandate(
            actor=asked.actor, now=asked.now, mandate_id=mandate_id, **given.model_dump()
        )

    return once(request, act, lambda _: plain(_kept(authority_id, mandate_id)), status=200)


NO_MANDATE = Problem("no_mandate", "Không có căn cứ thẩm quyền này, hoặc đã được rút.", "mandate")
TOLD = tuple(one.name for one in fields(Mandate) if one.name != "powers")
RECORDED = tuple(
    one.name for one in fields(queries.MandateRecord) if one.name not in ("mandate", "authority_id")
)


def _overseen(request: HttpRequest) -> int:
    """The province that the caller oversees. Raises Forbidden."""
    asked = ours(request)
    for grant in asked.actor.grants:
        if grant.authority_id is not None and access.READ in grant.verbs and grant.is_valid_on(asked.day):
            return grant.authority_id
    raise Forbidden(Problem("not_granted", "Tài khoản của bạn không được giao việc này."))


def _kept(authority_id: int, mandate_id: int) -> dict[str, Any]:
    found = queries.mandate(authority_id=authority_id, mandate_id=mandate_id)
    return {"mandates": [_row(one) for one in found]}


def _row(one: queries.MandateRecord) -> dict[str, Any]:
    return {
        **{name: getattr(one.mandate, name) for name in TOLD},
        "powers": sorted(one.mandate.powers),
        **{name: getattr(one, name) for name in RECORDED},
    }

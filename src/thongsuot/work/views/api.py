"""Saved views by API: lists kept under a name, one's own or an office's, and the one that opens first."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema
from pydantic import BaseModel

from thongsuot.plumbing.http.data import Data, plain
from thongsuot.plumbing.http.given import Flag, Id, ours
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.once import once
from thongsuot.work.views import queries, rules, services

router = Router(tags=["views"])


class SaveIn(BaseModel):
    """`query`: the list as the address of the desk's list asks for it, without words that were searched for."""

    name: Annotated[str, Field(max_length=rules.LONGEST)]
    query: Annotated[str, Field(max_length=rules.QUERY_LONGEST)] = ""
    agency_id: Id | None = Field(
        None, description="For every officer of this office; needs the right to assign there"
    )
    opens: Flag = Field(False, description="The list opens with it from now on")


class OpenWithIn(BaseModel):
    view_id: UUID | None = Field(None, description="Null: with everything again")


class ViewOut(Schema):
    """`agency_id` null: only its maker has it."""

    id: UUID
    account_id: int
    agency_id: int | None
    name: str
    query: str
    is_first: bool


class ViewsOut(Schema):
    views: list[ViewOut]


@router.get("", response=ViewsOut, summary="Saved views")
@officer_required
def views(request: HttpRequest) -> HttpResponse:
    """One's own first, then those of the offices one works for."""
    return Data(_all(request))


@router.post("", response={201: ViewsOut}, summary="Keep a list under a name")
@officer_required
def save(request: HttpRequest, given: SaveIn) -> HttpResponse:
    """Answers with all views."""
    asked = ours(request)

    def act() -> UUID:
        return services.save(
            actor=asked.actor, now=asked.now, name=given.name, query=given.query, for_agency_id=given.agency_id,
            opens=given.opens,
        )  # fmt: skip

    return once(request, act, lambda _: plain(_all(request)))


@router.post("/first", response=ViewsOut, summary="Choose the view that the list opens with")
@officer_required
def open_with(request: HttpRequest, given: OpenWithIn) -> HttpResponse:
    """One of those that one sees."""
    asked = ours(request)

    def act() -> None:
        services.open_with(actor=asked.actor, now=asked.now, view_id=given.view_id)

    return once(request, act, lambda _: plain(_all(request)), status=200)


@router.delete("/{uuid:view_id}", response={204: None}, summary="Drop a view")
@officer_required
def drop(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """One's own, also where others have it."""
    asked = ours(request)
    services.drop(actor=asked.actor, now=asked.now, view_id=view_id)
    return HttpResponse(status=204)


def _all(request: HttpRequest) -> dict[str, tuple[queries.ViewRecord, ...]]:
    return {"views": queries.views(viewer=ours(request).actor)}

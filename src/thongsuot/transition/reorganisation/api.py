"""The reorganisation over HTTP: plans and their lines, the board, what goes where, orders and the reports they left."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import BaseModel

from thongsuot.kernel.errors import Forbidden, NotFound, Problem
from thongsuot.plumbing.http.data import Data, plain
from thongsuot.plumbing.http.given import Flag, Id, Note, ours
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.once import once
from thongsuot.plumbing.http.problems import text_of
from thongsuot.plumbing.http.request import Request
from thongsuot.transition.reorganisation import queries, services
from thongsuot.transition.reorganisation.queries import PlanRecord, What
from thongsuot.transition.reorganisation.rules import PlanLine, Takes

router = Router(tags=["reorganisation"])
MOST = 1000


class PageQuery(Schema):
    after: str = Field("", max_length=64, description="The key of the page before (`next`)")
    limit: int = Field(200, ge=1, le=MOST)


class LineIn(BaseModel):
    """`function`: code of a procedure or a field, `point_id`: a service point; each only where the line takes one."""

    old_agency_id: Id
    new_agency_id: Id
    takes: Takes = Takes.ALL
    territory_id: Id | None = None
    ends: Flag = Field(True, description="Whether the old agency ceases")
    act: Note = ""
    clause: Note = ""
    function: Annotated[str, Field(max_length=60)] = ""
    point_id: Id | None = None


class LineChangeIn(BaseModel):
    """`before` as it was read (none: a new line), `after` as it shall be (none: it goes)."""

    agency_id: Id = Field(description="In whose name it is changed")
    before: LineIn | None = None
    after: LineIn | None = None
    reason: Note = ""


class LineOut(Schema):
    old_agency_id: int
    new_agency_id: int
    takes: Takes
    territory_id: int | None
    ends: bool
    act: str
    clause: str
    function: str
    point_id: int | None


class LinesOut(Schema):
    """`state` of the plan: a changed one is a draft and has to be previewed anew."""

    state: str
    lines: list[LineOut]


class PlanOut(Schema):
    """`lines` and `ends`: how many lines the plan has and how many agencies cease by it."""

    id: int
    name: str
    day: date
    state: str
    run: int
    previewed_at: datetime | None
    activated_at: datetime | None
    undone_at: datetime | None
    sections: dict[str, str]
    lines: int
    ends: int


class PlansOut(Schema):
    plans: list[PlanOut]


class SaidOut(Schema):
    code: str
    detail: str
    field: str


class ObstacleOut(Schema):
    """What stands in the way; `owner_id`: the agency that has to do something about it."""

    code: str
    detail: str
    field: str
    agency_id: int | None
    owner_id: int | None
    count: int


class PlaceOut(Schema):
    """A place of the new order and what goes there."""

    key: str
    name: str
    code: str
    unit_id: int | None
    new_ids: list[int]
    old_ids: list[int]
    standing: str
    dossiers: int
    late: int
    with_due: int
    earliest: datetime | None
    officers: int
    grants: int
    points: int
    seals: int
    codes: int
    obstacles: list[ObstacleOut]


class BoardOut(PlanOut):
    totals: dict[str, int]
    places: list[PlaceOut]
    elsewhere: list[ObstacleOut]
    preview_digest: str | None


class OrderOut(Schema):
    id: int
    doing: str
    state: str
    seen: str
    account_id: int
    agency_id: int
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    outcome: dict[str, Any]
    problems: list[SaidOut]


class OrdersOut(Schema):
    orders: list[OrderOut]


class ReportsOut(Schema):
    reports: list[queries.ReportRecord]


@router.get("", response=PlansOut, summary="The plans of the province")
@officer_required
def plans(request: HttpRequest) -> HttpResponse:
    """The latest first. Only for who oversees the province."""
    who = ours(request)
    authority = next((g.authority_id for g in who.actor.grants if g.authority_id is not None), None)
    if authority is None:
        raise Forbidden(Problem("not_granted", "Trang này dành cho người theo dõi toàn tỉnh."))
    return Data({"plans": [_head(p) for p in queries.plans(viewer=who.actor, authority_id=authority)]})


@router.get(
    "/{int:plan_id}",
    response=BoardOut,
    summary="A plan: every place of the new order, what goes there, what stands in its way",
)
@officer_required
def board(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The switch board as data; `preview_digest` is what an order has to name."""
    who = ours(request)
    found = _plan(who, plan_id)
    shown = queries.board(viewer=who.actor, found=found, now=who.now)
    places = [
        {**asdict(tile), "obstacles": [_obstacle(one) for one in tile.obstacles]} for tile in shown.tiles
    ]
    body = {**_head(found), "totals": shown.totals, "places": places,
            "elsewhere": [_obstacle(one) for one in shown.elsewhere],
            "preview_digest": shown.preview.digest if shown.preview else None}  # fmt: skip
    return Data(body)


@router.get(
    "/{int:plan_id}/lines", response=LinesOut, summary="The lines of a plan: from which agency to which, what"
)
@officer_required
def lines(request: HttpRequest, plan_id: int) -> HttpResponse:
    """In the order of the plan."""
    return Data(_lines(_plan(ours(request), plan_id)))


@router.post("/{int:plan_id}/lines", response=LinesOut, summary="Change, add or take out one line of a plan")
@officer_required
def change_line(request: HttpRequest, plan_id: int, given: LineChangeIn) -> HttpResponse:
    """With a reason, while the plan is not carried out. A line may take one function or one counter only."""
    asked = ours(request)
    found = _plan(asked, plan_id)
    before, after = (PlanLine(**one.model_dump()) if one else None for one in (given.before, given.after))

    def act() -> None:
        services.change_line(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, plan_id=found.id, before=before, after=after,
            reason=given.reason,
        )  # fmt: skip

    return once(request, act, lambda _: plain(_lines(_plan(asked, plan_id))), status=200)


@router.get(
    "/{int:plan_id}/places/{key}/{what}",
    response=queries.Items,
    summary="One by one what a plan moves to a place",
)
@officer_required
def items(request: HttpRequest, plan_id: int, key: str, what: What, asked: Query[PageQuery]) -> HttpResponse:
    """A page of dossiers, stranded, officers, points, seals or agencies; key "all" is the whole plan."""
    who = ours(request)
    found = _plan(who, plan_id)
    if queries.place(found=found, key=key) is None:
        raise NotFound(Problem("no_such_place", "Phương án không có nơi nhận hoặc danh sách này."))
    return Data(
        queries.items(viewer=who.actor, found=found, key=key, what=what, after=asked.after, limit=asked.limit)
    )


@router.get("/{int:plan_id}/orders", response=OrdersOut, summary="Orders about a plan and what came of them")
@officer_required
def orders(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The latest first; the reasons of a refused order in `problems`."""
    who = ours(request)
    found = _plan(who, plan_id)
    return Data({"orders": [_order(o) for o in queries.orders(viewer=who.actor, plan_id=found.id)]})


@router.get(
    "/{int:plan_id}/reports",
    response=ReportsOut,
    summary="Previews, rehearsals, activations and undoings with their balances",
)
@officer_required
def reports(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The latest first; `digest` is the SHA-256 of `body` as canonical JSON."""
    who = ours(request)
    found = _plan(who, plan_id)
    return Data({"reports": queries.reports(viewer=who.actor, plan_id=found.id)})


def _lines(found: PlanRecord) -> dict[str, Any]:
    return {"state": found.state, "lines": [asdict(line) for line in found.lines]}


def _plan(request: Request, plan_id: int) -> PlanRecord:
    found = queries.plan(viewer=request.actor, plan_id=plan_id)
    if found is None:
        raise NotFound(Problem("no_such_plan", "Không có phương án này.", "plan"))
    return found


def _head(found: PlanRecord) -> dict[str, Any]:
    names = ("id", "name", "day", "state", "run", "previewed_at", "activated_at", "undone_at", "sections")
    return {
        **{name: getattr(found, name) for name in names},
        "lines": len(found.lines),
        "ends": len(found.ends),
    }


def _said(problem: Problem) -> Mapping[str, str]:
    return {"code": problem.code, "detail": text_of(problem), "field": problem.field}


def _obstacle(one: queries.Obstacle) -> dict[str, Any]:
    return {**_said(one.problem), "agency_id": one.agency_id, "owner_id": one.owner_id, "count": one.count}


def _order(one: queries.OrderRecord) -> dict[str, Any]:
    names = (
        "id",
        "doing",
        "state",
        "seen",
        "account_id",
        "agency_id",
        "asked_at",
        "started_at",
        "ended_at",
        "outcome",
    )
    return {**{name: getattr(one, name) for name in names}, "problems": [_said(p) for p in one.problems]}

"""Terms by API: the clock of a dossier, what needs attention today, the backlog of a field."""

from datetime import datetime, time, timedelta
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from thongsuot.kernel.dates import instant
from thongsuot.plumbing.http.data import Data
from thongsuot.plumbing.http.given import LARGEST, ours
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.work.clocks import queries, rules
from thongsuot.work.dossiers import queries as dossiers

router = Router(tags=["clocks"])
dossier_router = Router(tags=["clocks"])
AgencyAsked = Annotated[int, Field(ge=1, le=LARGEST)]


class MarkOut(Schema):
    """`percent` of the term is used up at `at`; 110: the province is told."""

    percent: int
    at: datetime


class ClockOut(Schema):
    """`percent` of the term's office time that has gone; null: no term runs. `told`: the marks that were passed."""

    percent: int | None
    due_at: datetime | None
    marks: list[MarkOut]
    told: list[MarkOut]
    silence_is_consent: str


class CellOut(Schema):
    kind: queries.Kind
    count: int
    is_more: bool


class AgencyCellsOut(Schema):
    agency_id: int
    cells: list[CellOut]


class AttentionOut(Schema):
    agencies: list[AgencyCellsOut]


class AttentionPageOut(Schema):
    rows: list[dossiers.WorklistRow]
    next: str | None


class HeapOut(Schema):
    """`ages`: dossiers by class of age, parted at the `edges` of the answer (days); `lying`: by what they wait for."""

    agency_id: int
    ages: list[int]
    late: int
    lying: dict[str, int]


class BacklogOut(Schema):
    edges: list[int]
    agencies: list[HeapOut]


class LainOut(Schema):
    days: int
    lying: rules.Lying
    row: dossiers.WorklistRow


class BacklogPageOut(Schema):
    rows: list[LainOut]
    next: str | None


class AttentionQuery(Schema):
    agency_id: list[AgencyAsked]
    officer_id: AgencyAsked | None = None


class AttentionRowsQuery(AttentionQuery):
    after: str = ""
    limit: int = Field(50, ge=1, le=200)


class BacklogQuery(Schema):
    agency_id: list[AgencyAsked]
    field: str = Field(max_length=60, description="Code of a field of the catalogue")


class BacklogRowsQuery(BacklogQuery):
    age: int | None = Field(None, ge=0, le=10, description="Class of age")
    lying: rules.Lying | None = None
    after: str = ""
    limit: int = Field(50, ge=1, le=200)


@dossier_router.get("/{code}/clock", response=ClockOut, summary="The clock of a dossier")
@officer_required
def clock(request: HttpRequest, code: str) -> HttpResponse:
    """How much of its term has gone, and who was told when."""
    asked = ours(request)
    record = dossiers.dossier_named(viewer=asked.actor, code=code)
    steps = dossiers.steps_of(viewer=asked.actor, dossier_id=record.id)
    line = queries.clock_line(record=record, steps=steps, now=asked.now)
    told = queries.alerts_of(viewer=asked.actor, dossier_id=record.id)
    return Data(
        {
            "percent": line.percent if line else None,
            "due_at": record.due_at,
            "marks": [{"percent": int(mark), "at": at} for mark, at in line.marks.items()] if line else [],
            "told": [{"percent": int(one.mark), "at": one.at} for one in told],
            "silence_is_consent": line.consents if line else "",
        }
    )


@router.get("/attention", response=AttentionOut, summary="How many need attention today")
@officer_required
def attention(request: HttpRequest, asked: Query[AttentionQuery]) -> HttpResponse:
    """By agency and kind; each dossier stands in one of the first four kinds."""
    found = queries.cells(
        viewer=ours(request).actor, agency_ids=asked.agency_id, tomorrow=_tomorrow(request),
        officer_id=asked.officer_id,
    )  # fmt: skip
    return Data({"agencies": found})


@router.get("/attention/{kind}", response=AttentionPageOut, summary="Which need attention today")
@officer_required
def attention_rows(
    request: HttpRequest, kind: queries.Kind, asked: Query[AttentionRowsQuery]
) -> HttpResponse:
    """Due first first; ask again with `after` the `next` of the answer."""
    found = queries.attention(
        viewer=ours(request).actor, agency_ids=asked.agency_id, kind=kind, tomorrow=_tomorrow(request),
        officer_id=asked.officer_id, after=dossiers.Cursor.parse(asked.after), limit=asked.limit,
    )  # fmt: skip
    return Data({"rows": found.rows, "next": str(found.next) if found.next else None})


@router.get("/backlog", response=BacklogOut, summary="The backlog of a field")
@officer_required
def backlog(request: HttpRequest, asked: Query[BacklogQuery]) -> HttpResponse:
    """Unfinished dossiers by agency, age and what they wait for; the biggest heap first."""
    ours_ = ours(request)
    found = queries.backlog(
        viewer=ours_.actor, agency_ids=asked.agency_id, field=asked.field, now=ours_.now, day=ours_.day
    )
    return Data({"edges": rules.EDGES, "agencies": found})


@router.get("/backlog/rows", response=BacklogPageOut, summary="The dossiers of a backlog")
@officer_required
def backlog_rows(request: HttpRequest, asked: Query[BacklogRowsQuery]) -> HttpResponse:
    """The oldest first; ask again with `after` the `next` of the answer."""
    lines, after = queries.backlog_list(
        viewer=ours(request).actor, agency_ids=asked.agency_id, field=asked.field, day=ours(request).day,
        age=asked.age, lying=asked.lying, after=dossiers.Cursor.parse(asked.after), limit=asked.limit,
    )  # fmt: skip
    return Data({"rows": lines, "next": str(after) if after else None})


def _tomorrow(request: HttpRequest) -> Any:
    return instant(ours(request).day + timedelta(days=1), time())

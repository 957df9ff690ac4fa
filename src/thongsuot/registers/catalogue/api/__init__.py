"""The catalogue over HTTP: public facts, every answer for a day."""

from dataclasses import asdict
from datetime import date, datetime, time
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from pydantic import WithJsonSchema

from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.plumbing.http.days import Day
from thongsuot.plumbing.http.guards import anyone
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.catalogue import queries

router = Router(tags=["procedures"])
# A clock on the wall; what JSON Schema calls a time would have to name its zone.
Clock = Annotated[time, WithJsonSchema({"type": "string", "pattern": r"^\d\d:\d\d:\d\d$"})]
Level = Literal["ward", "province", "ministry", "other", "vertical"]


class HitOut(Schema):
    """A procedure found or listed. `why`: code, everyday, name, or listed; `phrase` the everyday words."""

    code: str
    name: str
    field_code: str
    field_name: str
    levels: list[str]
    online: str
    score: float = 0
    why: str = "listed"
    phrase: str = ""


class HitsOut(Schema):
    day: date
    q: str
    authority: str | None
    items: list[HitOut]


class TermOut(Schema):
    """`unit` OTHER or `quantity` null: the source states no computable time, only `description`."""

    id: int
    case: str
    channel: str
    quantity: int | None
    unit: str
    description: str
    origin: str


class PaperOut(Schema):
    id: int
    case: str
    name: str
    code: str
    originals: int
    copies: int
    required: bool
    has_form: bool


class FeeOut(Schema):
    """`vnd` null: no amount can be told, `note` says why; `by_council`: the provincial council decides."""

    id: int
    channel: str
    kind: str
    vnd: int | None
    note: str
    by_council: bool


class NamedOut(Schema):
    code: str
    name: str


class ProcedureOut(Schema):
    """A procedure as it is during [valid_from, valid_to)."""

    id: int
    code: str
    name: str
    field_code: str
    field_name: str
    levels: list[str]
    online: str
    channels: list[str]
    terms: list[TermOut]
    papers: list[PaperOut]
    fees: list[FeeOut]
    legal_bases: list[NamedOut]
    results: list[NamedOut]
    steps: list[str]
    requirements: str
    subjects: list[str]
    executing: list[str]
    promulgator_code: str
    promulgator_name: str
    decision_number: str
    decision_date: date | None
    same_day_until: Clock | None
    source: str
    valid_from: date
    valid_to: date | None
    recorded_at: datetime


class ContradictionOut(Schema):
    code: str
    name: str
    what: str
    left: str
    right: str
    sentence: str


class ContradictionsOut(Schema):
    day: date
    count: int
    items: list[ContradictionOut]


class SearchQuery(Schema):
    q: str = Field("", max_length=1000, description="Words, or the beginning of a code; empty lists by field")
    level: Level | None = None
    authority: str = Field("", max_length=40, description="Province: unit code (two digits) or agency code")
    day: Day | None = Field(None, description="Default: today in Viet Nam")
    limit: int = Field(20, ge=1, le=100)
    offset: int = Field(0, ge=0, le=10_000, description="Only for lists, when q is empty")


class ReportQuery(Schema):
    level: Level | None = None
    authority: str = Field("", max_length=40)
    what: str = Field("", max_length=40, description="One kind of contradiction")
    day: Day | None = None
    limit: int = Field(100, ge=1, le=1000)
    offset: int = Field(0, ge=0, le=100_000)


class ProcedureQuery(Schema):
    day: Day | None = Field(None, description="Default: today in Viet Nam")


@router.get("", response=HitsOut, summary="Search procedures, or list those of a province")
@anyone
def searched(request: HttpRequest, asked: Query[SearchQuery]) -> dict[str, Any]:
    """Best first. Without words the procedures of `authority` by field, vertical agencies left out."""
    day = _day(request, asked.day)
    authority = _authority(asked.authority, day)
    items: list[dict[str, Any]] = []
    if asked.q.strip():
        found = queries.search(
            words=asked.q, day=day, authority_code=authority, level=asked.level, limit=asked.limit
        )
        items = [asdict(hit) for hit in found]
    elif authority is not None:
        listed = queries.offered(authority_code=authority, day=day, level=asked.level)
        items = [asdict(entry) for entry in listed[asked.offset : asked.offset + asked.limit]]
    return {"day": day, "q": asked.q, "authority": authority, "items": [_plain(item) for item in items]}


@router.get("/contradictions", response=ContradictionsOut, summary="Where the catalogue contradicts itself")
@anyone
def contradictions(request: HttpRequest, asked: Query[ReportQuery]) -> dict[str, Any]:
    """Nothing is corrected: every contradiction with both values as published. `count` is of all of them."""
    day = _day(request, asked.day)
    found = queries.contradictions(
        day=day,
        authority_code=_authority(asked.authority, day),
        level=asked.level,
        what=asked.what or None,
    )
    items = [
        {**asdict(c), "sentence": _(c.message).format(left=c.left, right=c.right)}
        for c in found[asked.offset : asked.offset + asked.limit]
    ]
    return {"day": day, "count": len(found), "items": items}


@router.get("/{code}", response=ProcedureOut, summary="A procedure as it is on a day")
@anyone
def one(request: HttpRequest, code: str, asked: Query[ProcedureQuery]) -> dict[str, Any]:
    """Terms, papers, fees and legal bases as published, read into words and numbers."""
    day = _day(request, asked.day)
    found = queries.version_on(code=code, day=day)
    if found is None:
        text = "Không có thủ tục {code} vào ngày này."
        raise NotFound(Problem("procedure_unknown", text, "code", {"code": code[:50]}))
    return _plain(asdict(found))


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    return record | {"levels": sorted(record["levels"])}


def _day(request: HttpRequest, given: date | None) -> date:
    ours: Request = request  # type: ignore[assignment]
    return given or ours.day


def _authority(given: str, day: date) -> str | None:
    return queries.authority_code_of(given=given, day=day) if given.strip() else None

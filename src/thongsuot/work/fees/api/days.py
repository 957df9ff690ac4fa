"""Drawers, and the days of an account beside the bank's statement."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import BaseModel

from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing.http.data import Data, plain
from thongsuot.plumbing.http.given import LARGEST, Dong, Id, Words, WorkDay, ours
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.once import once
from thongsuot.registers.units import queries as units
from thongsuot.work.fees import queries, rules, services

router = Router(tags=["fees"])
LARGEST_STATEMENT = 5_000_000
AgencyAsked = Annotated[int, Field(ge=1, le=LARGEST)]


class CloseIn(BaseModel):
    agency_id: Id
    counted_vnd: Dong = Field(description="What lies in the drawer")
    explanation: Words = Field("", description="Of a difference")


class ResolveIn(BaseModel):
    agency_id: Id
    day: WorkDay
    external_ref: Annotated[str, Field(max_length=80)]
    reason: Words = Field("", description="Needed where nothing can be booked")


class BookIn(BaseModel):
    agency_id: Id
    refs: Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=300)]


class UnbookedLineOut(Schema):
    """A line of the statement and whom its message names; `due_vnd` is what is asked of that dossier."""

    external_ref: str
    day: date
    vnd: int
    message: str
    match: rules.Match
    dossier: str
    due_vnd: int


class UnbookedOut(Schema):
    rows: list[UnbookedLineOut]


class BookedOut(Schema):
    booked: int


class StatementIn(Schema):
    agency_id: AgencyAsked


class DrawerOut(Schema):
    """The cash that the caller took and gave at the agency since he last closed."""

    expected_vnd: int
    transfers: list[queries.TransferRecord]


class ClosingsOut(Schema):
    closings: list[queries.ClosingRecord]
    next: UUID | None


class DifferenceOut(Schema):
    """A payment on both sides; `reason` says how a difference was settled."""

    external_ref: str
    difference: rules.Difference
    our_vnd: int | None
    their_vnd: int | None
    dossier: str
    message: str
    reason: str
    is_open: bool


class AccountDayOut(Schema):
    rows: list[DifferenceOut]


class ResolvedOut(Schema):
    difference: rules.Difference


class LoadedOut(Schema):
    lines: int
    fresh: int


class DrawerQuery(Schema):
    agency_id: AgencyAsked


class ClosingsQuery(Schema):
    agency_id: list[AgencyAsked]
    after: UUID | None = None
    limit: int = Field(50, ge=1, le=200)


class AccountQuery(Schema):
    agency_id: AgencyAsked
    day: WorkDay


@router.get("/drawer", response=DrawerOut, summary="One's own drawer")
@officer_required
def drawer(request: HttpRequest, asked: Query[DrawerQuery]) -> HttpResponse:
    """What must lie in it by the ledger."""
    viewer, day = ours(request).actor, local_day(ours(request).now)
    found = queries.drawer(
        viewer=viewer, agency_id=asked.agency_id, officer_id=viewer.account_id or 0, day=day
    )
    return Data({"expected_vnd": found.expected, "transfers": found.transfers})


@router.post("/drawer/close", response={201: queries.ClosingRecord}, summary="Close one's drawer")
@officer_required
def close(request: HttpRequest, given: CloseIn) -> HttpResponse:
    """A difference needs its explanation; every transfer of cash is counted in one closing."""
    asked = ours(request)

    def act() -> queries.ClosingRecord:
        return services.close_counter(actor=asked.actor, now=asked.now, **given.model_dump())

    return once(request, act, lambda made: plain({name: getattr(made, name) for name in CLOSING}))


CLOSING = tuple(queries.ClosingRecord.__dataclass_fields__)


@router.get("/closings", response=ClosingsOut, summary="Closings of counters")
@officer_required
def closings(request: HttpRequest, asked: Query[ClosingsQuery]) -> HttpResponse:
    """The latest first; ask again with `after` the `next` of the answer."""
    found = queries.closings(
        viewer=ours(request).actor, agency_ids=asked.agency_id, limit=asked.limit, before=asked.after
    )
    return Data({"closings": found, "next": found[-1].id if len(found) == asked.limit else None})


@router.get("/account", response=AccountDayOut, summary="A day of the account")
@officer_required
def account(request: HttpRequest, asked: Query[AccountQuery]) -> HttpResponse:
    """Our payments beside the bank's statement."""
    found = queries.account_day(viewer=ours(request).actor, agency_id=asked.agency_id, day=asked.day)
    return Data({"rows": [_difference(one) for one in found]})


@router.post("/account/resolve", response=ResolvedOut, summary="Settle a difference")
@officer_required
def resolve(request: HttpRequest, given: ResolveIn) -> HttpResponse:
    """What the bank has and we have not is booked to the order that its message names."""
    asked = ours(request)

    def act() -> rules.Difference:
        return services.resolve(actor=asked.actor, now=asked.now, **given.model_dump())

    return once(request, act, lambda found: {"difference": found.value}, status=200)


@router.post("/account/statement", response={201: LoadedOut}, summary="Load the bank's statement")
@officer_required
def statement(request: HttpRequest, given: Form[StatementIn], file: File[UploadedFile]) -> HttpResponse:
    """CSV or Excel as banks give it; lines that are known already are passed over. Nothing is booked by it."""
    asked = ours(request)
    if file.size is None or file.size > LARGEST_STATEMENT:
        text = "Sao kê quá dài: hãy chia thành các tệp nhỏ hơn."
        raise Refused(Problem("statement_too_long", text, "file"))
    agency = units.agency(agency_id=given.agency_id)
    lines = queries.statement(file.read(), authority_id=agency.authority_id if agency else None)

    def act() -> int:
        return services.load_statement(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, lines=lines
        )

    return once(request, act, lambda fresh: {"lines": len(lines), "fresh": fresh})


@router.get("/account/unbooked", response=UnbookedOut, summary="Lines of the statement that nobody booked")
@officer_required
def unbooked(request: HttpRequest, asked: Query[DrawerQuery]) -> HttpResponse:
    """`exact`: code and sum are what was asked for, `book` takes them; the rest a person looks at."""
    now = ours(request)
    found = queries.unbooked(viewer=now.actor, agency_id=asked.agency_id, day=local_day(now.now))
    return Data({"rows": [_unbooked(one) for one in found]})


@router.post("/account/book", response=BookedOut, summary="Book what matches")
@officer_required
def book(request: HttpRequest, given: BookIn) -> HttpResponse:
    """Those of the lines that are `exact` when it happens; sent again it books nothing twice."""
    asked = ours(request)

    def act() -> int:
        return services.book_statement(actor=asked.actor, now=asked.now, **given.model_dump())

    return once(request, act, lambda count: {"booked": count}, status=200)


def _unbooked(one: queries.Matched) -> dict[str, Any]:
    return {
        "external_ref": one.line.ref,
        "day": one.line.day,
        "vnd": one.line.vnd,
        "message": one.line.text,
        "match": one.match,
        "dossier": one.target.record.code if one.target else "",
        "due_vnd": one.due,
    }


def _difference(one: Any) -> dict[str, Any]:
    found = one.found
    return {
        "external_ref": found.ref,
        "difference": found.difference,
        "our_vnd": found.ours.vnd if found.ours else None,
        "their_vnd": found.theirs.vnd if found.theirs else None,
        "dossier": found.ours.name if found.ours else "",
        "message": found.theirs.text if found.theirs else "",
        "reason": one.reason,
        "is_open": one.is_open,
    }

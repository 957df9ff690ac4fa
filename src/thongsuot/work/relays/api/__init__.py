"""Filings between provinces by API: what went and what came, what was asked for, the bags, handing the result out."""

from datetime import datetime, time
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Form, Query, Router, Schema
from pydantic import BaseModel

from thongsuot.kernel.dates import instant
from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.plumbing.files import serving, taking, uploads
from thongsuot.plumbing.http.data import Data, plain
from thongsuot.plumbing.http.given import LARGEST, Flag, Id, Note, Words, WorkDay, ours
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.once import once
from thongsuot.plumbing.http.problems import text_of
from thongsuot.work.custody import rules as slips
from thongsuot.work.relays import queries, services
from thongsuot.work.relays.rules import Direction, PaperHanded, State

router = Router(tags=["relays"])
EVENING = time(17, 0)
NOT_HERE = Problem("no_such_relay", "Không có hồ sơ liên tỉnh này, hoặc bạn không được xem.")
BINARY = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
Stands = Literal["sending", "kept", "declined", "running", "decided", "over", "handed"]
Number = Annotated[int, Field(strict=True, ge=0, le=99)]


class RelayPlaceIn(BaseModel):
    agency_id: Id


class RelayDeclineIn(BaseModel):
    agency_id: Id
    reason: Words


class RelayBagIn(BaseModel):
    """A bag with a control slip; it should have arrived by 17:00 of the day `expected`."""

    agency_id: Id
    carrier: Note
    expected: WorkDay
    seal_number: Annotated[str, Field(max_length=60)] = ""


class RelayBackIn(RelayBagIn):
    """`result`: what goes back on paper, "" for nothing; `originals`: how many of the applicant's."""

    result: Note = ""
    originals: Number = 0


class RelayArrivalIn(BaseModel):
    agency_id: Id
    is_whole: Flag
    note: Note = Field("", description="What is missing or hurt")


class RelayHandOutIn(BaseModel):
    """`paper`: which paper came from there, when no file did."""

    agency_id: Id
    received_by: Annotated[str, Field(max_length=200)]
    paper: Annotated[str, Field(max_length=200)] = ""


class RelaySupplementIn(Schema):
    """One paper that was asked for; `upload` ids of finished uploads (POST /api/v1/uploads/), or `files` in the request."""

    agency_id: int = Field(ge=1, le=LARGEST)
    title: str = Field(min_length=1, max_length=500)
    originals: int = Field(0, ge=0, le=99)


class RelayOut(Schema):
    """`direction` out: filed here for another province; in: the other way round. `story`: what was told, the latest last."""

    id: UUID
    ref: UUID
    direction: Direction
    partner_name: str
    agency_id: int | None
    code: str
    their_code: str
    procedure_code: str
    territory_code: str
    applicant_name: str
    state: Stands
    their_state: str
    holder: str
    due_at: datetime | None
    received_at: datetime
    problems: list[str]
    story: list[dict[str, Any]]
    bag: dict[str, Any] | None
    back: dict[str, Any] | None
    supplements: list[dict[str, Any]]
    reason: str
    handed_at: datetime | None


class RelayFileOut(Schema):
    """`sha256` "": it was not taken, `problems` say why."""

    id: UUID
    is_result: bool
    title: str
    file_name: str
    sha256: str
    media_type: str
    size: int
    at: datetime
    problems: list[str]


class RelayWholeOut(RelayOut):
    files: list[RelayFileOut]


class RelaysOut(Schema):
    relays: list[RelayOut]


class RelaySlipOut(Schema):
    slip: str


class RelayNumberOut(Schema):
    number: int


class RelaysQuery(Schema):
    direction: Direction = Direction.OUT
    state: list[Stands] = Field([], description="Only these; none: all")
    limit: int = Field(50, ge=1, le=200)


@router.get("", response=RelaysOut, summary="Filings between provinces")
@officer_required
def relays(request: HttpRequest, asked: Query[RelaysQuery]) -> HttpResponse:
    """What the caller may see, the latest first."""
    found = queries.latest(
        viewer=ours(request).actor,
        direction=asked.direction,
        states=[State(one) for one in asked.state],
        limit=asked.limit,
    )
    return Data({"relays": [_row(one) for one in found]})


@router.get("/slips/{slip}", response=RelayWholeOut, summary="The filing whose bag bears this slip")
@officer_required
def by_slip(request: HttpRequest, slip: str) -> HttpResponse:
    """As a scanner reads it off a control slip."""
    found = queries.by_slip(viewer=ours(request).actor, slip=next(iter(slips.scanned(slip)), ""))
    if found is None:
        raise NotFound(NOT_HERE)
    return Data(_whole(request, found.id))


@router.get("/{uuid:relay_id}", response=RelayWholeOut, summary="One filing between provinces")
@officer_required
def relay(request: HttpRequest, relay_id: UUID) -> HttpResponse:
    """With its scans and the files of its result."""
    return Data(_whole(request, relay_id))


@router.get(
    "/{uuid:relay_id}/files/{uuid:file_id}", summary="A scan, or a file of the result",
    openapi_extra={"responses": {200: {"content": BINARY}}},
)  # fmt: skip
@officer_required
def file(request: HttpRequest, relay_id: UUID, file_id: UUID) -> HttpResponse:
    """The content as an attachment; the journal keeps who opened it."""
    asked = ours(request)
    _found(request, relay_id)
    content = services.open_file(actor=asked.actor, now=asked.now, file_id=file_id)
    return serving.attachment(content.name, content.media_type, content.data)


@router.post("/{uuid:relay_id}/retry", response=RelayWholeOut, summary="Receive once more what was kept")
@officer_required
def retry(request: HttpRequest, relay_id: UUID, given: RelayPlaceIn) -> HttpResponse:
    """After something was put right here; `state` says whether it is a dossier now."""
    return _done(request, services.retry, given.agency_id, relay_id)


@router.post("/{uuid:relay_id}/decline", response=RelayWholeOut, summary="Do not receive it")
@officer_required
def decline(request: HttpRequest, relay_id: UUID, given: RelayDeclineIn) -> HttpResponse:
    """The other province is told why."""
    return _done(request, services.decline, given.agency_id, relay_id, reason=given.reason)


@router.post(
    "/{uuid:relay_id}/supplement", response={201: RelayNumberOut}, summary="Send on what was asked for"
)
@officer_required
def supplement(request: HttpRequest, relay_id: UUID, given: Form[RelaySupplementIn]) -> HttpResponse:
    """multipart/form-data: `files` (any number) and `upload` (ids), together one paper."""
    asked = ours(request)
    found, upload_ids = taking.given(asked)
    files = taking.examined(found)

    def act() -> int:
        number = services.supplement(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, relay_id=relay_id,
            papers=[PaperHanded(given.title, None, "", given.originals, len(files))],
            scans=[services.Scan(given.title, None, "", files)],
        )  # fmt: skip
        uploads.forget(actor=asked.actor, upload_ids=upload_ids)
        return number

    return once(request, act, lambda number: {"number": number})


@router.post(
    "/{uuid:relay_id}/originals", response={201: RelaySlipOut}, summary="Send the originals after it"
)
@officer_required
def originals(request: HttpRequest, relay_id: UUID, given: RelayBagIn) -> HttpResponse:
    """Those that no bag took yet; the answer is the code of the control slip."""
    return _bag(request, services.send_originals, relay_id, given)


@router.post(
    "/{uuid:relay_id}/back", response={201: RelaySlipOut}, summary="Send papers back to where it was filed"
)
@officer_required
def back(request: HttpRequest, relay_id: UUID, given: RelayBackIn) -> HttpResponse:
    """The result on paper and the originals, once the dossier is finished."""
    return _bag(request, services.send_back, relay_id, given, result=given.result, originals=given.originals)


@router.post("/{uuid:relay_id}/arrival", response=RelayWholeOut, summary="A bag is here")
@officer_required
def arrival(request: HttpRequest, relay_id: UUID, given: RelayArrivalIn) -> HttpResponse:
    """Of the originals where it is decided, of what comes back where it was filed; the other province is told."""
    said = {"is_whole": given.is_whole, "note_": given.note}
    return _done(request, services.record_arrival, given.agency_id, relay_id, **said)


@router.post("/{uuid:relay_id}/hand-out", response=RelayWholeOut, summary="Hand the result out")
@officer_required
def hand_out(request: HttpRequest, relay_id: UUID, given: RelayHandOutIn) -> HttpResponse:
    """To whoever came for it where it was filed."""
    said = {"received_by": given.received_by, "paper": given.paper}
    return _done(request, services.hand_out, given.agency_id, relay_id, **said)


def _done(request: HttpRequest, verb: Any, agency_id: int, relay_id: UUID, **said: Any) -> HttpResponse:
    asked = ours(request)
    _found(request, relay_id)

    def act() -> None:
        verb(actor=asked.actor, now=asked.now, agency_id=agency_id, relay_id=relay_id, **said)

    return once(request, act, lambda _: plain(_whole(request, relay_id)), status=200)


def _bag(request: HttpRequest, verb: Any, relay_id: UUID, given: RelayBagIn, **more: Any) -> HttpResponse:
    asked = ours(request)

    def act() -> str:
        slip: str = verb(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, relay_id=relay_id, carrier=given.carrier,
            expected_at=instant(given.expected, EVENING), seal_number=given.seal_number, **more,
        )  # fmt: skip
        return slip

    return once(request, act, lambda slip: {"slip": slip})


def _found(request: HttpRequest, relay_id: UUID) -> queries.RelayRecord:
    found = queries.relay(viewer=ours(request).actor, relay_id=relay_id)
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def _row(one: queries.RelayRecord) -> dict[str, Any]:
    shown = {name: getattr(one, name) for name in RelayOut.model_fields}
    supplements = [{**each, "problems": _sentences(each["problems"])} for each in one.supplements]
    return {**shown, "problems": _sentences(one.problems), "supplements": supplements}


def _whole(request: HttpRequest, relay_id: UUID) -> dict[str, Any]:
    one = _found(request, relay_id)
    files = queries.files_of(viewer=ours(request).actor, relay_id=relay_id)
    names = [name for name in RelayFileOut.model_fields if name != "problems"]
    told = [{**{n: getattr(each, n) for n in names}, "problems": _sentences(each.problems)} for each in files]
    return {**_row(one), "files": told}


def _sentences(problems: Any) -> list[str]:
    return [text_of(Problem(p["code"], p["message"], "", p["params"])) for p in problems]

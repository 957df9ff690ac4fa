"""Synchronisation by API: the two systems side by side, what waits to be sent, what came and was not taken in."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import BaseModel

from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing import access
from thongsuot.plumbing.http.data import Data
from thongsuot.plumbing.http.given import LARGEST, Id, Words, WorkDay, ours
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.once import once
from thongsuot.plumbing.http.problems import text_of
from thongsuot.registers.units import queries as units
from thongsuot.work.sync import ports, queries, services
from thongsuot.work.sync.rules import reconciling
from thongsuot.work.sync.rules.attachments import FileState
from thongsuot.work.sync.services.refetching import MOST

router = Router(tags=["synchronisation"])
AgencyAsked = Annotated[int, Field(ge=1, le=LARGEST)]
READ = "sync.resend"
FETCH = "sync.fetch_again"


class CompareIn(BaseModel):
    """Dossiers received on these days, both included."""

    agency_id: Id
    from_day: WorkDay
    to_day: WorkDay


class TellIn(BaseModel):
    """Codes of ours or of the portal's; none: all that differ by the latest comparison."""

    agency_id: Id
    codes: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=1_000)] = []


class ResendIn(BaseModel):
    agency_id: Id
    message_ids: Annotated[list[Id], Field(min_length=1, max_length=1_000)]


class FetchDossiersIn(BaseModel):
    """Codes as the portal writes them; none: those that are missing here by the latest comparison, the first fifty."""

    agency_id: Id
    codes: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=50)] = []


class SettleIn(BaseModel):
    agency_id: Id
    reason: Words = ""


class FetchIn(BaseModel):
    agency_id: Id
    file_ids: Annotated[list[Id], Field(min_length=1, max_length=200)]


class PortalFileOut(Schema):
    """A file of a dossier that is still at the portal. `state`: waiting (asked for again at `next_at`) or failed."""

    id: int
    code: str
    title: str
    file_name: str
    state: FileState
    problems: list[str]
    attempts: int
    came_at: datetime
    next_at: datetime


class PortalFilesOut(Schema):
    files: list[PortalFileOut]


class PortalOut(Schema):
    """`waiting`, `refused`: messages; `differences`: of the latest comparison; `arrivals`: that were not taken in."""

    is_connected: bool
    state: str
    failing_since: datetime | None
    last_error: str
    last_sent_at: datetime | None
    waiting: int
    refused: int
    oldest_at: datetime | None
    differences: int
    arrivals: int


class DifferingOut(Schema):
    """The status of a dossier here and there; null: that side does not know it."""

    code: str
    kind: reconciling.Kind
    day: date | None
    ours: int | None
    theirs: int | None


class ComparisonOut(Schema):
    """`differences`: at most the first thousand of `count`."""

    at: datetime | None
    from_day: date | None
    to_day: date | None
    tallies: list[reconciling.Tally]
    differences: list[DifferingOut]
    count: int


class MessagesOut(Schema):
    messages: list[queries.MessageRecord]


class PortalArrivalOut(Schema):
    id: int
    key: str
    kind: str
    about: str
    state: str
    problems: list[str]
    attempts: int
    arrived_at: datetime


class PortalArrivalsOut(Schema):
    arrivals: list[PortalArrivalOut]


class RefetchedOut(Schema):
    """Codes of dossiers that are here now, that were refused (why: with the arrivals), that the portal does not give."""

    here: list[str]
    refused: list[str]
    absent: list[str]


class CountOut(Schema):
    count: int


class PlaceQuery(Schema):
    agency_id: AgencyAsked


class OutboxQuery(PlaceQuery):
    state: Literal["waiting", "refused", "sent", "skipped"] = "waiting"
    code: str = Field("", max_length=100)
    limit: int = Field(100, ge=1, le=1_000)


@router.get("", response=PortalOut, summary="How the connection to the national portal stands")
@officer_required
def portal(request: HttpRequest, asked: Query[PlaceQuery]) -> HttpResponse:
    """For whoever looks after it in the province of the agency."""
    viewer, authority_id = ours(request).actor, _authority(request, asked.agency_id)
    receiver = _receiver(viewer, authority_id)
    compared = queries.compared(viewer=viewer, authority_id=authority_id)
    refused = queries.arrivals(viewer=viewer, authority_id=authority_id, states=("refused",))
    return Data(
        {
            "is_connected": ports.portal() is not None,
            "state": receiver.state if receiver else "",
            "failing_since": receiver.failing_since if receiver else None,
            "last_error": receiver.last_error if receiver else "",
            "last_sent_at": receiver.last_sent_at if receiver else None,
            "waiting": receiver.waiting if receiver else 0,
            "refused": receiver.refused if receiver else 0,
            "oldest_at": receiver.oldest_at if receiver else None,
            "differences": compared.count if compared else 0,
            "arrivals": len(refused),
        }
    )


@router.get("/comparison", response=ComparisonOut, summary="The two systems side by side")
@officer_required
def comparison(request: HttpRequest, asked: Query[PlaceQuery]) -> HttpResponse:
    """The latest one; which dossier stands otherwise there, or is not there, or not here."""
    return Data(_compared(request, asked.agency_id))


@router.post("/comparison", response={201: ComparisonOut}, summary="Compare now")
@officer_required
def compare(request: HttpRequest, given: CompareIn) -> HttpResponse:
    """Asks the portal for these days and keeps what differs."""
    asked, authority_id = ours(request), _authority(request, given.agency_id, "sync.reconcile")
    days = {"from_day": given.from_day, "to_day": given.to_day}
    theirs = services.ask(**days)
    services.reconcile(
        actor=asked.actor, now=asked.now, agency_id=given.agency_id, authority_id=authority_id, **days,
        theirs=theirs,
    )  # fmt: skip
    return Data(_compared(request, given.agency_id), 201)


@router.post("/tell-again", response=CountOut, summary="Have the portal told anew")
@officer_required
def tell_again(request: HttpRequest, given: TellIn) -> HttpResponse:
    """How these dossiers stand; how many will be told."""
    asked, authority_id = ours(request), _authority(request, given.agency_id)
    codes = given.codes or queries.differing_codes(viewer=asked.actor, authority_id=authority_id)

    def act() -> int:
        return services.tell_again(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, authority_id=authority_id, codes=list(codes)
        )  # fmt: skip

    return once(request, act, lambda count: {"count": count}, status=200)


@router.post("/fetch-dossiers", response=RefetchedOut, summary="Fetch dossiers that are missing here")
@officer_required
def fetch_dossiers(request: HttpRequest, given: FetchDossiersIn) -> HttpResponse:
    """Exactly these, once more, whatever became of them before; taken in as everything that comes is."""
    asked = ours(request)
    authority_id = _authority(request, given.agency_id, "sync.fetch_dossiers")
    missing = queries.missing_here(viewer=asked.actor, authority_id=authority_id, most=MOST)
    codes = given.codes or [one.code for one in missing]
    found = services.ask_for(codes=codes)

    def act() -> services.Refetched:
        return services.fetch_dossiers(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, authority_id=authority_id, codes=codes,
            given=found,
        )  # fmt: skip

    return once(request, act, asdict, status=200)


@router.get("/messages", response=MessagesOut, summary="Messages to the portal")
@officer_required
def messages(request: HttpRequest, asked: Query[OutboxQuery]) -> HttpResponse:
    """The latest first."""
    viewer = ours(request).actor
    receiver = _receiver(viewer, _authority(request, asked.agency_id))
    found = (
        queries.messages(
            viewer=viewer, receiver_id=receiver.id, state=asked.state, code=asked.code, limit=asked.limit
        )
        if receiver
        else ()
    )
    return Data({"messages": found})


@router.post("/messages/resend", response=CountOut, summary="Send messages now")
@officer_required
def resend(request: HttpRequest, given: ResendIn) -> HttpResponse:
    """Waiting ones lose their pause, settled ones are told again under another id."""
    asked = ours(request)
    receiver = _receiver(asked.actor, _authority(request, given.agency_id))
    if receiver is None:
        raise Refused(Problem("no_portal", "Chưa kết nối Cổng Dịch vụ công quốc gia."))

    def act() -> int:
        return services.resend(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, receiver_id=receiver.id,
            message_ids=given.message_ids,
        )  # fmt: skip

    return once(request, act, lambda count: {"count": count}, status=200)


@router.post("/messages/{message_id}/skip", response=CountOut, summary="Leave a message out")
@officer_required
def skip(request: HttpRequest, message_id: AgencyAsked, given: SettleIn) -> HttpResponse:
    """One that the portal will never take, so that later ones of its dossier go on. Needs a reason."""
    return _settled(request, services.skip, given, message_id=message_id, reason=given.reason)


@router.get("/arrivals", response=PortalArrivalsOut, summary="What came and was not taken in")
@officer_required
def arrivals(request: HttpRequest, asked: Query[PlaceQuery]) -> HttpResponse:
    """With every reason; the latest first."""
    found = queries.arrivals(
        viewer=ours(request).actor,
        authority_id=_authority(request, asked.agency_id),
        states=("refused", "new"),
    )
    return Data({"arrivals": [_arrival(one) for one in found]})


@router.post("/arrivals/{arrival_id}/retry", response=CountOut, summary="Take an arrival in once more")
@officer_required
def retry(request: HttpRequest, arrival_id: AgencyAsked, given: SettleIn) -> HttpResponse:
    """After something was put right here; count 1: it was taken in."""
    return _settled(request, services.retry_arrival, given, arrival_id=arrival_id)


@router.post("/arrivals/{arrival_id}/dismiss", response=CountOut, summary="Close an arrival")
@officer_required
def dismiss(request: HttpRequest, arrival_id: AgencyAsked, given: SettleIn) -> HttpResponse:
    """With the reason, which is kept."""
    return _settled(request, services.dismiss_arrival, given, arrival_id=arrival_id, reason=given.reason)


@router.get("/files", response=PortalFilesOut, summary="Files that are still at the portal")
@officer_required
def files(request: HttpRequest, asked: Query[PlaceQuery]) -> HttpResponse:
    """Of dossiers that were filed there: what failed first, each with its reasons; the latest first."""
    found = queries.open_files(
        viewer=ours(request).actor, authority_id=_authority(request, asked.agency_id, FETCH)
    )
    return Data({"files": [_file(one) for one in found]})


@router.post("/files/fetch", response=CountOut, summary="Fetch files again")
@officer_required
def fetch(request: HttpRequest, given: FetchIn) -> HttpResponse:
    """By the worker, within minutes; whatever became of them before."""
    asked = ours(request)

    def act() -> int:
        return services.fetch_again(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, file_ids=given.file_ids
        )

    return once(request, act, lambda count: {"count": count}, status=200)


@router.post("/files/{file_id}/dismiss", response=CountOut, summary="Ask for a file no more")
@officer_required
def dismiss_file(request: HttpRequest, file_id: AgencyAsked, given: SettleIn) -> HttpResponse:
    """The paper came otherwise, or is not needed; the reason is kept."""
    return _settled(request, services.dismiss_file, given, file_id=file_id, reason=given.reason)


def _settled(request: HttpRequest, verb: Any, given: SettleIn, **told: Any) -> HttpResponse:
    asked = ours(request)

    def act() -> Any:
        return verb(actor=asked.actor, now=asked.now, agency_id=given.agency_id, **told)

    return once(request, act, lambda done: {"count": 0 if done is False else 1}, status=200)


def _authority(request: HttpRequest, agency_id: int, verb: str = READ) -> int:
    """The province of the agency in whose name the caller may do this. Raises Forbidden, NotFound."""
    asked = ours(request)
    access.require(actor=asked.actor, verb=verb, agency_id=agency_id, day=asked.day)
    agency = units.agency(agency_id=agency_id)
    if agency is None or agency.authority_id is None:
        raise NotFound(Problem("no_such_agency", "Không có cơ quan này.", "agency"))
    return agency.authority_id


def _receiver(viewer: Any, authority_id: int) -> queries.ReceiverRecord | None:
    found = queries.receivers(viewer=viewer, kind=ports.PORTAL)
    return next((one for one in found if one.authority_id == authority_id), None)


def _compared(request: HttpRequest, agency_id: int) -> dict[str, Any]:
    found = queries.compared(viewer=ours(request).actor, authority_id=_authority(request, agency_id))
    if found is None:
        empty: dict[str, Any] = dict.fromkeys(("at", "from_day", "to_day"))
        return {**empty, "tallies": [], "differences": [], "count": 0}
    return {name: getattr(found, name) for name in ComparisonOut.model_fields}


def _arrival(one: queries.ArrivalRecord) -> dict[str, Any]:
    names = ("id", "key", "kind", "about", "state", "attempts", "arrived_at")
    problems = [text_of(Problem(p["code"], p["message"], "", p["params"])) for p in one.problems]
    return {**{name: getattr(one, name) for name in names}, "problems": problems}


def _file(one: queries.PortalFileRecord) -> dict[str, Any]:
    problems = [text_of(Problem(p["code"], p["message"], "", p["params"])) for p in one.problems]
    names = [name for name in PortalFileOut.model_fields if name != "problems"]
    return {**{name: getattr(one, name) for name in names}, "problems": problems}

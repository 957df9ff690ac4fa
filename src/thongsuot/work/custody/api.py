"""Paper originals by API: bags and what was scanned, where a dossier's papers are, handing results and papers out."""

from datetime import time
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import BaseModel

from thongsuot.kernel.dates import instant
from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.plumbing.http.data import Data, plain
from thongsuot.plumbing.http.given import LARGEST, Flag, Id, Note, WorkDay, ours
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.links import bag_path
from thongsuot.plumbing.http.once import once, version_seen
from thongsuot.work.custody import papers, queries, rules, services
from thongsuot.work.custody.rules import Way
from thongsuot.work.custody.rules.delivery import Delivery
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as work

router = Router(tags=["bags"])
dossier_router = Router(tags=["dossiers"])
EVENING = time(17, 0)
PDF = {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}

Code = Annotated[str, Field(min_length=1, max_length=200)]
Codes = Annotated[list[Code], Field(max_length=rules.MOST)]
Said = Annotated[dict[Code, Note], Field(max_length=rules.MOST)]


class PackIn(BaseModel):
    """A bag for one other agency. A result that was made on paper has `-KQ` after its dossier's code."""

    agency_id: Id = Field(description="The agency where the papers lie")
    to_agency_id: Id
    codes: Codes
    expected: WorkDay = Field(description="It should have arrived by 17:00 of this day")
    carrier: Note = ""
    seal_number: Annotated[str, Field(max_length=60)] = ""


class HandOverIn(BaseModel):
    agency_id: Id
    carrier: Note


class CancelIn(BaseModel):
    agency_id: Id


class ArrivalIn(BaseModel):
    """What was scanned, in several goes if need be; codes as read off the papers, or whole QR addresses."""

    agency_id: Id
    codes: Codes = []
    damaged: Said = Field({}, description="Here but hurt: what is to be said, by code")
    missing: Said = Field({}, description="Not here: what is to be said, by code")


class TurnedUpIn(BaseModel):
    agency_id: Id
    code: Code


class CollectIn(BaseModel):
    """Who takes the result; on whose authority, when it is not the applicant."""

    agency_id: Id
    received_by: Note
    number: Annotated[str, Field(max_length=20)] = ""
    authority: Note = ""
    way: Way = Way.COUNTER
    tracking: Annotated[str, Field(max_length=60)] = ""


class GiveBackIn(BaseModel):
    """Who takes the papers back; on whose authority, when it is not the applicant."""

    agency_id: Id = Field(description="The agency where the papers lie")
    received_by: Note
    number: Annotated[str, Field(max_length=20)] = ""
    authority: Note = ""
    way: Way = Way.COUNTER
    tracking: Annotated[str, Field(max_length=60)] = ""
    kind: rules.Kind = Field(
        rules.Kind.FILED, description="`result`: a result that came here after it counted as handed out"
    )


class PostOutcomeIn(BaseModel):
    """`said`: who took it, or why it came back."""

    agency_id: Id = Field(description="The agency that sent it")
    is_delivered: Flag
    said: Note


class DeliveryOut(Schema):
    delivery: Delivery


class BagOut(Schema):
    slip: queries.SlipRecord
    lines: list[queries.LineRecord]


class BagsOut(Schema):
    slips: list[queries.SlipRecord]
    next: UUID | None


class BundlesOut(Schema):
    bundles: list[queries.BundleRecord]


class ArrivalOut(Schema):
    """In bundles; the bag is closed when none is waiting."""

    received: int
    damaged: int
    missing: int
    waiting: int


class OriginalsOut(Schema):
    """Where the papers are, every place where they lay, who took the result, to whom papers were given back."""

    now: list[queries.BundleRecord]
    stays: list[queries.StayRecord]
    collection: queries.CollectionRecord | None
    given_back: list[queries.CollectionRecord]


class CollectedOut(Schema):
    id: UUID
    version: int


class BagsQuery(Schema):
    agency_id: list[Annotated[int, Field(ge=1, le=LARGEST)]]
    coming: bool | None = Field(
        None, description="Only those on their way here, or only those sent from here"
    )
    open_only: bool = False
    after: UUID | None = None
    limit: int = Field(50, ge=1, le=200)


class PlacesQuery(Schema):
    agency_id: list[Annotated[int, Field(ge=1, le=LARGEST)]]


@router.get("", response=BagsOut, summary="Bags of agencies")
@officer_required
def bags(request: HttpRequest, asked: Query[BagsQuery]) -> HttpResponse:
    """The latest first; ask again with `after` the `next` of the answer."""
    found = queries.slips(
        viewer=ours(request).actor, agency_ids=asked.agency_id, is_coming=asked.coming, open_only=asked.open_only,
        before=asked.after, limit=asked.limit,
    )  # fmt: skip
    return Data({"slips": found, "next": found[-1].id if len(found) == asked.limit else None})


@router.get("/to-send", response=BundlesOut, summary="Papers that should follow their dossiers")
@officer_required
def to_send(request: HttpRequest, asked: Query[PlacesQuery]) -> HttpResponse:
    """What lies with these agencies although the dossier is with another; `goes_to_id` says where."""
    return Data({"bundles": queries.to_send(viewer=ours(request).actor, agency_ids=asked.agency_id)})


@router.post("/turned-up", response=OriginalsOut, summary="A missing bundle has turned up")
@officer_required
def turned_up(request: HttpRequest, given: TurnedUpIn) -> HttpResponse:
    """At the sender's or at the receiver's of the bag in which it was missed."""
    asked = ours(request)

    def act() -> None:
        services.find(actor=asked.actor, now=asked.now, agency_id=given.agency_id, code=given.code)

    code = given.code.strip().upper().removesuffix(rules.RESULT_MARK)
    return once(request, act, lambda _: plain(_originals(request, code)), status=200)


@router.get("/{code}", response=BagOut, summary="One bag")
@officer_required
def bag(request: HttpRequest, code: str) -> HttpResponse:
    """By the code of its control slip."""
    return Data(_shown(request, code))


@router.get(
    "/{code}/slip", summary="The control slip of a bag", openapi_extra={"responses": {200: {"content": PDF}}}
)
@officer_required
def slip(request: HttpRequest, code: str) -> HttpResponse:
    """Form 06 as PDF/A, one for the bag and one for the sender; its QR code opens the bag at the desk."""
    found = _slip(request, code)
    address = request.build_absolute_uri(bag_path(found.code))
    content = papers.slip_pdf(
        viewer=ours(request).actor, slip=found, address=address, is_demo=bool(settings.DEMO)
    )
    headers = {
        "Content-Disposition": f'attachment; filename="{found.code}.pdf"',
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@router.post("", response={201: BagOut}, summary="Pack a bag")
@officer_required
def pack(request: HttpRequest, given: PackIn) -> HttpResponse:
    """Every bundle must lie at the agency and be in no other bag; all that is wrong is told at once."""
    asked = ours(request)

    def act() -> queries.SlipRecord:
        return services.pack(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, to_agency_id=given.to_agency_id,
            codes=rules.scanned("\n".join(given.codes)), expected_at=instant(given.expected, EVENING),
            carrier=given.carrier, seal_number=given.seal_number,
        )  # fmt: skip

    return once(request, act, lambda made: plain(_shown(request, made.code)))


@router.post("/{code}/hand-over", response=BagOut, summary="Give a bag to its carrier")
@officer_required
def hand_over(request: HttpRequest, code: str, given: HandOverIn) -> HttpResponse:
    """From now on it is on the way; the sender answers for it until it is received."""
    asked = ours(request)

    def act() -> None:
        services.hand_over(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, slip_code=code, carrier=given.carrier
        )

    return once(request, act, lambda _: plain(_shown(request, code)), status=200)


@router.post("/{code}/cancel", response=BagOut, summary="Unpack a bag that has not left")
@officer_required
def cancel(request: HttpRequest, code: str, given: CancelIn) -> HttpResponse:
    """Everything stays where it lies."""
    asked = ours(request)

    def act() -> None:
        services.cancel(actor=asked.actor, now=asked.now, agency_id=given.agency_id, slip_code=code)

    return once(request, act, lambda _: plain(_shown(request, code)), status=200)


@router.post("/{code}/receive", response=ArrivalOut, summary="Scan what arrived")
@officer_required
def receive(request: HttpRequest, code: str, given: ArrivalIn) -> HttpResponse:
    """Send `Idempotency-Key`: a scan that is sent twice would else be of bundles that are received already."""
    asked = ours(request)

    def act() -> services.Arrival:
        return services.receive(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, slip_code=code,
            codes=rules.scanned("\n".join(given.codes)), damaged=given.damaged, missing=given.missing,
        )  # fmt: skip

    return once(request, act, lambda done: plain({name: getattr(done, name) for name in ARRIVED}), status=200)


ARRIVED = ("received", "damaged", "missing", "waiting")


@dossier_router.get("/{code}/originals", response=OriginalsOut, summary="Where the paper originals are")
@officer_required
def originals(request: HttpRequest, code: str) -> HttpResponse:
    """Of one dossier: now, and every place where they lay."""
    return Data(_originals(request, code))


@dossier_router.post("/{code}/collect", response=CollectedOut, summary="Hand the result out")
@officer_required
def collect(request: HttpRequest, code: str, given: CollectIn) -> HttpResponse:
    """The same as the act `return`, and kept is who took it and on what authority. Needs `If-Match`."""
    asked, seen = ours(request), version_seen(request)
    record = dossiers.dossier_named(viewer=asked.actor, code=code)

    def act() -> work.Done:
        return services.collect(
            actor=asked.actor, now=asked.now, dossier_ids=[record.id], seen=seen, **given.model_dump()
        )

    return once(
        request, act, lambda done: {"id": str(record.id), "version": done.moved[record.id]}, status=200
    )


@dossier_router.post("/{code}/give-back", response=OriginalsOut, summary="Give papers back")
@officer_required
def give_back(request: HttpRequest, code: str, given: GiveBackIn) -> HttpResponse:
    """The originals of a dossier that is over, by the agency where they lie; whoever may return results may."""
    asked = ours(request)
    record = dossiers.dossier_named(viewer=asked.actor, code=code)

    def act() -> None:
        services.give_back(actor=asked.actor, now=asked.now, dossier_id=record.id, **given.model_dump())

    return once(request, act, lambda _: plain(_originals(request, code)), status=200)


@dossier_router.get(
    "/{code}/delivery", response=DeliveryOut, summary="How the result or the papers are delivered"
)
@officer_required
def delivery(request: HttpRequest, code: str) -> HttpResponse:
    """One delivery for each dossier: what is owed, how far it is, since when, where, to whom."""
    return Data(_delivery(request, code))


@dossier_router.post("/{code}/post-outcome", response=DeliveryOut, summary="Record what the post says")
@officer_required
def settle_post(request: HttpRequest, code: str, given: PostOutcomeIn) -> HttpResponse:
    """Of what was sent by post: it was delivered, or it came back and is given anew (`give-back`)."""
    asked = ours(request)
    record = dossiers.dossier_named(viewer=asked.actor, code=code)

    def act() -> None:
        services.settle_post(actor=asked.actor, now=asked.now, dossier_id=record.id, **given.model_dump())

    return once(request, act, lambda _: plain(_delivery(request, code)), status=200)


def _delivery(request: HttpRequest, code: str) -> dict[str, Any]:
    asked = ours(request)
    record = dossiers.dossier_named(viewer=asked.actor, code=code)
    found = queries.deliveries(viewer=asked.actor, dossier_ids=[record.id], now=asked.now)
    return {"delivery": found[record.id]}


def _slip(request: HttpRequest, code: str) -> queries.SlipRecord:
    found = queries.slip(viewer=ours(request).actor, code=code)
    if found is None:
        raise NotFound(Problem("no_such_slip", "Không có phiếu kiểm soát này ở cơ quan của bạn.", "slip"))
    return found


def _shown(request: HttpRequest, code: str) -> dict[str, Any]:
    found = _slip(request, code)
    return {"slip": found, "lines": queries.lines(viewer=ours(request).actor, slip_id=found.id)}


def _originals(request: HttpRequest, code: str) -> dict[str, Any]:
    viewer = ours(request).actor
    record = dossiers.dossier_named(viewer=viewer, code=code)
    return {
        "now": queries.bundles(viewer=viewer, codes=[record.code, record.code + rules.RESULT_MARK]),
        "stays": queries.stays(viewer=viewer, dossier_id=record.id),
        "collection": queries.collection(viewer=viewer, dossier_id=record.id),
        "given_back": queries.given_back(viewer=viewer, dossier_id=record.id),
    }

"""The money of one dossier: what it owes and paid, taking and paying back, receipts."""

from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema
from pydantic import BaseModel

from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.plumbing.http.data import Data, plain
from thongsuot.plumbing.http.given import Count, Dong, Id, Note, ours
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.links import tracking_path
from thongsuot.plumbing.http.once import once
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.fees import queries, rules, services
from thongsuot.work.fees.papers import assembling

router = Router(tags=["fees"])
MOST_LINES = 100
PDF = {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}


class ChargeIn(BaseModel):
    """One line of what is charged: `key` of a line of the quote, or any other for what the registers do not name."""

    key: Annotated[str, Field(max_length=60)]
    kind: Annotated[str, Field(max_length=40)]
    vnd: Dong = Field(description="Of one, before a relief")
    quantity: Count = 1
    relief_code: Annotated[str, Field(max_length=60)] = ""
    ground: Note = ""
    units: Count = Field(1, description="Pages of each copy, where the price of a copy goes by them")


class AssessIn(BaseModel):
    """The whole of what is charged from now on; `free_ground` says why nothing is, where registers do not."""

    agency_id: Id
    charges: Annotated[list[ChargeIn], Field(max_length=MOST_LINES)]
    free_ground: Note = ""
    seen_vnd: Dong | None = Field(None, description="The charge that was seen; 409 when it is another by now")


class CountedIn(BaseModel):
    """How many of the line `key`: copies, cases; `units` pages of each copy where its price goes by them."""

    key: Annotated[str, Field(max_length=60)]
    quantity: Count = 1
    units: Count = 1


class CountIn(BaseModel):
    agency_id: Id
    counts: Annotated[list[CountedIn], Field(max_length=MOST_LINES)]


class ClaimIn(BaseModel):
    """`relief` a code of `reliefs`; `proof` the paper that proves it, which the officer has seen."""

    agency_id: Id
    relief: Annotated[str, Field(max_length=60)]
    proof: Note


class DecideReliefIn(BaseModel):
    agency_id: Id
    confirms: bool
    reason: Note = Field("", description="Needed to refuse")


class CollectFeeIn(BaseModel):
    agency_id: Id
    vnd: Dong
    method: Annotated[str, Field(max_length=20)] = Field("cash", description="cash · bank")
    external_ref: Annotated[str, Field(max_length=60)] = Field("", description="The bank's number of it")
    payer: Annotated[str, Field(max_length=200)] = Field("", description="Empty: the applicant")


class RefundIn(BaseModel):
    agency_id: Id
    vnd: Dong
    reason: Note
    ground: Note = ""
    method: Annotated[str, Field(max_length=20)] = Field("cash", description="cash · bank · gateway")
    receiver: Annotated[str, Field(max_length=200)] = Field("", description="Empty: the applicant")


class RefundOnlineIn(BaseModel):
    """`payment_id` a transfer of the dossier that a gateway of ours took."""

    agency_id: Id
    payment_id: UUID
    vnd: Dong
    reason: Note
    ground: Note = ""


class FeesOut(Schema):
    """`quote`: what the registers say; `balance`: what the ledger says; `to_pay`: what may be asked for now."""

    money: rules.Money
    to_pay: int
    is_assessed: bool
    quote: list[rules.Line]
    balance: rules.Balance
    transfers: list[queries.TransferRecord]
    reliefs: list[rules.Relief] = Field(description="What may be asked for")
    claims: list[queries.ClaimRecord] = Field(description="What was asked for and answered, the latest first")
    backs: list[queries.BackRecord] = Field(description="What gateways were asked to give back")


@router.get("/{code}/fees", response=FeesOut, summary="The money of a dossier")
@officer_required
def fees(request: HttpRequest, code: str) -> HttpResponse:
    """What is due and why, and everything that happened to it."""
    return Data(_shown(request, dossiers.dossier_named(viewer=ours(request).actor, code=code)))


@router.post("/{code}/fees/assess", response=FeesOut, summary="Say what is due")
@officer_required
def assess(request: HttpRequest, code: str, given: AssessIn) -> HttpResponse:
    """A later assessment takes the place of an earlier one; what was paid above it is owed back."""
    charges = tuple(rules.Charge(**one.model_dump()) for one in given.charges)
    return _booked(
        request, code, services.assess, agency_id=given.agency_id, charges=charges,
        free_ground=given.free_ground, seen_vnd=given.seen_vnd,
    )  # fmt: skip


@router.post("/{code}/fees/count", response=FeesOut, summary="Say how many copies, pages, cases")
@officer_required
def count(request: HttpRequest, code: str, given: CountIn) -> HttpResponse:
    """Charges by the published price of the lines whose `per` is not null; refused once money was taken."""
    counts = tuple(rules.Count(**one.model_dump()) for one in given.counts)
    return _booked(request, code, services.count, agency_id=given.agency_id, counts=counts)


@router.post("/{code}/fees/relief", response=FeesOut, summary="Charge less on a ground")
@officer_required
def claim_relief(request: HttpRequest, code: str, given: ClaimIn) -> HttpResponse:
    """Taken off every line that the relief covers; confirmed, because who enters it has seen the paper."""
    return _booked(request, code, services.claim_relief, **given.model_dump())


@router.post("/{code}/fees/relief/decide", response=FeesOut, summary="Confirm or refuse a relief")
@officer_required
def decide_relief(request: HttpRequest, code: str, given: DecideReliefIn) -> HttpResponse:
    """Of the one that the applicant asked for; refused, the full amount is due again."""
    return _booked(request, code, services.decide_relief, **given.model_dump())


@router.post("/{code}/fees/collect", response=FeesOut, summary="Take money at the counter")
@officer_required
def collect(request: HttpRequest, code: str, given: CollectFeeIn) -> HttpResponse:
    """Cash, or a transfer with the bank's number. The last transfer of the answer bears the receipt's number."""
    return _booked(request, code, services.collect, **given.model_dump())


@router.post("/{code}/fees/refund", response=FeesOut, summary="Pay money back")
@officer_required
def refund(request: HttpRequest, code: str, given: RefundIn) -> HttpResponse:
    """Never more than was taken and kept."""
    return _booked(request, code, services.refund, **given.model_dump())


@router.post(
    "/{code}/fees/refund-online", response=FeesOut, summary="Let the gateway give money back"
)  # fmt: skip
@officer_required
def refund_online(request: HttpRequest, code: str, given: RefundOnlineIn) -> HttpResponse:
    """Asked for now, booked when the gateway has given it back: `backs` says how it stands."""
    return _booked(request, code, services.refund_online, **given.model_dump())


@router.get(
    "/{code}/fees/{uuid:transfer_id}", summary="A receipt", openapi_extra={"responses": {200: {"content": PDF}}}
)  # fmt: skip
@officer_required
def receipt(request: HttpRequest, code: str, transfer_id: UUID) -> HttpResponse:
    """The receipt of a payment, or the slip of a refund, as PDF/A."""
    viewer = ours(request).actor
    record = dossiers.dossier_named(viewer=viewer, code=code)
    made = queries.transfer(viewer=viewer, transfer_id=transfer_id)
    if made is None or made.dossier_id != record.id or made.number is None:
        raise NotFound(Problem("no_such_paper", "Không có giấy tờ này.", "form"))
    address = request.build_absolute_uri(tracking_path(record.id, record.code))
    content = assembling.printed(
        made, record, tracking_url=address, is_demo=record.is_simulated or bool(settings.DEMO)
    )
    name = f"{record.code}-{made.kind.value}-{made.number}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store, private"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _booked(request: HttpRequest, code: str, verb: Any, **given: Any) -> HttpResponse:
    asked = ours(request)
    record = dossiers.dossier_named(viewer=asked.actor, code=code)

    def act() -> Any:
        return verb(actor=asked.actor, now=asked.now, dossier_id=record.id, **given)

    return once(request, act, lambda _: plain(_shown(request, record)), status=200)


def _shown(request: HttpRequest, record: dossiers.DossierRecord) -> dict[str, Any]:
    viewer = ours(request).actor
    stand = queries.standing(viewer=viewer, record=record)
    return {
        "money": stand.money,
        "to_pay": stand.to_pay,
        "is_assessed": stand.is_assessed,
        "quote": stand.quote.lines,
        "balance": stand.balance,
        "transfers": queries.transfers_of(viewer=viewer, dossier_id=record.id),
        "reliefs": queries.claimable_of(record),
        "claims": queries.claims_of(viewer=viewer, record=record),
        "backs": queries.backs_of(viewer=viewer, dossier_id=record.id),
    }

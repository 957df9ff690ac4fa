"""The provinces that ours is connected with, by API: address and secret of each, what waits for it, sending again."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import BaseModel, Field

from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.plumbing import access
from thongsuot.plumbing.http.data import Data, plain
from thongsuot.plumbing.http.given import LARGEST, Flag, Id, ours
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.once import once
from thongsuot.work.relays import queries, services
from thongsuot.work.sync import queries as sync
from thongsuot.work.sync import services as outbox
from thongsuot.work.sync.rules import webhooks

router = Router(tags=["relays"])
CONNECT = "relays.connect"
PeerId = Annotated[int, Field(ge=1, le=LARGEST)]


class PeerIn(BaseModel):
    """Connecting, or another address and secret of one that is connected. `secret` "": one is made and told once.

    `keeps_secret`: only the address changes.
    """

    agency_id: Id
    partner_code: Annotated[str, Field(max_length=10, description="Code of the other province")]
    url: Annotated[str, Field(max_length=500)]
    secret: Annotated[str, Field(max_length=60)] = ""
    keeps_secret: Flag = False
    overlap_hours: Annotated[int, Field(strict=True, ge=0, le=webhooks.LONGEST_OVERLAP)] = webhooks.OVERLAP


class PeerPlaceIn(BaseModel):
    agency_id: Id


class PeerResendIn(BaseModel):
    agency_id: Id
    message_ids: Annotated[list[Id], Field(min_length=1, max_length=1_000)]


class PeerOut(Schema):
    """`is_on`: connected. `waiting`, `refused`: messages. `old_until`: until then a replaced secret is good too."""

    id: int
    partner_code: str
    partner_name: str
    is_on: bool
    url: str
    since: datetime
    failing_since: datetime | None
    last_error: str
    last_sent_at: datetime | None
    old_until: datetime | None
    waiting: int
    refused: int
    oldest_at: datetime | None


class PeerSecretOut(PeerOut):
    """`secret`: the one that was made, told this once; "" when it was given, or the call is a repeated one."""

    secret: str


class PeersOut(Schema):
    peers: list[PeerOut]


class PeerMessagesOut(Schema):
    messages: list[sync.MessageRecord]


class PeerCountOut(Schema):
    count: int


class PeerQuery(Schema):
    agency_id: int = Field(ge=1, le=LARGEST)


class PeerMessagesQuery(PeerQuery):
    state: Literal["waiting", "refused", "sent", "skipped"] = "waiting"
    limit: int = Field(100, ge=1, le=1_000)


@router.get("", response=PeersOut, summary="Connected provinces")
@officer_required
def peers(request: HttpRequest, asked: Query[PeerQuery]) -> HttpResponse:
    """For whoever connects them, by name; without their secrets."""
    _require(request, asked.agency_id)
    found = queries.peers(viewer=ours(request).actor)
    return Data({"peers": [_shown(request, one) for one in found]})


@router.post("", response={201: PeerSecretOut}, summary="Connect a province")
@officer_required
def connect(request: HttpRequest, given: PeerIn) -> HttpResponse:
    """Or change its address and secret; the replaced secret is good for `overlap_hours` more."""
    asked = ours(request)

    def act() -> str:
        return services.connect(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, partner_code=given.partner_code,
            url=given.url, secret=given.secret, keeps_secret=given.keeps_secret,
            overlap_hours=given.overlap_hours,
        )  # fmt: skip

    def shown(_: str) -> dict[str, Any]:
        one = next(p for p in queries.peers(viewer=asked.actor) if p.partner_code == given.partner_code)
        return plain({**_shown(request, one), "secret": ""})

    return once(request, act, shown, unkept=lambda secret: {} if given.secret else {"secret": secret})


@router.post("/{peer_id}/disconnect", response=PeerOut, summary="Disconnect a province")
@officer_required
def disconnect(request: HttpRequest, peer_id: PeerId, given: PeerPlaceIn) -> HttpResponse:
    """What waits for it is kept until it is connected again."""
    asked = ours(request)
    _require(request, given.agency_id)
    _found(request, peer_id)

    def act() -> None:
        services.disconnect(actor=asked.actor, now=asked.now, agency_id=given.agency_id, peer_id=peer_id)

    return once(request, act, lambda _: plain(_shown(request, _found(request, peer_id))), status=200)


@router.get("/{peer_id}/messages", response=PeerMessagesOut, summary="Messages to a province")
@officer_required
def messages(request: HttpRequest, peer_id: PeerId, asked: Query[PeerMessagesQuery]) -> HttpResponse:
    """The latest first."""
    _require(request, asked.agency_id)
    found = sync.messages(
        viewer=ours(request).actor, receiver_id=_found(request, peer_id).receiver_id, state=asked.state,
        limit=asked.limit,
    )  # fmt: skip
    return Data({"messages": found})


@router.post("/{peer_id}/resend", response=PeerCountOut, summary="Send messages to a province now")
@officer_required
def resend(request: HttpRequest, peer_id: PeerId, given: PeerResendIn) -> HttpResponse:
    """Waiting ones lose their pause, settled ones are told again under another id."""
    asked = ours(request)
    _require(request, given.agency_id)
    receiver_id = _found(request, peer_id).receiver_id

    def act() -> int:
        return outbox.resend(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, receiver_id=receiver_id,
            message_ids=given.message_ids,
        )  # fmt: skip

    return once(request, act, lambda count: {"count": count}, status=200)


def _require(request: HttpRequest, agency_id: int) -> None:
    asked = ours(request)
    access.require(actor=asked.actor, verb=CONNECT, agency_id=agency_id, day=asked.day)


def _found(request: HttpRequest, peer_id: int) -> queries.PeerRecord:
    found = next((one for one in queries.peers(viewer=ours(request).actor) if one.id == peer_id), None)
    if found is None:
        raise NotFound(Problem("no_such_peer", "Không có kết nối này."))
    return found


def _shown(request: HttpRequest, peer: queries.PeerRecord) -> dict[str, Any]:
    one = sync.receiver(viewer=ours(request).actor, receiver_id=peer.receiver_id)
    own = ("id", "partner_code", "partner_name", "is_on")
    told = [name for name in PeerOut.model_fields if name not in own]
    return {
        **{name: getattr(peer, name) for name in own},
        **{name: getattr(one, name) for name in told},
    }

"""Webhooks of an agency by API: subscribe, see what was sent, send again, renew the secret, pause, end."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import AwareDatetime, BaseModel, Field

from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.plumbing import access
from thongsuot.plumbing.http.data import Data, plain
from thongsuot.plumbing.http.given import LARGEST, Id, Note, ours
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.once import once
from thongsuot.work.sync import queries, services
from thongsuot.work.sync.rules import webhooks as rules

router = Router(tags=["webhooks"])
SUBSCRIBE = "sync.subscribe"
WebhookId = Annotated[int, Field(ge=1, le=LARGEST)]
Act = Annotated[str, Field(max_length=40)]


# With its zone: an instant without one is another one on another machine; far ones have none before or after them.
Instant = Annotated[
    AwareDatetime, Field(ge=datetime(1970, 1, 2, tzinfo=UTC), le=datetime(2199, 12, 31, tzinfo=UTC))
]


class WebhookIn(BaseModel):
    """`acts`: of these steps only (`receive`, `take`, `forward`, `decide` …); none: of every step."""

    agency_id: Id
    name: Note
    url: Annotated[str, Field(max_length=500)]
    acts: Annotated[list[Act], Field(max_length=50)] = []


class WebhookPlaceIn(BaseModel):
    agency_id: Id


class RotateIn(BaseModel):
    """For so long both secrets sign; 0: the old one is known to somebody and ends at once."""

    agency_id: Id
    overlap_hours: Annotated[int, Field(strict=True, ge=0, le=rules.LONGEST_OVERLAP)] = rules.OVERLAP


class ReplayIn(BaseModel):
    """These messages, or all that were made since an instant."""

    agency_id: Id
    message_ids: Annotated[list[Id], Field(max_length=1_000)] = []
    since: Instant | None = None


class WebhookOut(Schema):
    """`state`: on, paused (what happens is kept) or ended. `old_until`: until then the replaced secret signs too."""

    id: int
    agency_id: int
    name: str
    url: str
    acts: list[str]
    state: str
    paused_because: str
    since: datetime
    failing_since: datetime | None
    last_error: str
    last_sent_at: datetime | None
    old_until: datetime | None
    waiting: int
    refused: int
    oldest_at: datetime | None


class WebhookSecretOut(WebhookOut):
    """`secret`: the new one, told this once; "" when the call is a repeated one."""

    secret: str


class WebhooksOut(Schema):
    webhooks: list[WebhookOut]


class WebhookMessagesOut(Schema):
    messages: list[queries.MessageRecord]


class WebhookCountOut(Schema):
    count: int


class WebhookQuery(Schema):
    agency_id: int = Field(ge=1, le=LARGEST)


class WebhookMessagesQuery(WebhookQuery):
    state: Literal["", "waiting", "refused", "sent", "skipped"] = ""


@router.get("", response=WebhooksOut, summary="Webhooks of an agency")
@officer_required
def webhooks(request: HttpRequest, asked: Query[WebhookQuery]) -> HttpResponse:
    """Living ones first; without their secrets."""
    _require(request, asked.agency_id)
    found = queries.webhooks(agency_ids=[asked.agency_id])
    return Data({"webhooks": [_shown(one) for one in found]})


@router.post("", response={201: WebhookSecretOut}, summary="Subscribe an address")
@officer_required
def subscribe(request: HttpRequest, given: WebhookIn) -> HttpResponse:
    """From now on it is told of every step of the agency's dossiers, signed with the secret of this answer."""
    asked = ours(request)

    def act() -> tuple[int, str]:
        return services.subscribe(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, name=given.name, url=given.url,
            acts=given.acts,
        )  # fmt: skip

    return once(
        request,
        act,
        lambda made: plain({**_shown(_found(request, given.agency_id, made[0])), "secret": ""}),
        unkept=lambda made: {"secret": made[1]},
    )


@router.get("/{receiver_id}", response=WebhookOut, summary="One webhook")
@officer_required
def webhook(request: HttpRequest, receiver_id: WebhookId, asked: Query[WebhookQuery]) -> HttpResponse:
    """How it stands."""
    return Data(_shown(_found(request, asked.agency_id, receiver_id)))


@router.get("/{receiver_id}/messages", response=WebhookMessagesOut, summary="What a webhook was told")
@officer_required
def messages(
    request: HttpRequest, receiver_id: WebhookId, asked: Query[WebhookMessagesQuery]
) -> HttpResponse:
    """The latest first: codes of dossiers, no persons."""
    _found(request, asked.agency_id, receiver_id)
    found = queries.sent_to(receiver_id=receiver_id, agency_ids=[asked.agency_id], state=asked.state)
    return Data({"messages": found})


@router.post("/{receiver_id}/rotate", response=WebhookSecretOut, summary="Give a webhook a new secret")
@officer_required
def rotate(request: HttpRequest, receiver_id: WebhookId, given: RotateIn) -> HttpResponse:
    """Both sign for `overlap_hours` (`webhook-signature` lists both), then the old one never again."""
    asked = ours(request)

    def act() -> str:
        return services.rotate(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, receiver_id=receiver_id,
            overlap_hours=given.overlap_hours,
        )  # fmt: skip

    return once(
        request,
        act,
        lambda _: plain({**_shown(_found(request, given.agency_id, receiver_id)), "secret": ""}),
        status=200,
        unkept=lambda secret: {"secret": secret},
    )


@router.post("/{receiver_id}/replay", response=WebhookCountOut, summary="Send messages of a webhook again")
@officer_required
def replay(request: HttpRequest, receiver_id: WebhookId, given: ReplayIn) -> HttpResponse:
    """Under new ids; at most 10,000."""
    asked = ours(request)

    def act() -> int:
        return services.replay(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, receiver_id=receiver_id,
            message_ids=given.message_ids, since=given.since,
        )  # fmt: skip

    return once(request, act, lambda count: {"count": count}, status=200)


@router.post("/{receiver_id}/{wish}", response=WebhookOut, summary="Pause, resume or end a webhook")
@officer_required
def steer(
    request: HttpRequest, receiver_id: WebhookId, wish: Literal["pause", "resume", "end"], given: WebhookPlaceIn
) -> HttpResponse:  # fmt: skip
    """Paused, what happens is kept for it; ended, it is told nothing more, and its secrets are forgotten."""
    asked = ours(request)

    def act() -> None:
        VERBS[wish](actor=asked.actor, now=asked.now, agency_id=given.agency_id, receiver_id=receiver_id)

    return once(
        request, act, lambda _: plain(_shown(_found(request, given.agency_id, receiver_id))), status=200
    )


VERBS: dict[str, Any] = {
    "pause": services.pause,
    "resume": services.resume,
    "end": services.unsubscribe,
}


def _require(request: HttpRequest, agency_id: int) -> None:
    asked = ours(request)
    access.require(actor=asked.actor, verb=SUBSCRIBE, agency_id=agency_id, day=asked.day)


def _found(request: HttpRequest, agency_id: int, receiver_id: int) -> queries.ReceiverRecord:
    _require(request, agency_id)
    found = next((one for one in queries.webhooks(agency_ids=[agency_id]) if one.id == receiver_id), None)
    if found is None:
        raise NotFound(Problem("no_such_webhook", "Không có đăng ký này."))
    return found


def _shown(one: queries.ReceiverRecord) -> dict[str, Any]:
    return {name: getattr(one, name) for name in WebhookOut.model_fields}

"""What gateways are still to be asked: payments that nobody told the end of, and money that they are to give back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Sum

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.dates import instant
from thongsuot.plumbing.access import reading, seeing
from thongsuot.work.fees import models, ports, rules
from thongsuot.work.fees.queries.standing import TransferRecord, recorded
from thongsuot.work.fees.rules.asking import FIRST, GIVEN_UP, OPEN_BACKS, Back

MOST = 100


@dataclass(frozen=True, slots=True)
class BackRecord:
    """Money that a gateway was asked to give back, and what it said of it."""

    id: UUID
    mark: str
    dossier_id: UUID
    dossier_code: str
    agency_id: int
    order_id: UUID
    payment_id: UUID
    gateway: str
    vnd: int
    reason: str
    asked_at: datetime
    state: Back
    asks: int
    said: str
    settled_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_BACKS


@dataclass(frozen=True, slots=True)
class OnlinePayment:
    """A payment that a gateway took; `left` was neither given back by it nor asked back yet."""

    payment: TransferRecord
    gateway: str
    left: int
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Unclear:
    """An order of which no gateway could say what became of it."""

    code: str
    dossier_code: str
    gateway: str
    vnd: int
    made_at: datetime
    doubt: str


def due_orders(*, now: datetime) -> tuple[UUID, ...]:
    """Orders whose gateway is to be asked now, the longest waiting first."""
    names = [one.name for one in ports.askable()]
    paid = models.FeeTransfer.objects.filter(order_id=OuterRef("pk"), kind=rules.Kind.PAY)
    with seeing(SYSTEM):
        rows = models.FeeOrder.objects.filter(
            Q(ask_at=None, made_at__lte=now - FIRST) | Q(ask_at__lte=now),
            ~Exists(paid), way__in=names, failed_at=None, doubt="", made_at__gt=now - 2 * GIVEN_UP,
        )  # fmt: skip
        return tuple(rows.order_by("made_at", "id").values_list("id", flat=True)[:MOST])


def due_backs(*, now: datetime) -> tuple[UUID, ...]:
    """Requests for money back that are to be brought to their gateway now, or asked after."""
    names = [one.name for one in ports.askable()]
    with seeing(SYSTEM):
        rows = models.FeeBack.objects.filter(state__in=OPEN_BACKS, ask_at__lte=now, gateway__in=names)
        return tuple(rows.order_by("ask_at", "id").values_list("id", flat=True)[:MOST])


@reading
def backs_of(*, viewer: Actor, dossier_id: UUID) -> tuple[BackRecord, ...]:
    """What gateways were asked to give back for a dossier, latest first."""
    rows = models.FeeBack.objects.filter(dossier_id=dossier_id).select_related("dossier")
    return tuple(map(_back, rows.order_by("-asked_at", "-id")))


@reading
def asked_back(*, viewer: Actor, dossier_id: UUID) -> int:
    """What gateways were asked to give back for a dossier and have neither given nor refused."""
    rows = models.FeeBack.objects.filter(dossier_id=dossier_id, state__in=OPEN_BACKS)
    return int(rows.aggregate(sum=Sum("vnd"))["sum"] or 0)


@reading
def online_payments(*, viewer: Actor, dossier_id: UUID) -> tuple[OnlinePayment, ...]:
    """What gateways of ours took for a dossier and could give back."""
    asked = models.FeeBack.objects.filter(dossier_id=dossier_id).exclude(state=Back.REFUSED)
    backs = list(asked.values_list("payment_id", "vnd", "state"))
    rows = models.FeeTransfer.objects.filter(
        dossier_id=dossier_id, kind=rules.Kind.PAY, method="gateway"
    ).exclude(order_id=None)
    return tuple(
        OnlinePayment(
            recorded(row),
            row.external_ref.partition(":")[0],
            row.vnd - sum(vnd for payment, vnd, _ in backs if payment == row.pk),
            any(payment == row.pk and state in OPEN_BACKS for payment, _, state in backs),
        )
        for row in rows.order_by("at", "id")
        if ports.gateway(row.external_ref.partition(":")[0]) is not None
    )


@reading
def backs_at(*, viewer: Actor, agency_ids: Sequence[int], day: date) -> tuple[BackRecord, ...]:
    """Requests of agencies that are open, or that a gateway refused on a day: what somebody may have to look after."""
    begin = instant(day, time())
    refused = Q(state=Back.REFUSED, settled_at__gte=begin, settled_at__lt=begin + timedelta(days=1))
    rows = models.FeeBack.objects.filter(
        Q(state__in=OPEN_BACKS) | refused, agency_id__in=list(agency_ids)
    ).select_related("dossier")
    return tuple(map(_back, rows.order_by("asked_at", "id")[:MOST]))


@reading
def unclear_at(*, viewer: Actor, agency_ids: Sequence[int], day: date) -> tuple[Unclear, ...]:
    """Orders of a day that their gateway was asked about in vain."""
    begin = instant(day, time())
    rows = (
        models.FeeOrder.objects.filter(
            agency_id__in=list(agency_ids), made_at__gte=begin, made_at__lt=begin + timedelta(days=1)
        )
        .exclude(doubt="")
        .select_related("dossier")
    )
    return tuple(
        Unclear(row.code, row.dossier.code, row.way, row.vnd, row.made_at, row.doubt)
        for row in rows.order_by("made_at", "id")[:MOST]
    )


def _back(row: models.FeeBack) -> BackRecord:
    names = (name for name in BackRecord.__dataclass_fields__ if name not in ("dossier_code", "state"))
    values = {name: getattr(row, name) for name in names}
    return BackRecord(**values, dossier_code=row.dossier.code, state=Back(row.state))

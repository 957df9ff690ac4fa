"""How the money of one dossier stands, and what happened to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.plumbing.access import reading, seeing
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers.ports import MoneyMoved
from thongsuot.work.dossiers.queries import DossierRecord
from thongsuot.work.dossiers.rules import State
from thongsuot.work.fees import models, rules
from thongsuot.work.fees.queries import prices

ENDED = frozenset({State.WITHDRAWN, State.STOPPED, State.DECLINED, State.REFUSED})


@dataclass(frozen=True, slots=True)
class Standing:
    """`quote`: what the registers say; `balance`: what the ledger says; `money`: the state of the two together."""

    quote: rules.Quote
    balance: rules.Balance
    is_assessed: bool
    money: rules.Money

    @property
    def to_pay(self) -> int:
        """What may be asked of the citizen now; 0 while it is an open question or nothing is due."""
        if self.is_assessed:
            return self.balance.due if self.money in (rules.Money.DUE, rules.Money.PART) else 0
        return (self.quote.vnd or 0) if self.money is rules.Money.DUE else 0


@dataclass(frozen=True, slots=True)
class TransferRecord:
    """One thing that happened to the money. `vnd` of an assessment is the whole charge since then."""

    id: UUID
    kind: rules.Kind
    dossier_id: UUID | None
    agency_id: int
    authority_id: int
    at: datetime
    officer_id: int | None
    method: str
    external_ref: str
    vnd: int
    year: int | None
    number: int | None
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OrderRecord:
    """What a citizen was asked to pay; `is_paid`: money came in for it."""

    id: UUID
    code: str
    dossier_id: UUID
    dossier_code: str
    agency_id: int
    authority_id: int
    way: str
    vnd: int
    made_at: datetime
    expires_at: datetime
    failed_at: datetime | None
    is_paid: bool

    @property
    def is_over(self) -> bool:
        """Whether nobody should pay it any more."""
        return self.is_paid or self.failed_at is not None


@dataclass(frozen=True, slots=True)
class Collected:
    """The account of the province into which transfers go."""

    bank_bin: str
    bank: str
    number: str
    name: str
    is_simulated: bool


BALANCE = """select
  coalesce(-sum(p.vnd) filter (where p.account = 'income'), 0),
  coalesce(sum(p.vnd) filter (where p.account = 'due'), 0),
  coalesce(-sum(p.vnd) filter (where p.account = 'owed'), 0),
  coalesce(sum(p.vnd) filter (where t.kind = 'pay' and p.account in ('cash', 'bank', 'gateway')), 0),
  coalesce(-sum(p.vnd) filter (where t.kind = 'refund' and p.account in ('cash', 'bank', 'gateway')), 0),
  exists (select 1 from fee_transfer a where a.dossier_id = %s and a.kind = 'assess')
from fee_transfer t join fee_posting p on p.transfer_id = t.id where t.dossier_id = %s"""


@reading
def standing(*, viewer: Actor, record: DossierRecord) -> Standing:
    """The money of a dossier as it stands."""
    with connection.cursor() as cursor:
        cursor.execute(BALANCE, [record.id, record.id])
        *sums, is_assessed = cursor.fetchone()
    quote, balance = prices.price_of(record), rules.Balance(*map(int, sums))
    money = rules.money_state(
        balance=balance,
        is_assessed=is_assessed,
        is_free=quote.is_free,
        is_question=quote.is_open,
        is_ended=record.state in ENDED,
    )
    return Standing(quote, balance, is_assessed, money)


OWING = """select t.dossier_id from fee_transfer t join fee_posting p on p.transfer_id = t.id
where t.dossier_id = any(%s::uuid[]) and p.account = 'due' group by 1 having sum(p.vnd) > 0"""


@reading
def owing(*, viewer: Actor, dossier_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Those of these dossiers that were charged and are not paid for yet."""
    with connection.cursor() as cursor:
        cursor.execute(OWING, [[str(id_) for id_ in dossier_ids]])
        return frozenset(row[0] for row in cursor.fetchall())


FIELDS = tuple(name for name in TransferRecord.__dataclass_fields__)


def recorded(row: models.FeeTransfer) -> TransferRecord:
    """A row of the ledger as others see it."""
    values = {name: getattr(row, name) for name in FIELDS}
    return TransferRecord(**{**values, "kind": rules.Kind(row.kind)})


@reading
def transfers_of(*, viewer: Actor, dossier_id: UUID) -> tuple[TransferRecord, ...]:
    """What happened to the money of a dossier, in order."""
    rows = models.FeeTransfer.objects.filter(dossier_id=dossier_id).order_by("at", "id")
    return tuple(map(recorded, rows))


def money_moved(dossier_id: UUID, until: datetime) -> tuple[MoneyMoved, ...]:
    """What was taken for a dossier and given back until an instant, in the transaction of whoever prints it."""
    rows = models.FeeTransfer.objects.filter(
        dossier_id=dossier_id, at__lte=until, kind__in=[rules.Kind.PAY, rules.Kind.REFUND]
    )
    return tuple(_moved(recorded(row)) for row in rows.order_by("at", "id"))


def _moved(one: TransferRecord) -> MoneyMoved:
    issuer = units.agency(agency_id=one.agency_id)
    series = rules.series_of(issuer.code if issuer else "", kind=one.kind, year=one.year or 0)
    return MoneyMoved(one.vnd, f"{one.number or 0:07} ({series})", one.kind is rules.Kind.REFUND)


@reading
def transfer(*, viewer: Actor, transfer_id: UUID) -> TransferRecord | None:
    """One transfer, or None when there is none that the viewer may see."""
    row = models.FeeTransfer.objects.filter(pk=transfer_id).first()
    return recorded(row) if row else None


@reading
def payment_by_ref(*, viewer: Actor, method: str, external_ref: str) -> TransferRecord | None:
    """The payment to which a bank or gateway gave this number."""
    row = models.FeeTransfer.objects.filter(method=method, external_ref=external_ref).first()
    return recorded(row) if row else None


def order_by_code(*, code: str) -> OrderRecord | None:
    """The order of this code, for whoever was told it by a bank: it says nothing of a person."""
    if not (code.isascii() and code.isalnum()):
        return None
    with seeing(SYSTEM):
        row = models.FeeOrder.objects.select_related("dossier").filter(code=code.upper()).first()
        return _order(row) if row else None


@reading
def orders_of(*, viewer: Actor, dossier_id: UUID) -> tuple[OrderRecord, ...]:
    """What was ordered for a dossier, latest first."""
    return tuple(
        map(
            _order,
            models.FeeOrder.objects.select_related("dossier")
            .filter(dossier_id=dossier_id)
            .order_by("-made_at", "-id"),
        )
    )


def _order(row: models.FeeOrder) -> OrderRecord:
    derived = ("is_paid", "dossier_code")
    names = (name for name in OrderRecord.__dataclass_fields__ if name not in derived)
    is_paid = models.FeeTransfer.objects.filter(order_id=row.pk, kind=rules.Kind.PAY).exists()
    values = {name: getattr(row, name) for name in names}
    return OrderRecord(**values, is_paid=is_paid, dossier_code=row.dossier.code)


def collecting_account(*, authority_id: int) -> Collected | None:
    """Where transfers of a province go; None while its pack names no account."""
    given = units.setting(authority_id=authority_id, key="fee_account")
    return Collected(**given) if given else None


@reading
def charged(*, viewer: Actor, dossier_ids: Sequence[UUID]) -> dict[UUID, list[Mapping[str, Any]]]:
    """The lines in force of those of these dossiers that were charged; an empty list: nothing is due."""
    rows = models.FeeTransfer.objects.filter(dossier_id__in=list(dossier_ids), kind=rules.Kind.ASSESS)
    return {
        row.dossier_id: list(row.detail.get("lines", ()))
        for row in rows.order_by("at", "id")
        if row.dossier_id
    }


def charged_lines(transfers: Sequence[TransferRecord]) -> list[Mapping[str, Any]]:
    """The lines of the assessment in force."""
    found = [one for one in transfers if one.kind is rules.Kind.ASSESS]
    return list(found[-1].detail.get("lines", ())) if found else []


@reading
def paid_at(*, viewer: Actor, dossier_id: UUID) -> rules.PaidAt | None:
    """At whose gateway all that was paid for a dossier came in; None: not online, or it was paid back since.

    A transfer that a counter booked before the bank's statement told of it is that of the QR code over the same amount.
    """
    asked = models.FeeOrder.objects.filter(
        dossier_id=OuterRef("dossier_id"), vnd=OuterRef("vnd"), made_at__lte=OuterRef("at")
    )
    rows = models.FeeTransfer.objects.filter(dossier_id=dossier_id).annotate(is_asked=Exists(asked))
    paid = [one for one in rows if one.kind == rules.Kind.PAY]
    back = sum(one.vnd for one in rows if one.kind == rules.Kind.REFUND)
    if sum(one.vnd for one in paid) <= back:
        return None
    return rules.paid_online(
        rules.Payment(one.method, one.external_ref, one.order_id is not None or one.is_asked) for one in paid
    )


def ways_of(transfers: Sequence[TransferRecord]) -> tuple[str, ...]:
    """How money came in, each way once, in words."""
    methods = dict.fromkeys(one.method for one in transfers if one.kind is rules.Kind.PAY)
    return tuple(rules.METHODS[one] for one in methods)

"""A counter's drawer and an account's day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.dates import instant
from thongsuot.plumbing import access
from thongsuot.plumbing.access import reading, seeing
from thongsuot.registers.units import queries as units
from thongsuot.work.fees import models, rules
from thongsuot.work.fees.queries.standing import TransferRecord, recorded

DOUBTFUL = ("wrong_amount", "unknown_order", "bad_signature")
DOUBTS_MOST = 100


@dataclass(frozen=True, slots=True)
class Drawer:
    """The cash that an officer took and gave since he last closed; `expected` is what must lie in the drawer."""

    transfers: tuple[TransferRecord, ...]

    @property
    def expected(self) -> int:
        return sum(one.vnd if one.kind is rules.Kind.PAY else -one.vnd for one in self.transfers)


@dataclass(frozen=True, slots=True)
class ClosingRecord:
    """One closing of a drawer."""

    id: UUID
    agency_id: int
    officer_id: int
    from_at: datetime | None
    to_at: datetime
    expected_vnd: int
    counted_vnd: int
    note: str
    year: int
    number: int

    @property
    def gap(self) -> int:
        """What was counted above what was expected."""
        return self.counted_vnd - self.expected_vnd


@dataclass(frozen=True, slots=True)
class Compared:
    """A difference of a day with how it was settled, if it was; `day` is the day it belongs to."""

    found: rules.Compared
    reason: str

    @property
    def is_open(self) -> bool:
        return self.found.difference is not rules.Difference.MATCHED and not self.reason


@dataclass(frozen=True, slots=True)
class GatewaySum:
    """Payments that a gateway took."""

    gateway: str
    count: int
    vnd: int


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A gateway's message that was not believed, or not booked; `code` of the order and `vnd` as it told them."""

    gateway: str
    code: str
    external_ref: str
    vnd: int | None
    verdict: str
    at: datetime


@reading
def drawer(*, viewer: Actor, agency_id: int, officer_id: int, day: date) -> Drawer:
    """What lies in an officer's drawer at an agency by the ledger.

    With it lies, for the officer himself, what he took at agencies that have ended by `day` and for which this one
    stands: nobody can close a drawer there any more.
    """
    found = _unclosed({agency_id}, officer_id)
    if viewer.account_id == officer_id and (ended := _ended(agency_id, day)):
        with seeing(SYSTEM):  # the walls let nobody of an ended agency in, and what is asked for is his own
            found = (*_unclosed(ended, officer_id), *found)
    return Drawer(found)


def _ended(agency_id: int, day: date) -> set[int]:
    before = units.agency_predecessors(agency_id=agency_id, day=day)
    return {one.id for one in before if not one.is_valid_on(day)}


def _unclosed(agency_ids: Collection[int], officer_id: int) -> tuple[TransferRecord, ...]:
    closed = models.FeeClosingLine.objects.filter(transfer_id=OuterRef("pk"))
    rows = models.FeeTransfer.objects.filter(agency_id__in=agency_ids, officer_id=officer_id, method="cash")
    return tuple(map(recorded, rows.filter(~Exists(closed)).order_by("at", "id")))


@reading
def closings(
    *, viewer: Actor, agency_ids: Collection[int], limit: int = 50, before: UUID | None = None
) -> tuple[ClosingRecord, ...]:
    """The last closings of some agencies, latest first; `before`: only those after this one on the list."""
    rows = models.FeeClosing.objects.filter(agency_id__in=agency_ids).order_by("-to_at", "-id")
    if before is not None:
        last = models.FeeClosing.objects.filter(id=before).values_list("to_at", flat=True).first()
        if last is None:
            return ()
        rows = rows.filter(to_at__lte=last).exclude(to_at=last, id__gte=before)
    return tuple(map(_closing, rows[:limit]))


@reading
def closing(*, viewer: Actor, closing_id: UUID) -> tuple[ClosingRecord, tuple[TransferRecord, ...]] | None:
    """One closing with what it counted, None when there is none that the viewer may see."""
    row = models.FeeClosing.objects.filter(pk=closing_id).first()
    if row is None:
        return None
    with seeing(
        SYSTEM
    ):  # who sees the closing sees what it counts, also what was taken at an agency that has ended
        counted = models.FeeClosingLine.objects.filter(closing_id=closing_id).values("transfer_id")
        rows = models.FeeTransfer.objects.filter(pk__in=counted).order_by("at", "id")
        return _closing(row), tuple(map(recorded, rows))


def _closing(row: models.FeeClosing) -> ClosingRecord:
    return ClosingRecord(**{name: getattr(row, name) for name in ClosingRecord.__dataclass_fields__})


@reading
def account_day(*, viewer: Actor, agency_id: int, day: date) -> tuple[Compared, ...]:
    """Our payments of a day beside the statement's, whichever day the other side has them on.

    Who may settle here sees with them what agencies booked and loaded that have ended, and for which this one stands.
    """
    today = viewer.day or day
    settles = access.may(actor=viewer, verb="fees.resolve", agency_id=agency_id, day=today)
    ended = _ended(agency_id, today) if settles else set()
    with seeing(SYSTEM if ended else viewer):
        return _compared({agency_id, *ended}, day)


@reading
def gateway_day(*, viewer: Actor, agency_id: int, day: date) -> tuple[GatewaySum, ...]:
    """What each gateway took for an agency on a day, by our book: to lay beside the gateway's own report."""
    begin = instant(day, time())
    rows = models.FeeTransfer.objects.filter(
        agency_id=agency_id, kind="pay", method="gateway", at__gte=begin, at__lt=begin + timedelta(days=1)
    )
    found: dict[str, list[int]] = {}
    for ref, vnd in rows.values_list("external_ref", "vnd"):
        found.setdefault(ref.partition(":")[0], []).append(vnd)
    return tuple(GatewaySum(name, len(each), sum(each)) for name, each in sorted(found.items()))


@reading
def doubtful_day(*, viewer: Actor, agency_id: int, day: date) -> tuple[Doubtful, ...]:
    """What gateways told on a day and was not booked: another sum than was asked for, an order that nobody knows, a
    wrong signature. Whoever settles the agency's account sees with it what names no agency."""
    begin = instant(day, time())
    settles = access.may(actor=viewer, verb="fees.resolve", agency_id=agency_id, day=viewer.day or day)
    with seeing(SYSTEM if settles else viewer):
        rows = models.FeeNotice.objects.filter(
            Q(agency_id=agency_id) | Q(agency_id=None),
            verdict__in=DOUBTFUL, at__gte=begin, at__lt=begin + timedelta(days=1),
        )  # fmt: skip
        return tuple(
            Doubtful(row.gateway, row.code, row.external_ref, row.vnd, row.verdict, row.at)
            for row in rows.order_by("at", "id")[:DOUBTS_MOST]
        )


def _compared(agency_ids: Collection[int], day: date) -> tuple[Compared, ...]:
    begin = instant(day, time())
    ours = models.FeeTransfer.objects.filter(agency_id__in=agency_ids, kind="pay").exclude(external_ref="")
    theirs = models.FeeStatementLine.objects.filter(agency_id__in=agency_ids)
    # What a gateway took reaches the bank in one sum under a number of its own: it is compared only where a statement
    # (the gateway's) names it.
    today = ours.filter(at__gte=begin, at__lt=begin + timedelta(days=1)).exclude(method="gateway")
    refs = {
        *today.values_list("external_ref", flat=True),
        *theirs.filter(day=day).values_list("external_ref", flat=True),
    }
    found = rules.compare(
        (
            rules.Booked(t.external_ref, t.vnd, t.dossier.code if t.dossier else "")
            for t in ours.filter(external_ref__in=refs).select_related("dossier")
        ),
        (rules.Stated(s.external_ref, s.vnd, s.text) for s in theirs.filter(external_ref__in=refs)),
    )
    settled = dict(
        models.FeeResolution.objects.filter(agency_id__in=agency_ids, external_ref__in=refs).values_list(
            "external_ref", "reason"
        )
    )
    return tuple(Compared(one, settled.get(one.ref, "")) for one in found)

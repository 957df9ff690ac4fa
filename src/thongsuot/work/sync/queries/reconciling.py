"""Comparisons with the portal, and what arrived from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.access import reading
from thongsuot.work.sync import ports
from thongsuot.work.sync.models import Arrival, Message, Receiver, Reconciliation, ReconciliationLine
from thongsuot.work.sync.rules.arrivals import FILING
from thongsuot.work.sync.rules.reconciling import Difference, Kind, Tally


@dataclass(frozen=True, slots=True)
class Compared:
    """The latest comparison of a province; `differences` at most the first thousand of `count`."""

    id: int
    at: datetime
    from_day: date
    to_day: date
    tallies: tuple[Tally, ...]
    differences: tuple[Difference, ...]
    count: int


@dataclass(frozen=True, slots=True)
class ArrivalRecord:
    """Something that arrived. `problems`: [{"code", "message", "field", "params"}]. The body stays in the table."""

    id: int
    key: str
    kind: str
    about: str
    state: str
    problems: Sequence[Mapping[str, Any]]
    attempts: int
    arrived_at: datetime
    because: str


@dataclass(frozen=True, slots=True)
class MissingRecord:
    """A dossier that the portal has and we lack; `arrival`: how it came before and why it was not taken in."""

    code: str
    day: date | None
    theirs: int | None
    arrival: ArrivalRecord | None


MOST = 1000


def waiting_dossiers(*, authority_id: int) -> frozenset[UUID]:
    """Dossiers about which a message to the portal waits. Within `seeing(SYSTEM)`."""
    rows = Message.objects.filter(
        receiver__authority_id=authority_id, receiver__kind=ports.PORTAL, state="waiting"
    )
    return frozenset(rows.values_list("dossier_id", flat=True))


def portal_authorities() -> tuple[int, ...]:
    """The provinces that have the portal. Within `seeing(SYSTEM)`."""
    rows = Receiver.objects.filter(kind=ports.PORTAL).order_by("authority_id")
    return tuple(rows.values_list("authority_id", flat=True))


@reading
def compared(*, viewer: Actor, authority_id: int, kind: str = "") -> Compared | None:
    """The latest comparison that the viewer may see; `kind`: only differences of this kind."""
    row = Reconciliation.objects.filter(authority_id=authority_id).order_by("-at", "-id").first()
    if row is None:
        return None
    lines = ReconciliationLine.objects.filter(reconciliation=row).order_by("code")
    if kind:
        lines = lines.filter(kind=kind)
    tallies = tuple(Tally(date.fromisoformat(day), *rest) for day, *rest in row.tallies)
    found = tuple(Difference(one.code, Kind(one.kind), one.day, one.ours, one.theirs) for one in lines[:MOST])
    return Compared(row.pk, row.at, row.from_day, row.to_day, tallies, found, lines.count())


@reading
def differing_codes(*, viewer: Actor, authority_id: int) -> tuple[str, ...]:
    """Dossiers of ours that the portal lacks or knows otherwise, by the latest comparison."""
    row = Reconciliation.objects.filter(authority_id=authority_id).order_by("-at", "-id").first()
    kinds = (Kind.MISSING_THERE.value, Kind.DIFFERS.value, Kind.ON_ITS_WAY.value)
    lines = ReconciliationLine.objects.filter(reconciliation=row, kind__in=kinds).order_by("code")
    return tuple(lines.values_list("code", flat=True)) if row else ()


@reading
def arrivals(*, viewer: Actor, authority_id: int, states: Sequence[str]) -> tuple[ArrivalRecord, ...]:
    """What arrived and stands so, the latest first."""
    rows = Arrival.objects.filter(authority_id=authority_id, state__in=states).order_by("-id")
    return tuple(map(_arrival, rows[:200]))


def _arrival(row: Arrival) -> ArrivalRecord:
    return ArrivalRecord(**{name: getattr(row, name) for name in ArrivalRecord.__dataclass_fields__})


@reading
def missing_here(*, viewer: Actor, authority_id: int, most: int = MOST) -> tuple[MissingRecord, ...]:
    """Dossiers that the portal has and we lack, by the latest comparison, less those that came since.

    Those that never came stand first: what is refused again and again keeps nobody else from being fetched.
    """
    latest = Reconciliation.objects.filter(authority_id=authority_id).order_by("-at", "-id")[:1]
    about = Arrival.objects.filter(authority_id=authority_id, kind=FILING, about=OuterRef("code"))
    lines = ReconciliationLine.objects.filter(
        ~Exists(about.filter(state="done")),
        reconciliation__in=latest.values("pk"),
        kind=Kind.MISSING_HERE.value,
    )
    found = list(lines.annotate(has_come=Exists(about)).order_by("has_come", "code")[:most])
    rows = Arrival.objects.filter(
        authority_id=authority_id, kind=FILING, about__in=[one.code for one in found]
    )
    came = {row.about: _arrival(row) for row in rows.order_by("id")}
    return tuple(MissingRecord(one.code, one.day, one.theirs, came.get(one.code)) for one in found)

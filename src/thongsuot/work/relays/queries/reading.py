"""Relays and peers as pages and the channel need them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.dates import local_day
from thongsuot.plumbing.access import reading, seeing
from thongsuot.plumbing.files import keeping
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers.rules.tracking import is_proof_of_holding
from thongsuot.work.relays.models import Inbox, Peer, Relay, RelayFile
from thongsuot.work.relays.rules import Direction, State
from thongsuot.work.sync import queries as sync

MOST = 200


@dataclass(frozen=True, slots=True)
class PeerRecord:
    """Another province that can be reached; codes are those of the two provinces as units."""

    id: int
    authority_id: int
    authority_code: str
    partner_id: int
    partner_code: str
    partner_name: str
    receiver_id: int
    is_on: bool


@dataclass(frozen=True, slots=True)
class RelayRecord:
    """One relay as it stands here. `story`: [{"at", "act", "state", "holder", "due_at", "reason"}], the latest last."""

    id: UUID
    ref: UUID
    direction: Direction
    authority_id: int
    peer_id: int
    partner_name: str
    agency_id: int | None
    code: str
    their_code: str
    dossier_id: UUID | None
    procedure_code: str
    territory_code: str
    applicant_name: str
    phone: str
    state: State
    known_step: int
    their_state: str
    holder: str
    due_at: datetime | None
    received_at: datetime
    filing: Mapping[str, Any]
    problems: Sequence[Mapping[str, Any]]
    story: Sequence[Mapping[str, Any]]
    bag: Mapping[str, Any] | None
    back: Mapping[str, Any] | None
    supplements: Sequence[Mapping[str, Any]]
    reason: str
    handed_at: datetime | None
    handed_to: str
    officer_id: int | None


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A scan or a file of the result. `sha256` "": it was not taken, `problems` say why."""

    id: UUID
    is_result: bool
    title: str
    file_name: str
    sha256: str
    told_sha256: str
    media_type: str
    size: int
    at: datetime
    problems: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class InboxRecord:
    """A message that came from another province."""

    event_id: UUID
    partner_name: str
    service: str
    at: datetime


def _peer(row: Peer) -> PeerRecord:
    day = local_day(row.since)
    own, partner = (units.unit(unit_id=id_, day=day) for id_ in (row.authority_id, row.partner_id))
    assert own is not None
    assert partner is not None
    return PeerRecord(
        row.pk, row.authority_id, own.code, row.partner_id, partner.code, partner.full_name, row.receiver_id,
        row.is_on,
    )  # fmt: skip


@reading
def peers(*, viewer: Actor) -> tuple[PeerRecord, ...]:
    """The provinces that the viewer's own is connected with, by name."""
    return tuple(sorted(map(_peer, Peer.objects.order_by("id")), key=lambda one: one.partner_name))


def reachable(*, authority_id: int) -> tuple[PeerRecord, ...]:
    """The provinces that counters of this one may file for: who they are is no secret."""
    with seeing(SYSTEM):
        rows = Peer.objects.filter(authority_id=authority_id, is_on=True).order_by("id")
        return tuple(sorted(map(_peer, rows), key=lambda one: one.partner_name))


def partner_of(*, peer_id: int) -> PeerRecord | None:
    """One peer, whoever asks."""
    with seeing(SYSTEM):
        row = Peer.objects.filter(pk=peer_id).first()
        return _peer(row) if row else None


def peer_of(*, own_code: str, partner_code: str, now: datetime) -> tuple[PeerRecord, tuple[str, ...]] | None:
    """The connection between two provinces, and the secrets that sign in it; None: there is none that is on."""
    day = local_day(now)
    own = units.unit_on(code=own_code, day=day, level="province").exact
    partner = units.unit_on(code=partner_code, day=day, level="province").exact
    if own is None or partner is None:
        return None
    with seeing(SYSTEM):
        row = Peer.objects.filter(authority_id=own.id, partner_id=partner.id, is_on=True).first()
        receiver = sync.secrets_of(receiver_id=row.receiver_id, now=now) if row else None
        return (_peer(row), receiver.secrets) if row and receiver else None


DERIVED = ("direction", "state", "partner_name")


def _relay(row: Relay, partners: Mapping[int, str]) -> RelayRecord:
    values: dict[str, Any] = {
        name: getattr(row, name) for name in RelayRecord.__dataclass_fields__ if name not in DERIVED
    }
    return RelayRecord(
        **values,
        direction=Direction(row.direction),
        state=State(row.state),
        partner_name=partners[row.peer_id],
    )


def _relays(rows: Sequence[Relay]) -> tuple[RelayRecord, ...]:
    with seeing(SYSTEM):
        found = Peer.objects.filter(pk__in={row.peer_id for row in rows})
        partners = {row.pk: _peer(row).partner_name for row in found}
    return tuple(_relay(row, partners) for row in rows)


@reading
def relay(*, viewer: Actor, relay_id: UUID | None = None, code: str = "") -> RelayRecord | None:
    """The relay with this id or code, or None when there is none that the viewer may see."""
    rows = Relay.objects.filter(pk=relay_id) if relay_id else Relay.objects.filter(code=code.strip().upper())
    return next(iter(_relays(list(rows.order_by("direction", "received_at")[:1]))), None)


@reading
def by_slip(*, viewer: Actor, slip: str) -> RelayRecord | None:
    """The relay whose bag, there or back, bears this slip, or None when there is none that the viewer may see."""
    rows = Relay.objects.filter(Q(bag__slip=slip) | Q(back__slip=slip)) if slip else Relay.objects.none()
    return next(iter(_relays(list(rows.order_by("-received_at")[:1]))), None)


@reading
def of_dossier(*, viewer: Actor, dossier_id: UUID) -> RelayRecord | None:
    """How a dossier of ours came from another province; None: it did not."""
    return next(iter(_relays(list(Relay.objects.filter(dossier_id=dossier_id)))), None)


@reading
def latest(
    *, viewer: Actor, direction: Direction, states: Sequence[State] = (), limit: int = MOST
) -> tuple[RelayRecord, ...]:
    """Relays that the viewer may see, the latest first."""
    rows = Relay.objects.filter(direction=direction.value)
    if states:
        rows = rows.filter(state__in=[one.value for one in states])
    return _relays(list(rows.order_by("-received_at", "-id")[:limit]))


@reading
def files_of(*, viewer: Actor, relay_id: UUID) -> tuple[FileRecord, ...]:
    """The files of a relay, what was filed first."""
    rows = RelayFile.objects.filter(relay_id=relay_id).order_by("is_result", "at", "id")
    names = FileRecord.__dataclass_fields__
    return tuple(FileRecord(**{name: getattr(row, name) for name in names}) for row in rows)


def content_of(*, sha256: str) -> bytes:
    """The content of a file that the caller has been shown; compared with its hash. Raises `Refused`."""
    return keeping.openable(sha256)


@reading
def inbox(*, viewer: Actor, limit: int = MOST) -> tuple[InboxRecord, ...]:
    """What came from other provinces, the latest first."""
    rows = Inbox.objects.select_related("peer").order_by("-at", "-id")[:limit]
    names = {row.peer_id: _peer(row.peer).partner_name for row in rows}
    return tuple(InboxRecord(row.event_id, names[row.peer_id], row.service, row.at) for row in rows)


def handed_by(receiver_id: int, dossier_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Those of these dossiers that the province behind this receiver handed to us."""
    with seeing(SYSTEM):
        rows = Relay.objects.filter(dossier_id__in=dossier_ids, peer__receiver_id=receiver_id)
        return frozenset(id_ for id_ in rows.values_list("dossier_id", flat=True) if id_ is not None)


def prove(*, code: str, digits: str) -> UUID | None:
    """The relay out of here whose code and phone digits were given, or None: which of the two was wrong is not told."""
    with seeing(SYSTEM):
        row = Relay.objects.filter(code=code.strip().upper(), direction=Direction.OUT.value).first()
    if row is None or not is_proof_of_holding(phone=row.phone, digits=digits):
        return None
    return row.pk

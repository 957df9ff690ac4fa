"""The outbox: who is told, what waits for whom, what became of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.plumbing import sealing
from thongsuot.plumbing.access import reading, seeing
from thongsuot.work.sync import ports, rules
from thongsuot.work.sync.models import Message, Receiver
from thongsuot.work.sync.ports import Outgoing
from thongsuot.work.sync.rules.webhooks import PREFIX, is_plain, old_until

MOST = 200


@dataclass(frozen=True, slots=True)
class Listening:
    """What decides whether a step is told to a receiver."""

    id: int
    kind: str
    authority_id: int
    agency_id: int | None
    acts: frozenset[str]
    since: datetime


@dataclass(frozen=True, slots=True)
class Head:
    """The next message of a dossier to a receiver; later ones of this dossier wait for it."""

    id: int
    outgoing: Outgoing


@dataclass(frozen=True, slots=True)
class ReceiverRecord:
    """A receiver as its pages show it. `state`: on, paused, ended; `waiting`, `refused`: messages, `oldest_at` of them.

    `old_until`: until when a replaced secret signs beside the new one, or did so.
    """

    id: int
    kind: str
    authority_id: int
    agency_id: int | None
    name: str
    url: str
    acts: tuple[str, ...]
    state: str
    paused_because: str
    since: datetime
    failing_since: datetime | None
    failures: int
    next_at: datetime | None
    last_error: str
    last_sent_at: datetime | None
    asked_at: datetime | None
    old_until: datetime | None
    waiting: int
    refused: int
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """One message of the outbox. `code` is the dossier's; "" when it is about a `subject`."""

    id: int
    receiver_id: int
    event_id: UUID
    subject: UUID | None
    code: str
    step: int
    service: str
    at: datetime
    made_at: datetime
    state: str
    attempts: int
    next_at: datetime
    is_refused: bool
    last_error: str
    sent_at: datetime | None


def living(*, authority_ids: Collection[int]) -> tuple[Listening, ...]:
    """The receivers that are told, paused ones among them. Within `seeing(SYSTEM)`."""
    rows = Receiver.objects.filter(authority_id__in=authority_ids, state__in=("on", "paused")).order_by("id")
    return tuple(
        Listening(row.pk, row.kind, row.authority_id, row.agency_id, frozenset(row.acts), row.since)
        for row in rows
    )


def has_portal(*, authority_id: int) -> bool:
    """Whether the province's portal is a receiver already. Within `seeing(SYSTEM)`."""
    return Receiver.objects.filter(authority_id=authority_id, kind=ports.PORTAL).exists()


LAST = """select dossier_id, max(step) from sync_message
where receiver_id = %s and dossier_id = any(%s::uuid[]) group by 1"""


def last_steps(*, receiver_id: int, dossier_ids: Sequence[UUID]) -> dict[UUID, int]:
    """The latest step of each dossier for which the receiver has messages. Within `seeing(SYSTEM)`."""
    with connection.cursor() as cursor:
        cursor.execute(LAST, [receiver_id, [str(id_) for id_ in dossier_ids]])
        return dict(cursor.fetchall())


DUE = """select r.id from sync_receiver r where r.state = 'on' and (r.next_at is null or r.next_at <= %s)
and exists (select 1 from sync_message m where m.receiver_id = r.id and m.state = 'waiting' and m.next_at <= %s)
order by r.id"""


def due_receivers(*, now: datetime) -> tuple[int, ...]:
    """Receivers for which something waits that may be sent now."""
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(DUE, [now, now])
        return tuple(row[0] for row in cursor.fetchall())


# Only the first waiting message of each dossier: the later ones of it wait, those of other dossiers do not.
HEADS = """
select m.id, m.event_id, coalesce(m.dossier_id, m.subject), m.step, m.service, m.attempts, m.at, m.subject
from sync_message m
where m.receiver_id = %s and m.state = 'waiting' and m.next_at <= %s and not exists (
  select 1 from sync_message e where e.receiver_id = m.receiver_id and e.dossier_id = m.dossier_id
    and e.state = 'waiting' and (e.step, e.rank, e.id) < (m.step, m.rank, m.id))
and (m.subject is null or not exists (
  select 1 from sync_message e where e.receiver_id = m.receiver_id and e.subject = m.subject
    and e.state = 'waiting' and (e.step, e.rank, e.id) < (m.step, m.rank, m.id)))
order by m.next_at, m.id limit %s"""


def heads(*, receiver_id: int, now: datetime, limit: int) -> tuple[Head, ...]:
    """What may be sent to a receiver now, what has waited longest first."""
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(HEADS, [receiver_id, now, limit])
        return tuple(
            Head(id_, Outgoing(event_id, about, step, service, attempts + 1, at, subject))
            for id_, event_id, about, step, service, attempts, at, subject in cursor.fetchall()
        )


SEALED_FOR = "sync.webhook"


def _opened(sealed: str) -> str:
    """The secret itself; "" when another home sealed it: its receiver must be given a new one.

    What was never sealed is good as it stands until the next worker seals it.
    """
    if is_plain(sealed):
        return sealed
    try:
        return sealing.opened(sealed, SEALED_FOR)
    except sealing.Unsealable:
        return ""


def secrets_of(*, receiver_id: int, now: datetime) -> ports.Receiver | None:
    """A receiver as its channel needs it, with the secrets that sign now; None when it is not to be sent to."""
    with seeing(SYSTEM):
        row = Receiver.objects.filter(pk=receiver_id, state="on").first()
    if row is None:
        return None
    signing = tuple(filter(None, map(_opened, rules.live_secrets(row.secrets, now))))
    return ports.Receiver(row.pk, row.kind, row.authority_id, row.agency_id, row.name, row.url, signing)


PLAIN = "select exists (select 1 from sync_receiver where secrets::text like %s)"


def has_plain_secrets() -> bool:
    """Whether some secret may stand as it is, not sealed."""
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(PLAIN, [f"%{PREFIX}%"])
        return bool(cursor.fetchone()[0])


STANDING = """select count(*), count(*) filter (where is_refused), min(made_at)
from sync_message where receiver_id = %s and state = 'waiting'"""


@reading
def receivers(*, viewer: Actor, kind: str) -> tuple[ReceiverRecord, ...]:
    """The receivers of a kind that the viewer answers for, ended ones last."""
    rows = Receiver.objects.filter(kind=kind).order_by("-state", "id")
    return tuple(map(_receiver, rows))


@reading
def receiver(*, viewer: Actor, receiver_id: int) -> ReceiverRecord | None:
    """One receiver, or None when there is none that the viewer answers for."""
    row = Receiver.objects.filter(pk=receiver_id).first()
    return _receiver(row) if row else None


def webhooks(*, agency_ids: Collection[int]) -> tuple[ReceiverRecord, ...]:
    """The webhooks of agencies that the caller administers, living ones first; without their secrets."""
    with seeing(SYSTEM):
        rows = Receiver.objects.filter(kind=ports.WEBHOOK, agency_id__in=agency_ids).order_by("-state", "-id")
        return tuple(sorted(map(_receiver, rows), key=lambda one: one.state == "ended"))


def sent_to(*, receiver_id: int, agency_ids: Collection[int], state: str = "") -> tuple[MessageRecord, ...]:
    """Messages to a webhook of agencies that the caller administers, the latest first: codes of dossiers, no persons."""
    with seeing(SYSTEM):
        if not Receiver.objects.filter(pk=receiver_id, agency_id__in=agency_ids).exists():
            return ()
        return messages(viewer=SYSTEM, receiver_id=receiver_id, state=state)


DERIVED = ("waiting", "refused", "oldest_at", "acts", "old_until")


def _receiver(row: Receiver) -> ReceiverRecord:
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [row.pk])
        waiting, refused, oldest = cursor.fetchone()
    values: Mapping[str, Any] = {
        name: getattr(row, name) for name in ReceiverRecord.__dataclass_fields__ if name not in DERIVED
    }
    return ReceiverRecord(
        **values, acts=tuple(row.acts), waiting=waiting, refused=refused, oldest_at=oldest,
        old_until=old_until(row.secrets),
    )  # fmt: skip


@reading
def messages(
    *, viewer: Actor, receiver_id: int, state: str = "", code: str = "", limit: int = MOST
) -> tuple[MessageRecord, ...]:
    """Messages to a receiver, the latest first; `state` waiting, refused (of the waiting ones), sent or skipped."""
    rows = Message.objects.filter(receiver_id=receiver_id).select_related("dossier")
    if state == "refused":
        rows = rows.filter(state="waiting", is_refused=True)
    elif state:
        rows = rows.filter(state=state)
    if code:
        rows = rows.filter(dossier__code=code.upper())
    names = [name for name in MessageRecord.__dataclass_fields__ if name != "code"]
    return tuple(
        MessageRecord(
            **{name: getattr(row, name) for name in names}, code=row.dossier.code if row.dossier else ""
        )
        for row in rows.order_by("-made_at", "-id")[:limit]
    )


@dataclass(frozen=True, slots=True)
class Outage:
    """A service that does not answer, since when, and how much waits for it."""

    name: str
    since: datetime
    waiting: int


OUTAGE = """select r.name, r.failing_since, (
  select count(*) from (select 1 from sync_message m where m.receiver_id = r.id and m.state = 'waiting' limit 10000) w)
from sync_receiver r where r.kind = 'portal' and r.authority_id = any(%s) and r.failing_since is not null
  and r.failures >= %s"""
CERTAIN = 3  # one lost answer is no outage


def outage(*, authority_ids: Sequence[int]) -> tuple[Outage, ...]:
    """Services of these provinces that do not answer: for every officer to see."""
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(OUTAGE, [list(authority_ids), CERTAIN])
        return tuple(Outage(*row) for row in cursor.fetchall())

"""What people do with the outbox: have messages sent now, or again; leave one out; have a dossier told anew."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.commands import OFFICERS, command, note
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.sync import ports, rules
from thongsuot.work.sync.models import Message, Receiver
from thongsuot.work.sync.services.projecting import message, portal_receiver

REASON_LONGEST = 500
MOST = 10_000
NO_MESSAGE = Problem("no_such_message", "Không có bản tin này.")


@command("sync.resend", by=OFFICERS)
def resend(
    *, actor: Actor, now: datetime, agency_id: int, receiver_id: int, message_ids: Sequence[int]
) -> int:
    """Have messages sent now: waiting ones lose their pause, settled ones are told again under another id."""
    rows = list(
        Message.objects.filter(receiver_id=receiver_id, pk__in=message_ids).order_by("step", "rank", "pk")
    )
    if not rows:
        raise NotFound(NO_MESSAGE)
    with seeing(SYSTEM):
        again_of(receiver_id, rows, now)
    note(subject=f"receiver:{receiver_id}", count=len(rows))
    return len(rows)


def again_of(receiver_id: int, rows: Sequence[Message], now: datetime) -> int:
    """The waiting ones go now, the settled ones once more; how many. Within `seeing(SYSTEM)`."""
    _hurry(receiver_id, now)
    Message.objects.filter(pk__in=[row.pk for row in rows if row.state == "waiting"]).update(next_at=now)
    again = [_copy(row, now) for row in rows if row.state != "waiting"]
    Message.objects.bulk_create(again, ignore_conflicts=True, batch_size=2000)
    return len(rows)


@command("sync.skip", by=OFFICERS)
def skip(*, actor: Actor, now: datetime, agency_id: int, message_id: int, reason: str) -> None:
    """Leave out one message that the other side will never take, so that later ones of its dossier go on."""
    if not reason.strip():
        raise Refused(Problem("reason_missing", "Hãy ghi lý do.", "reason"))
    row = Message.objects.filter(pk=message_id, state="waiting").first()
    if row is None:
        raise NotFound(NO_MESSAGE)
    with seeing(SYSTEM):
        Message.objects.filter(pk=message_id, state="waiting").update(
            state="skipped", skipped_by=actor.key, skipped_because=reason.strip()[:REASON_LONGEST]
        )
    note(
        subject=f"subject:{row.subject}" if row.subject else f"dossier:{row.dossier_id}",
        event=str(row.event_id),
    )


@command("sync.tell_again", by=OFFICERS)
def tell_again(
    *, actor: Actor, now: datetime, agency_id: int, authority_id: int, codes: Sequence[str]
) -> int:
    """Have the portal told anew how these dossiers stand (codes of ours or of the portal); how many there were."""
    ids = list(dossiers.ids_by_code(viewer=actor, authority_id=authority_id, codes=codes[:MOST]).values())
    for code in codes[:MOST]:
        found = dossiers.id_by_external(viewer=actor, authority_id=authority_id, external_code=code)
        ids += [found] if found is not None else []
    with seeing(SYSTEM):
        portal_receiver(authority_id=authority_id, now=now)
        receiver = Receiver.objects.filter(kind=ports.PORTAL, authority_id=authority_id).first()
        if receiver is None:
            raise Refused(Problem("no_portal", "Chưa kết nối Cổng Dịch vụ công quốc gia."))
        _hurry(receiver.pk, now)
        _tell(receiver.pk, ids, now)
    note(subject=f"receiver:{receiver.pk}", count=len(ids))
    return len(ids)


def _tell(receiver_id: int, ids: Sequence[UUID], now: datetime) -> None:
    """What waits goes now; where nothing waits, the record of the first and of the last step is told again."""
    waiting = Message.objects.filter(receiver_id=receiver_id, dossier_id__in=ids, state="waiting")
    waiting.update(next_at=now)
    left = set(ids) - set(waiting.values_list("dossier_id", flat=True))
    steps: dict[UUID, list[dossiers.Happening]] = {}
    for one in dossiers.happenings(viewer=SYSTEM, dossier_ids=sorted(left)):
        steps.setdefault(one.dossier_id, []).append(one)
    rows = [
        message(receiver_id, id_, one.number, rules.RECORD, at=one.at, now=now, again=now.isoformat())
        for id_, found in steps.items()
        for one in {step.number: step for step in (found[0], found[-1])}.values()
    ]
    Message.objects.bulk_create(rows, ignore_conflicts=True)


def _copy(row: Message, now: datetime) -> Message:
    again = f"{row.event_id}/{now.isoformat()}"
    about = row.subject or row.dossier_id
    assert about is not None
    made = message(row.receiver_id, about, row.step, row.service, at=row.at, now=now, again=again)
    made.subject, made.dossier_id = row.subject, row.dossier_id
    return made


def _hurry(receiver_id: int, now: datetime) -> None:
    """A person asks: the receiver's pause is over."""
    Receiver.objects.filter(pk=receiver_id, next_at__gt=now).update(next_at=now)

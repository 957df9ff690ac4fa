"""What other modules have told through the outbox: receivers of their own, messages about things of theirs."""

from datetime import datetime
from uuid import UUID

from django.db.models import Max

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing import sealing
from thongsuot.plumbing.access import seeing
from thongsuot.work.sync import queries, rules
from thongsuot.work.sync.models import Message, Receiver
from thongsuot.work.sync.rules import webhooks


def add_receiver(*, kind: str, authority_id: int, name: str, url: str, secret: str, now: datetime) -> int:
    """A new receiver of a province, within the verb of another module; its secret is kept sealed. Its id."""
    kept = [{"secret": sealing.seal(secret, queries.SEALED_FOR), "until": None}]
    with seeing(SYSTEM):
        row = Receiver.objects.create(
            kind=kind, authority_id=authority_id, name=name, url=url, secrets=kept, since=now
        )
    return row.pk


def change_receiver(
    *, receiver_id: int, name: str, url: str, secret: str = "", is_on: bool = True, now: datetime,
    overlap_hours: int = 0,
) -> None:  # fmt: skip
    """Another address, another secret ("": as before), or nothing more is sent until it is on again.

    overlap_hours: for so long the replaced secret is good too, unless nothing was sent to it any more.
    """
    with seeing(SYSTEM):
        row = Receiver.objects.select_for_update().get(pk=receiver_id)
        hours = overlap_hours if row.state == "on" else 0
        row.name, row.url, row.state = name, url, "on" if is_on else "paused"
        row.failing_since, row.failures, row.next_at, row.last_error = None, 0, None, ""
        if secret:
            sealed = sealing.seal(secret, queries.SEALED_FOR)
            row.secrets = webhooks.replaced(row.secrets, secret=sealed, now=now, hours=hours)
        row.save()


def announce(*, receiver_id: int, subject: UUID, service: str, now: datetime) -> None:
    """Have one thing told about `subject`, after everything that was announced about it before; once for a service."""
    id_ = rules.event_id(dossier_id=subject, step=0, service=f"{receiver_id}/{service}")
    with seeing(SYSTEM):
        last = Message.objects.filter(subject=subject, receiver_id=receiver_id).aggregate(last=Max("step"))
        row = Message(
            receiver_id=receiver_id, event_id=id_, subject=subject, step=(last["last"] or 0) + 1,
            rank=rules.rank_of(service), service=service, at=now, made_at=now, next_at=now,
        )  # fmt: skip
        Message.objects.bulk_create([row], ignore_conflicts=True)

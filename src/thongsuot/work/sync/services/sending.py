"""Sending what waits in the outbox: in order for each dossier, again until it is taken, one sender for each receiver."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing import logs
from thongsuot.plumbing.access import seeing
from thongsuot.work.sync import ports, queries, rules
from thongsuot.work.sync.models import Message, Receiver, UploadedResult

log = logs.get(__name__)

LOCK_SPACE = 7_340  # advisory locks of senders; the second number is the receiver
AT_A_TIME = 100
REASON_LONGEST = 500


@dataclass(slots=True)
class Sent:
    """What one round did. `is_away`: the receiver did not answer and is left alone for a while."""

    accepted: int = 0
    rejected: int = 0
    is_away: bool = False


def send_due(
    *, receiver_id: int, clock: Callable[[], datetime], goes_on: Callable[[], bool] = lambda: True
) -> Sent:
    """Send a receiver what is due, until nothing is or it does not answer. Nothing when another process is at it.

    `clock` gives the instant; `goes_on` is asked before each message. What a killed sender had sent without
    writing it down is sent again under the same id.
    """
    done = Sent()
    if not _lock(receiver_id):
        return done
    try:
        _send_all(done, receiver_id, clock, goes_on)
    finally:
        _unlock(receiver_id)
    return done


def _send_all(
    done: Sent, receiver_id: int, clock: Callable[[], datetime], goes_on: Callable[[], bool]
) -> None:
    receiver = queries.secrets_of(receiver_id=receiver_id, now=clock())
    channel = ports.channel(receiver.kind) if receiver else None
    if receiver is None or channel is None or not channel.is_configured():
        return
    with closing(channel.open(receiver)) as line:
        while heads := queries.heads(receiver_id=receiver_id, now=clock(), limit=AT_A_TIME):
            for head in heads:
                if not goes_on():
                    return
                _note(done, receiver_id, head, line.send(head.outgoing), clock())
                if done.is_away:
                    return


def _note(done: Sent, receiver_id: int, head: queries.Head, outcome: ports.Outcome, now: datetime) -> None:
    """Write down what became of a message, and what that says of the receiver."""
    message = Message.objects.filter(pk=head.id, state="waiting")
    attempts = head.outgoing.attempt
    with seeing(SYSTEM):
        if isinstance(outcome, ports.Accepted):
            done.accepted += 1
            message.update(state="sent", sent_at=now, attempts=attempts, is_refused=False, last_error="")
            is_back(receiver_id)
            return
        reason = outcome.reason[:REASON_LONGEST]
        refused = isinstance(outcome, ports.Rejected)
        pause = rules.message_pause(attempts, is_refused=refused)
        message.update(attempts=attempts, next_at=now + pause)
        if isinstance(outcome, ports.Away):
            done.is_away = True
            message.filter(is_refused=False).update(last_error=reason)  # silence is no new judgement
            leave_alone(receiver_id, outcome, reason, now)
        else:
            done.rejected += 1
            message.update(is_refused=True, last_error=reason)
            is_back(receiver_id)


def keep_uploaded(
    *, receiver_id: int, dossier_id: UUID, sha256: str, their_id: str, address: str, now: datetime
) -> None:
    """Remember what the portal calls a file of a result, before it is told of it: it need not be sent again."""
    with seeing(SYSTEM):
        row = UploadedResult(
            receiver_id=receiver_id, dossier_id=dossier_id, sha256=sha256, their_id=their_id[:200],
            address=address[:1000], at=now,
        )  # fmt: skip
        UploadedResult.objects.bulk_create([row], ignore_conflicts=True)


def forget_uploaded(*, receiver_id: int, dossier_id: UUID) -> None:
    """Bring the files of a result again with the next message: what names them was not taken."""
    with seeing(SYSTEM):
        UploadedResult.objects.filter(receiver_id=receiver_id, dossier_id=dossier_id).delete()


def is_back(receiver_id: int) -> None:
    """Somebody answered. Within `seeing(SYSTEM)`."""
    failing = Receiver.objects.filter(pk=receiver_id, failures__gt=0)
    if failing.update(failures=0, failing_since=None, next_at=None, last_error=""):
        log.info("receiver_back", receiver=receiver_id)


def leave_alone(receiver_id: int, away: ports.Away, reason: str, now: datetime) -> None:
    """Nobody is there: not before a pause that grows. Within `seeing(SYSTEM)`."""
    row = Receiver.objects.get(pk=receiver_id)
    failures, since = row.failures + 1, row.failing_since or now
    next_at = now + rules.receiver_pause(failures, retry_after=away.retry_after)
    changed: dict[str, object] = {
        "failures": F("failures") + 1, "failing_since": since, "next_at": next_at, "last_error": reason,
    }  # fmt: skip
    if row.kind == ports.WEBHOOK and rules.is_dead(failing_since=since, now=now):
        changed |= {"state": "paused", "paused_because": "dead"}
    Receiver.objects.filter(pk=receiver_id).update(**changed)
    log.warning("receiver_away", receiver=receiver_id, failures=failures, reason=reason[:100])


def _lock(receiver_id: int) -> bool:
    """Held by the session, so that a killed sender lets go of it at once."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, receiver_id])
        return bool(cursor.fetchone()[0])


def _unlock(receiver_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_unlock(%s, %s)", [LOCK_SPACE, receiver_id])

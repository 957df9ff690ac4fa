"""The other side's answer to a filing, and what officers do with what could not be received by itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.errors import Conflict, NotFound, Problem, Refused
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.commands import OFFICERS, command, note
from thongsuot.work.relays import queries, rules
from thongsuot.work.relays.models import Relay, RelayFile
from thongsuot.work.relays.rules import Direction, State
from thongsuot.work.relays.services import receiving
from thongsuot.work.sync import services as sync

LONGEST = 2000


@command("relays.acknowledge", by=frozenset())
def acknowledge(*, actor: Actor, now: datetime, relay_id: UUID, answer: Mapping[str, Any]) -> None:
    """Keep what the other province answered to the filing; a status that was faster is not overwritten."""
    row = Relay.objects.select_for_update().filter(pk=relay_id, direction=Direction.OUT).first()
    if row is None or row.state != State.SENDING:
        return
    said = str(answer.get("state") or "")
    row.state = State(said) if said in (State.KEPT, State.DECLINED, State.RUNNING) else State.KEPT
    row.their_code = str(answer.get("code") or "")[:80]
    row.due_at = receiving.instant_of(answer.get("due_at"))
    row.reason = str(answer.get("reason") or "")[:LONGEST]
    row.problems = receiving.told(answer)
    row.save()
    note(subject=f"relay:{row.pk}", state=str(row.state))


@command("relays.acknowledge_file", by=frozenset())
def acknowledge_file(*, actor: Actor, now: datetime, file_id: UUID, answer: Mapping[str, Any]) -> None:
    """Keep why the other province did not take a scan: the counter must scan anew or send the paper."""
    if answer.get("state") == "refused":
        RelayFile.objects.filter(pk=file_id).update(problems=receiving.told(answer))
        note(subject=f"file:{file_id}")


@command("relays.retry", by=OFFICERS)
def retry(*, actor: Actor, now: datetime, agency_id: int, relay_id: UUID) -> bool:
    """Try once more to receive what came from another province, after something was put right here."""
    row = _kept(relay_id)
    with seeing(SYSTEM):
        receiving.receive(SYSTEM, now, row)
    note(subject=f"relay:{row.pk}", state=str(row.state))
    return row.dossier_id is not None


@command("relays.decline", by=OFFICERS)
def decline(*, actor: Actor, now: datetime, agency_id: int, relay_id: UUID, reason: str) -> None:
    """Do not receive it; the other province is told why and tells the applicant."""
    row = _kept(relay_id)
    if not reason.strip():
        raise Refused(Problem("reason_missing", "Hãy ghi lý do.", "reason"))
    row.state, row.reason = State.DECLINED, reason.strip()[:LONGEST]
    row.save(update_fields=["state", "reason"])
    peer = queries.partner_of(peer_id=row.peer_id)
    assert peer is not None
    sync.announce(receiver_id=peer.receiver_id, subject=row.pk, service=rules.DECLINED, now=now)
    note(subject=f"relay:{row.pk}")


def _kept(relay_id: UUID) -> Relay:
    row = Relay.objects.select_for_update().filter(pk=relay_id, direction=Direction.IN).first()
    if row is None:
        raise NotFound(Problem("no_such_relay", "Không có hồ sơ liên tỉnh này, hoặc bạn không được xem."))
    if row.state != State.KEPT:
        raise Conflict(Problem("relay_settled", "Hồ sơ này đã được xử lý. Hãy tải lại trang."))
    return row

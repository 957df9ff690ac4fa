"""What a message to another province says: the body that is signed, and the content of a file that goes with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.files import keeping
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.relays import rules
from thongsuot.work.relays.models import Peer, Relay, RelayFile
from thongsuot.work.relays.queries.reading import PeerRecord, _peer
from thongsuot.work.sync.ports import Outgoing


@dataclass(frozen=True, slots=True)
class Told:
    """`ref`: the relay as both ends call it; `body`: what is said; `content`: of the file that goes with it."""

    peer: PeerRecord
    ref: UUID
    service: str
    body: Mapping[str, Any]
    content: bytes = b""


def told(*, receiver_id: int, outgoing: Outgoing) -> Told | None:
    """What to say; None when there is nothing to be said any more (a file that is gone, a dossier not theirs)."""
    service, _, part = outgoing.service.partition("/")
    with seeing(SYSTEM):
        row = Peer.objects.filter(receiver_id=receiver_id).first()
        if row is None:
            return None
        named = {"pk": outgoing.subject} if outgoing.subject else {"dossier_id": outgoing.dossier_id}
        relay = Relay.objects.filter(peer=row, **named).first()
        if relay is None:
            return None
        found = _said(relay, service, part, outgoing)
        return Told(_peer(row), relay.ref, service, *found) if found else None


def _said(relay: Relay, service: str, part: str, outgoing: Outgoing) -> tuple[dict[str, Any], bytes] | None:
    if service == rules.FILING:
        return {**relay.filing, "code": relay.code, "received_at": relay.received_at.isoformat()}, b""
    if service == rules.FILE:
        return _scan(relay, part)
    if service == rules.RESULT:
        return _result(part)
    if service == rules.STATUS:
        return _status(relay, outgoing)
    if service == rules.DECLINED:
        return {"reason": relay.reason}, b""
    if service == rules.SUPPLEMENT:
        found = next((one for one in relay.supplements if str(one["number"]) == part), None)
        return ({key: found[key] for key in ("number", "at", "papers")}, b"") if found else None
    bag = relay.back if service in (rules.BACK, rules.BACK_TOLD) else relay.bag
    if bag is None:
        return None
    if service in (rules.BAG_TOLD, rules.BACK_TOLD):
        return {"slip": bag["slip"], "state": bag["state"], "note": bag.get("note", "")}, b""
    return dict(bag), b""


def _scan(relay: Relay, part: str) -> tuple[dict[str, Any], bytes] | None:
    row = RelayFile.objects.filter(relay=relay, pk=part).first()
    if row is None:
        return None
    body = {
        "file_id": str(row.pk), "file_name": row.file_name, "sha256": row.sha256, "title": row.title,
        "paper_code": row.paper_code,
    }  # fmt: skip
    return body, keeping.read(row.sha256)


def _result(part: str) -> tuple[dict[str, Any], bytes] | None:
    file = dossiers.file(viewer=SYSTEM, file_id=UUID(part))
    if file is None:
        return None
    try:
        content = keeping.openable(file.sha256)
    except Refused:
        return None
    body = {"file_id": str(file.id), "file_name": file.file_name, "sha256": file.sha256, "title": file.title}
    return body, content


def _status(relay: Relay, outgoing: Outgoing) -> tuple[dict[str, Any], bytes] | None:
    record = dossiers.dossier(viewer=SYSTEM, dossier_id=outgoing.dossier_id)
    steps = dossiers.steps_of(viewer=SYSTEM, dossier_id=outgoing.dossier_id)
    step = next((one for one in steps if one.number == outgoing.step), None)
    if record is None or step is None:
        return None
    holder = units.agency(agency_id=step.holder_agency_id)
    said = {
        "code": record.code,
        "step": step.number,
        "act": step.act,
        "at": step.at.isoformat(),
        "state": step.state.value,
        "national_status": dossiers.status_after(viewer=SYSTEM, record=record, step=step),
        "due_at": step.due_at.isoformat() if step.due_at else "",
        "holder": holder.name if holder else "",
        "reason": str(step.detail.get("reason", "")),
        "wanted": [str(one) for one in step.detail.get("wanted", ())],
    }
    return said, b""

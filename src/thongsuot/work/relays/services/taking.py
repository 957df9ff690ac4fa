"""What another province sends: taken in once, whatever comes again gets the answer that it got before."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.errors import NotFound, Problem, refuse_if
from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing.commands import command, note
from thongsuot.plumbing.files import keeping
from thongsuot.plumbing.files.keeping import Examined
from thongsuot.work.relays import rules
from thongsuot.work.relays.models import Inbox, Relay, RelayFile
from thongsuot.work.relays.rules import BagState, Direction, State
from thongsuot.work.relays.services import receiving, supplementing

NO_RELAY = Problem("no_such_relay", "Chưa có hồ sơ mà bản tin này nói đến.", "ref")
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Message:
    """A message whose signature was found right. `file`: what came with it, examined, or why it cannot be taken."""

    event_id: UUID
    peer_id: int
    ref: UUID
    service: str
    body: Mapping[str, Any]
    content: bytes = b""
    file: Examined | None = None
    problems: tuple[Problem, ...] = ()


@command("relays.take", by=frozenset())
def take(*, actor: Actor, now: datetime, message: Message) -> dict[str, Any]:
    """Do what a message says, once; the answer that goes back. Raises `Refused` for what nobody can read."""
    refuse_if(rules.message_problems(message.service, message.body))
    row, is_new = Inbox.objects.get_or_create(
        peer_id=message.peer_id, event_id=message.event_id, defaults={"service": message.service, "at": now}
    )
    note(subject=f"message:{message.event_id}", service=message.service, again=not is_new)
    if not is_new:
        return dict(row.answer)
    row.answer = _DONE[message.service](actor, now, message)
    row.save(update_fields=["answer"])
    return dict(row.answer)


def _filing(actor: Actor, now: datetime, message: Message) -> dict[str, Any]:
    body = message.body
    applicant = body["applicant"] if isinstance(body["applicant"], dict) else {}
    authority_id = receiving.authority_of(message.peer_id)
    row, _new = Relay.objects.get_or_create(
        peer_id=message.peer_id, direction=Direction.IN, ref=message.ref,
        defaults={
            "id": uuid7(), "authority_id": authority_id, "code": str(body["code"])[:80],
            "procedure_code": str(body["procedure_code"])[:60], "territory_code": str(body["territory_code"])[:20],
            "applicant_name": str(applicant.get("name") or "")[:200], "state": State.KEPT, "received_at": now,
            "filing": dict(body),
        },
    )  # fmt: skip
    return receiving.answer(receiving.receive(actor, now, row))


def _file(actor: Actor, now: datetime, message: Message) -> dict[str, Any]:
    row = _relay(message, Direction.IN)
    made = _kept(row, now, message, is_result=False)
    if row.dossier_id is not None:
        receiving.attach(actor, now, row, [made])
    return {"state": "refused" if made.problems else "ok", "problems": receiving.sentences(made.problems)}


def _result(actor: Actor, now: datetime, message: Message) -> dict[str, Any]:
    made = _kept(_relay(message, Direction.OUT), now, message, is_result=True)
    return {"state": "refused" if made.problems else "ok", "problems": receiving.sentences(made.problems)}


def _kept(row: Relay, now: datetime, message: Message, *, is_result: bool) -> RelayFile:
    """The file with its content, or without it and with every reason."""
    body, problems = message.body, list(message.problems)
    told = str(body["sha256"])[:64]
    if hashlib.sha256(message.content).hexdigest() != told:
        problems.append(Problem("hash_differs", "Nội dung tệp không khớp mã băm mà bên gửi đã báo."))
    is_good = message.file is not None and not problems
    made = RelayFile.objects.filter(relay=row, ref=UUID(str(body["file_id"]))).first()
    made = made or RelayFile(id=uuid7(), relay=row, ref=UUID(str(body["file_id"])))
    made.is_result, made.at = is_result, now
    made.title, made.file_name = (
        str(body.get("title") or body["file_name"])[:500],
        str(body["file_name"])[:120],
    )
    made.paper_code, made.told_sha256 = str(body.get("paper_code") or "")[:60], told
    made.sha256 = keeping.keep(message.file, now=now) if is_good and message.file else ""
    made.media_type = message.file.file.media_type if message.file else ""
    made.size, made.problems = len(message.content), receiving.as_json(problems)
    made.save()
    return made


def _bag(actor: Actor, now: datetime, message: Message) -> dict[str, Any]:
    """A bag is on its way: of the originals to us, or back with the result. A later one takes the place of an earlier."""
    is_back = message.service == rules.BACK
    row, field = (
        (_relay(message, Direction.OUT), "back") if is_back else (_relay(message, Direction.IN), "bag")
    )
    known = getattr(row, field)
    if known is None or known["slip"] != str(message.body["slip"])[:500]:
        said = {key: str(value)[:500] for key, value in message.body.items() if isinstance(value, str | int)}
        setattr(row, field, {**said, "state": BagState.ON_WAY.value})
        row.save(update_fields=[field])
    return {"state": "ok"}


def _bag_told(actor: Actor, now: datetime, message: Message) -> dict[str, Any]:
    """What was found of a bag that we sent; of an earlier bag than the last it changes nothing."""
    is_back = message.service == rules.BACK_TOLD
    row, field = (
        (_relay(message, Direction.IN), "back") if is_back else (_relay(message, Direction.OUT), "bag")
    )
    bag = getattr(row, field)
    if bag is not None and str(message.body.get("slip") or bag["slip"]) == bag["slip"]:
        said = {"state": str(message.body["state"]), "note": str(message.body.get("note") or "")[:500]}
        setattr(row, field, {**bag, **said, "told_at": now.isoformat()})
        row.save(update_fields=[field])
    return {"state": "ok"}


def _supplement(actor: Actor, now: datetime, message: Message) -> dict[str, Any]:
    return supplementing.receive(actor, now, _relay(message, Direction.IN), message.body)


def _declined(actor: Actor, now: datetime, message: Message) -> dict[str, Any]:
    row = _relay(message, Direction.OUT)
    row.state, row.reason = State.DECLINED, str(message.body["reason"])[:LONGEST]
    row.save(update_fields=["state", "reason"])
    return {"state": "ok"}


def _status(actor: Actor, now: datetime, message: Message) -> dict[str, Any]:
    row, body = _relay(message, Direction.OUT), message.body
    told = {
        "at": str(body["at"])[:40], "act": str(body["act"])[:40], "state": str(body["state"])[:40],
        "holder": str(body.get("holder") or "")[:300], "reason": str(body.get("reason") or "")[:LONGEST],
        "step": body["step"], "wanted": [str(one)[:300] for one in (body.get("wanted") or [])[:50]],
    }  # fmt: skip
    if all(one["step"] != body["step"] for one in row.story):
        row.story = sorted([*row.story, told], key=lambda one: one["step"])[: rules.STORY_MOST]
    if rules.is_news(known_step=row.known_step, step=body["step"]):
        row.known_step, row.their_state, row.holder = body["step"], told["state"], told["holder"]
        row.their_code = str(body["code"])[:80]
        row.due_at = receiving.instant_of(body.get("due_at"))
        row.state = rules.stands(told["state"], now_here=State(row.state))
        row.problems = []
    row.save()
    return {"state": "ok"}


def _relay(message: Message, direction: Direction) -> Relay:
    row = (
        Relay.objects.select_for_update()
        .filter(peer_id=message.peer_id, direction=direction, ref=message.ref)
        .first()
    )
    if row is None:
        raise NotFound(NO_RELAY)
    return row


_DONE: Mapping[str, Callable[[Actor, datetime, Message], dict[str, Any]]] = {
    rules.FILING: _filing,
    rules.FILE: _file,
    rules.BAG: _bag,
    rules.STATUS: _status,
    rules.RESULT: _result,
    rules.DECLINED: _declined,
    rules.BAG_TOLD: _bag_told,
    rules.SUPPLEMENT: _supplement,
    rules.BACK: _bag,
    rules.BACK_TOLD: _bag_told,
}

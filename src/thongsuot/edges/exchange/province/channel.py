"""The port of synchronisation, fulfilled by another instance of this platform."""

import http.client
import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from thongsuot.edges.exchange import webhooks, wire
from thongsuot.edges.exchange.province import envelope
from thongsuot.kernel.actor import SYSTEM
from thongsuot.work.relays import queries, services
from thongsuot.work.relays.rules import FILE, FILING, SUPPLEMENT
from thongsuot.work.sync import ports, rules
from thongsuot.work.sync.ports import Accepted, Away, Outcome, Outgoing, Rejected

TIMEOUT_S = 60.0  # a file of 20 MB at 3 Mb/s


class Line:
    """See `ports.Line`."""

    def __init__(self, receiver: ports.Receiver, look_up: Callable[[str, int], list[str]]) -> None:
        self.receiver, self.look_up = receiver, look_up
        self.path = urlsplit(receiver.url).path or "/"
        self.wire: wire.Wire | None = None

    def send(self, outgoing: Outgoing) -> Outcome:
        told = queries.told(receiver_id=self.receiver.id, outgoing=outgoing)
        if told is None:
            return Rejected("không còn gì để báo")
        if not self.receiver.secrets:
            return Away("không mở được khóa ký, hãy cấp khóa mới")
        body = envelope.packed(
            envelope.Envelope(
                told.peer.authority_code, told.peer.partner_code, told.ref, told.service, dict(told.body),
                told.content,
            )
        )  # fmt: skip
        try:
            answer = self._posted(outgoing, body)
        except (OSError, http.client.HTTPException) as error:
            return Away(wire.why(error))
        if isinstance(answer, Away):
            return answer
        outcome = judged(answer)
        if isinstance(outcome, Accepted) and outgoing.subject is not None:
            _keep(outgoing.subject, outgoing.service, said_in(answer))
        return outcome

    def _posted(self, outgoing: Outgoing, body: bytes) -> wire.Answer | Away:
        if self.wire is None:
            found = webhooks.wire_to(self.receiver.url, self.look_up, timeout_s=TIMEOUT_S)
            if isinstance(found, Away):
                return found
            self.wire = found
        headers = rules.signed_headers(
            secrets_=self.receiver.secrets, id_=str(outgoing.event_id), second=int(time.time()), body=body
        )
        return self.wire.post(self.path, body, {**headers, "Content-Type": envelope.KIND})

    def close(self) -> None:
        if self.wire is not None:
            self.wire.close()


def _keep(relay_id: UUID, service: str, said: Mapping[str, Any]) -> None:
    """Write down what was answered before the message counts as sent: a killed sender asks again."""
    now = datetime.now(UTC)
    kind, _, part = service.partition("/")
    if kind == FILING:
        services.acknowledge(actor=SYSTEM, now=now, relay_id=relay_id, answer=said)
    elif kind == FILE:
        services.acknowledge_file(actor=SYSTEM, now=now, file_id=UUID(part), answer=said)
    elif kind == SUPPLEMENT:
        services.acknowledge_supplement(
            actor=SYSTEM, now=now, relay_id=relay_id, number=int(part), answer=said
        )


def said_in(answer: wire.Answer) -> Mapping[str, Any]:
    """What the other side says; nothing when nobody can read it."""
    try:
        found = json.loads(answer.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def judged(answer: wire.Answer) -> Outcome:
    """Only a plain yes counts; what nobody can read may have been a yes, so it is sent again under its id."""
    if answer.status in (401, 403):
        return Away("tỉnh kia không nhận chữ ký: hãy kiểm tra khóa và địa chỉ")
    if answer.status in (404, 413, 422):
        return Rejected(str(said_in(answer).get("detail") or f"HTTP {answer.status}")[:400])
    if answer.status != 200:
        return Away(f"HTTP {answer.status}", answer.retry_after)
    if "state" not in said_in(answer):
        return Away("câu trả lời không đọc được")
    return Accepted()


class Provinces:
    """See `ports.Channel`."""

    kind = ports.PROVINCE

    def __init__(self, look_up: Callable[[str, int], list[str]] = webhooks.resolve) -> None:
        self.look_up = look_up

    def is_configured(self) -> bool:
        return True

    def open(self, receiver: ports.Receiver) -> Line:
        return Line(receiver, self.look_up)

"""Webhooks: CloudEvents by POST, signed, to where the name leads now, never inside, never on to somewhere else."""

import http.client
import json
import socket
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from thongsuot.edges.exchange import wire
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.access import seeing
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.sync import ports, rules, services
from thongsuot.work.sync.ports import Accepted, Away, Outcome, Outgoing, Rejected

KIND = "application/cloudevents+json; charset=utf-8"
TIMEOUT_S = 10.0


def resolve(host: str, port: int) -> list[str]:
    """All addresses of a name now. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class Line:
    """See `ports.Line`. The address is looked up once and connected to as it was looked at."""

    def __init__(self, receiver: ports.Receiver, look_up: Callable[[str, int], list[str]]) -> None:
        self.receiver, self.look_up = receiver, look_up
        parts = urlsplit(receiver.url)
        self.path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self.wire: wire.Wire | None = None

    def send(self, outgoing: Outgoing) -> Outcome:
        body = rendered(outgoing)
        if body is None:
            return Rejected("hồ sơ không còn")
        if not self.receiver.secrets:
            return Away("không mở được khóa ký, hãy cấp khóa mới")
        try:
            if self.wire is None:
                found = wire_to(self.receiver.url, self.look_up)
                if isinstance(found, Away):
                    return found
                self.wire = found
            headers = rules.signed_headers(
                secrets_=self.receiver.secrets, id_=str(outgoing.event_id), second=int(time.time()), body=body
            )
            answer = self.wire.post(
                self.path, body, {**headers, "Content-Type": KIND, "User-Agent": "ThongSuot"}
            )
        except (OSError, http.client.HTTPException) as error:
            return Away(wire.why(error))
        return judged(answer)

    def close(self) -> None:
        if self.wire is not None:
            self.wire.close()


def wire_to(
    url: str, look_up: Callable[[str, int], list[str]], *, timeout_s: float = TIMEOUT_S
) -> wire.Wire | Away:
    """A wire to an address that was looked at; what was asked at the subscription is asked again, rules may have changed."""
    inside = services.inside_hosts()
    if rules.address_problems(url, inside=inside):
        return Away("địa chỉ nhận không được phép")
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    if {host, f"{host}:{port}"} & inside:
        return wire.Wire(url, timeout_s=timeout_s)
    addresses = look_up(host, port)
    if not addresses or not all(map(rules.is_outside, addresses)):
        return Away("tên miền dẫn vào mạng nội bộ")
    return wire.Wire(url, pinned=addresses[0], timeout_s=timeout_s)


def judged(answer: wire.Answer) -> Outcome:
    """2xx is a yes. A redirect is not followed. Anything else is tried again; only content can be refused for good."""
    if 200 <= answer.status < 300:
        return Accepted(f"HTTP {answer.status}")
    if answer.status in (400, 413, 422):
        return Rejected(f"HTTP {answer.status}")
    return Away(f"HTTP {answer.status}", answer.retry_after)


def rendered(outgoing: Outgoing) -> bytes | None:
    """The event of a step: codes, statuses and instants, no person. None: there is no such step."""
    with seeing(SYSTEM):
        record = dossiers.dossier(viewer=SYSTEM, dossier_id=outgoing.dossier_id)
        steps = dossiers.steps_of(viewer=SYSTEM, dossier_id=outgoing.dossier_id)
        step = next((one for one in steps if one.number == outgoing.step), None)
        if record is None or step is None:
            return None
        national_status = dossiers.status_after(viewer=SYSTEM, record=record, step=step)
    ids = (record.received_agency_id, step.competent_agency_id, step.holder_agency_id)
    agencies = units.agencies_by_id(agency_ids=frozenset(ids))
    received, competent, holder = (agencies[id_].code for id_ in ids)
    data = {
        "code": record.code,
        "external_code": record.external_code,
        "step": step.number,
        "act": step.act,
        "state": step.state.value,
        "national_status": national_status,
        "due_at": step.due_at.isoformat() if step.due_at else None,
        "received_agency": received,
        "competent_agency": competent,
        "holder_agency": holder,
    }
    event = rules.cloud_event(
        id_=outgoing.event_id,
        source=f"/agencies/{received}",
        act=step.act,
        at=step.at,
        code=record.code,
        data=data,
    )
    return json.dumps(event, ensure_ascii=False).encode()


class Webhooks:
    """See `ports.Channel`."""

    kind = ports.WEBHOOK

    def __init__(self, look_up: Callable[[str, int], list[str]] = resolve) -> None:
        self.look_up = look_up

    def is_configured(self) -> bool:
        return True

    def open(self, receiver: ports.Receiver) -> Line:
        return Line(receiver, self.look_up)

"""Two provinces in one: what is filed here for the other comes in at its door, over a wire that fails as a test says."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from tests.people import BIRTH, HERE, TODAY, centre, who

from thongsuot.edges.exchange import province, webhooks, wire
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.files import keeping
from thongsuot.plumbing.files.tests import made
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers.rules import Applicant
from thongsuot.work.relays import rules, services
from thongsuot.work.relays.models import Peer
from thongsuot.work.relays.rules import Asked, PaperHanded
from thongsuot.work.sync import ports, queries
from thongsuot.work.sync import services as sync
from thongsuot.work.sync.rules import new_secret
from thongsuot.work.sync.tests.scene import COUNTER, work_off_events

DOOR = "/exchange/tinh/"


class Air:
    """A wire to our own door. `fails` is asked before each message and may raise; `after` when it was taken in."""

    def __init__(self) -> None:
        self.fails: Callable[[], None] = lambda: None
        self.after: Callable[[], None] = lambda: None
        self.answers: list[int] = []
        self.sent: list[tuple[bytes, dict[str, str]]] = []

    def post(self, path: str, body: bytes, headers: dict[str, str], **_: Any) -> wire.Answer:
        self.fails()
        self.sent.append((body, dict(headers)))
        answer = knock(body, headers)
        self.after()
        self.answers.append(answer.status_code)
        return wire.Answer(answer.status_code, {}, answer.content)

    def close(self) -> None:
        """Nothing to hang up."""


def knock(body: bytes, headers: dict[str, str], *, at: datetime | None = None) -> Any:
    named = {name: value for name, value in headers.items() if name.startswith("webhook-")}
    with patch("thongsuot.plumbing.http.middleware.datetime") as clock:
        clock.now.return_value = at or datetime.now(UTC)
        return Client().post(DOOR, body, content_type="application/vnd.thongsuot.relay", headers=named)


def connected(monkeypatch: pytest.MonkeyPatch) -> Air:
    """The province is connected with itself, and files for itself as if for another."""
    air = Air()
    monkeypatch.setattr(webhooks, "wire_to", lambda *_, **__: air)
    monkeypatch.setattr(ports, "_channels", {ports.PROVINCE: province.Provinces()})
    monkeypatch.setattr(ports, "_portals", [])
    asking = rules.asking_problems
    monkeypatch.setattr(
        rules,
        "asking_problems",
        lambda asked, *, required, is_ours: asking(asked, required=required, is_ours=False),
    )
    home = units.home_authority()
    assert home is not None
    now = datetime.now(UTC) - timedelta(days=1)
    receiver = sync.add_receiver(
        kind=ports.PROVINCE, authority_id=home, name="Tỉnh bạn", url="https://tinh.vidu.gov.vn/exchange/tinh/",
        secret=new_secret(), now=now,
    )  # fmt: skip
    with seeing(SYSTEM):
        Peer.objects.create(authority_id=home, partner_id=home, receiver_id=receiver, since=now)
    return air


def birth(**more: Any) -> tuple[Asked, list[services.Scan]]:
    """A complete filing of a birth registration with a scan of every wanted paper."""
    version = catalogue.version_on(code=BIRTH, day=TODAY)
    assert version is not None
    case = version.choices[0] if version.choices else ""
    known = version.papers_of(case)
    shown = [paper for paper in known if paper.required or paper.originals or paper.copies]
    wanted = [paper for paper in known if paper.required] or shown[:2]
    papers = tuple(PaperHanded(p.name, p.id, p.code, 1, 1) for p in wanted)
    scans = [services.Scan(p.name, p.id, p.code, [keeping.examine("quét.pdf", made.pdf(1))]) for p in wanted]
    person = Applicant("Nguyễn Thị Hòa", "046198000123", "0905123456", address="12 Lê Lợi")
    return Asked(**{"procedure_code": BIRTH, "territory_code": HERE, "applicant": person, "case": case,
                    "papers": papers, "summary": "Khai sinh cho con", **more}), scans  # fmt: skip


def filed(at: datetime | None = None, **more: Any) -> Any:
    asked, scans = birth(**more)
    now = at or datetime.now(UTC)
    return services.file(
        actor=who(COUNTER, now.date()), now=now, agency_id=centre(day=now.date()), asked=asked, scans=scans
    )


def exchanged(at: datetime | None = None) -> None:
    """What the workers of both sides do until nothing moves any more."""
    now = at or datetime.now(UTC)
    for _ in range(6):
        worked = work_off_events()
        sent = [sync.send_due(receiver_id=id_, clock=lambda: now) for id_ in queries.due_receivers(now=now)]
        if not worked and not any(one.accepted or one.rejected for one in sent):
            return

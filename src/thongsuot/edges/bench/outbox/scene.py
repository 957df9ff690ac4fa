"""Dossiers that go their way, a portal to be told of them, and what it must have been told in the end."""

import os
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.edges.bench.doubles import Ring
from thongsuot.edges.exchange.national_portal import simulator
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing import bus
from thongsuot.plumbing.access import seeing
from thongsuot.work.dossiers import queries, services
from thongsuot.work.dossiers.events import DossiersStepped
from thongsuot.work.dossiers.rules import PaperGiven, national_status
from thongsuot.work.dossiers.rules.states import State
from thongsuot.work.sync import rules

ACTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("take", {}),
    ("ask_for_more", {"wanted": ("Giấy tờ",), "reason": "Thiếu"}),
    ("supplement", {"papers": (PaperGiven("Giấy tờ", copies=1),)}),
    ("decide", {"result": "Đồng ý"}),
)
EVENTS = 1 + len(ACTS)


@contextmanager
def portal(**given: Any) -> Iterator[simulator.Server]:
    """The other side, and this process and its children told where it is."""
    server = simulator.Server(**given)
    told = {"URL": server.url, "CLIENT": simulator.CLIENT, "SECRET": simulator.SECRET}
    os.environ.update({f"THONGSUOT_PORTAL_{name}": value for name, value in told.items()})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def receive(ring: Ring, now: datetime) -> UUID:
    """A new dossier at the centre."""
    return services.receive(actor=SYSTEM, now=now, agency_id=ring.centre, filing=ring.filing()).id


def act(ring: Ring, dossier_id: UUID, number: int, now: datetime) -> None:
    """The step after `number` acts."""
    verb, given = ACTS[number]
    getattr(services, verb)(
        actor=ring.officers[0], now=now, agency_id=ring.committee, dossier_ids=[dossier_id], **given
    )


def jobs_of_event() -> int:
    """One that spreads a step, one for each that listens to steps."""
    name = f"{DossiersStepped.__module__}.{DossiersStepped.__qualname__}"
    return 1 + len(bus.deliveries(event_type=name, event={}, order=None))


def work_off() -> None:
    """What a worker does with the events written so far, in this process."""
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs where status = 'todo' returning id, task_name, args")
        rows = sorted(cursor.fetchall())
    for _, task, written in rows:
        args = queries.standing.loaded(written)
        for job in bus.deliveries(**args) if task == bus.SPREAD else ({"args": args},):
            bus.deliver(**job["args"])


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the other side makes of it. `lost`: effects that never came; `strange`: ones that nobody meant."""

    effects: int
    lost: int
    doubled: int
    strange: int
    out_of_order: int
    repeated: int  # deliveries that came again, under the same id


def verdict(server: simulator.Server, dossier_ids: list[UUID]) -> Verdict:
    """Compare what was done here, read from the dossiers' own steps, with what had an effect there."""
    wanted: dict[str, list[tuple[str, str]]] = {}
    with seeing(SYSTEM):
        for id_ in dossier_ids:
            record = queries.dossier(viewer=SYSTEM, dossier_id=id_)
            assert record is not None
            wanted[record.code] = list(_wanted(id_))
    got: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for event_id, _, code, status in server.held.effects:
        got[code].append((event_id, status))
    told = [id_ for found in got.values() for id_, _ in found]
    meant = {id_ for found in wanted.values() for id_, _ in found}
    return Verdict(
        effects=len(told),
        lost=len(meant - set(told)),
        doubled=len(told) - len(set(told)),
        strange=len(set(told) - meant) + len(server.held.faults),
        out_of_order=sum(not _is_in_order(wanted[code], got[code]) for code in wanted),
        repeated=server.held.deliveries.total() - len(server.held.deliveries),
    )


def _wanted(dossier_id: UUID) -> Iterator[tuple[str, str]]:
    for one in queries.happenings(viewer=SYSTEM, dossier_ids=[dossier_id]):
        told = rules.services_of(
            number=one.number, state=one.state, state_before=one.state_before, due_at=one.due_at,
            due_before=one.due_before,
        )  # fmt: skip
        for service in told:
            id_ = rules.event_id(dossier_id=dossier_id, step=one.number, service=service)
            yield str(id_), str(national_status(State(one.state), is_owing=False))


def _is_in_order(wanted: list[tuple[str, str]], got: list[tuple[str, str]]) -> bool:
    """Whether what came is the wanted in its order; what is lost is counted elsewhere."""
    place = {one: number for number, one in enumerate(wanted)}
    places = [place.get(one, -1) for one in got]
    return places == sorted(places)

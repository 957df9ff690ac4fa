"""R4: the receiver is away for a minute or three days, in every way; by a clock that is told, so nobody waits."""

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection

from thongsuot.edges.bench.doubles import Ring
from thongsuot.edges.bench.outbox import scene
from thongsuot.edges.exchange.national_portal import adapter, simulator
from thongsuot.edges.exchange.national_portal.simulator import Behaviour
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.access import seeing
from thongsuot.work.sync import queries, services

AWAY = (Behaviour.DOWN, Behaviour.ERROR, Behaviour.LOST, Behaviour.BUSY, Behaviour.NOT_JSON)
CAP = 5
NEXT = """select greatest(min(m.next_at), r.next_at) from sync_message m join sync_receiver r on r.id = m.receiver_id
where m.state = 'waiting' group by r.id, r.next_at order by 1 limit 1"""
GIVE_UP = "delete from sync_message where state = 'waiting' and attempts >= %s"


@dataclass(slots=True)
class Waited:
    """`drained_s`: from the return until the last message is through, by the told clock and the work's own time."""

    verdict: scene.Verdict
    attempts: int
    drained_s: float
    backlog: int
    per_s: float


def measure(
    ring: Ring, server: simulator.Server, *, away: timedelta, dossiers: int, is_capped: bool = False
) -> Waited:
    """Dossiers go their way while the portal is away for `away`; then it comes back."""
    clock = [datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)]
    back = clock[0] + away
    ways = itertools.cycle(AWAY[:1] if is_capped else AWAY)  # the control must not be told half by accident
    server.held, server.refused = simulator.Held(), set()
    server.behaves = lambda service: (
        next(ways) if clock[0] < back and service != adapter.TOKEN else Behaviour.GOOD
    )
    ids: list[UUID] = []
    attempts = 0
    for moment in _moments(ring, ids, clock[0], away, dossiers):
        attempts += _send_until(clock, min(moment, back), is_capped)
        clock[0] = moment
    attempts += _send_until(clock, back, is_capped)
    clock[0] = max(clock[0], back)
    backlog = _waiting()
    began = time.perf_counter()
    attempts += _send_until(clock, back + timedelta(days=2), is_capped)
    spent = time.perf_counter() - began
    after = max((clock[0] - back).total_seconds(), 0.0)
    found = scene.verdict(server, ids)
    return Waited(found, attempts, after + spent, backlog, backlog / spent)


def _moments(ring: Ring, ids: list[UUID], at: datetime, away: timedelta, count: int) -> Iterator[datetime]:
    """Let every dossier take its steps within the time of the absence; yields the instants at which something happened."""
    gap = away / (scene.EVENTS + 1)
    for number in range(scene.EVENTS):
        for place in range(count):
            if number == 0:
                ids.append(scene.receive(ring, at))
            else:
                scene.act(ring, ids[place], number - 1, at)
        scene.work_off()
        yield at
        at += gap + timedelta(seconds=1)


def _send_until(clock: list[datetime], end: datetime, is_capped: bool) -> int:
    """Do what the sender does until `end`, from one due instant to the next; how many rounds."""
    rounds = 0
    while clock[0] <= end:
        for receiver_id in queries.due_receivers(now=clock[0]):
            services.send_due(receiver_id=receiver_id, clock=lambda: clock[0])
            rounds += 1
        if is_capped:
            _run(GIVE_UP, [CAP])
        due = _run(NEXT, [])
        if due is None or due > end:
            break
        clock[0] = max(due, clock[0] + timedelta(milliseconds=1))
    return rounds


def _run(statement: str, values: list[int]) -> datetime | None:
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone() if cursor.description else None
    return row[0] if row else None


def _waiting() -> int:
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select count(*) from sync_message where state = 'waiting'")
        return int(cursor.fetchone()[0])

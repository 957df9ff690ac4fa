"""R3: workers are killed at work, again and again; no job stays with a dead one, no effect is lost or doubled."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection

from thongsuot.edges.bench.doubles import Ring
from thongsuot.edges.bench.outbox import scene
from thongsuot.edges.exchange.national_portal import simulator
from thongsuot.plumbing import jobs

WORKERS = 2
LEFT_S = 120.0  # how long the living may take for what is left
COMES_S = 300.0  # how long a worker may take to come to work
GIVES_UP_S = 6.0  # the control: nothing has moved for so long
GRACE_S = jobs.REAP_EVERY_S + 1.0  # one round of the reaper, and the moment between two looks
OPEN = "select count(*) from procrastinate_jobs where status in ('todo', 'doing')"
WAITING = "select count(*) from sync_message where state = 'waiting'"
STUCK = """select count(*), coalesce(max(extract(epoch from now() - w.last_heartbeat)), 0) from procrastinate_jobs j
left join procrastinate_workers w on w.id = j.worker_id
where j.status = 'doing' and (w.id is null or w.last_heartbeat < now() - make_interval(secs => %s))"""
ALIVE = "select count(*) from procrastinate_workers where last_heartbeat > %s"


@dataclass(slots=True)
class Killed:
    """What was seen. `stuck`: jobs found with a dead worker after two heartbeats and a round of the reaper."""

    verdict: scene.Verdict
    events: int
    kills: int = 0
    stuck: int = 0
    held_s: float = 0.0
    left: int = 0  # jobs that nobody did in the end
    seconds: float = 0.0


@dataclass(slots=True)
class Crew:
    """Worker processes; each that is killed gets a successor."""

    database: str
    flags: tuple[str, ...] = ()
    processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    kills: int = 0

    def hire(self) -> None:
        """One more worker."""
        command = [sys.executable, "-m", "thongsuot.edges.bench.outbox.worker", self.database, *self.flags]
        self.processes.append(subprocess.Popen(command, stderr=subprocess.DEVNULL))

    def kill_one(self) -> None:
        """The oldest, while another one is at work."""
        victim = self.processes.pop(0)
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        self.kills += 1
        self.hire()

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        """A busy machine may be slow to start a worker; one that ended by itself never comes to work."""
        end = time.monotonic() + COMES_S
        while not is_so():
            gone = [one.returncode for one in self.processes if one.poll() is not None]
            if gone or time.monotonic() > end:
                said = f"ended with {gone}" if gone else f"did not come to work in {COMES_S:.0f} s"
                raise RuntimeError(f"workers of the gate {said}")
            time.sleep(0.1)

    def dismiss(self) -> None:
        """End them all."""
        for one in self.processes:
            one.kill()
            one.wait()


def measure(
    ring: Ring, server: simulator.Server, database: str, *, events: int, kills: int, is_control: bool = False
) -> Killed:
    """Make `events` while workers are killed `kills` times, then let those that live do the rest."""
    began = time.perf_counter()
    crew = Crew(database, ("unreaped",) if is_control else ())
    for _ in range(WORKERS):
        crew.hire()
    found = Killed(scene.Verdict(0, 0, 0, 0, 0, 0), events)
    try:
        crew.wait_until(lambda: _alive(began_ago_s=20) >= WORKERS)
        ids = _make(ring, crew, found, events, kills)
        _finish(found, is_control)
    finally:
        crew.dismiss()
    found.kills, found.left = crew.kills, _count(OPEN)
    found.verdict = scene.verdict(server, ids)
    found.seconds = time.perf_counter() - began
    return found


def _make(ring: Ring, crew: Crew, found: Killed, events: int, kills: int) -> list[UUID]:
    """Dossiers on their way, ten at a time; a worker dies after each equal part of the work."""
    ids: list[UUID] = []
    made, at = 0, datetime.now(UTC)
    while made < events:
        some = [scene.receive(ring, at) for _ in range(10)]
        ids += some
        made += len(some)
        for number in range(len(scene.ACTS)):
            at = max(at + timedelta(seconds=1), datetime.now(UTC))
            for id_ in some:
                scene.act(ring, id_, number, at)
            made += len(some)
            _kill_in_time(crew, found, made, events, kills)
    return ids


def _kill_in_time(crew: Crew, found: Killed, made: int, events: int, kills: int) -> None:
    while crew.kills < kills and made >= (crew.kills + 1) * events * 0.95 / kills:
        _look(found)
        _succeed(crew, found)


def _succeed(crew: Crew, found: Killed) -> None:
    """Kill one, and wait until its successor is at work."""
    before = _latest()
    crew.kill_one()
    crew.wait_until(lambda: _looked_at(found) and _latest() > before)


def _finish(found: Killed, is_control: bool) -> None:
    """Until nothing is left to do or, for the control, nothing moves any more."""
    end = time.monotonic() + LEFT_S + found.events * 0.02
    left, since = -1, time.monotonic()
    while time.monotonic() < end:
        _look(found)
        now_left = _count(OPEN) + _count(WAITING)
        if not now_left:
            return
        if now_left != left:
            left, since = now_left, time.monotonic()
        elif is_control and time.monotonic() - since > GIVES_UP_S + jobs.STALLED_AFTER_S:
            return
        time.sleep(0.25)


def _look(found: Killed) -> None:
    with connection.cursor() as cursor:
        cursor.execute(STUCK, [jobs.STALLED_AFTER_S + GRACE_S])
        stuck, _ = cursor.fetchone()
        cursor.execute(STUCK, [jobs.HEARTBEAT_S])
        _, held = cursor.fetchone()
    found.stuck = max(found.stuck, stuck)
    found.held_s = max(found.held_s, float(held))


def _looked_at(found: Killed) -> bool:
    _look(found)
    return True


def _latest() -> int:
    """The number of the worker that came last."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) from procrastinate_workers")
        return int(cursor.fetchone()[0])


def _alive(*, began_ago_s: float) -> int:
    with connection.cursor() as cursor:
        cursor.execute(ALIVE, [datetime.now(UTC) - timedelta(seconds=began_ago_s)])
        return int(cursor.fetchone()[0])


def _count(statement: str) -> int:
    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.plumbing.access import seeing

    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])

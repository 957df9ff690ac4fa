"""R3: workers are killed at work, again and again; no job stays with a dead one, no effect is lost or doubled."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection

from thongsuot.edges.bench.doubles import Ring
from thongsuot.edges.bench.outbox import scene
from thongsuot.edges.exchange.national_portal import simulator
from thongsuot.plumbing import jobs

WORKERS = 2
STILL_S = 90.0  # the living have ended when nothing has moved for so long: a refused message waits a minute
ENDS_S = 900.0  # what workers do each minute moves too
COMES_S = 300.0  # how long a worker may take to come to work
CATCH_S = 2.0  # how long one is lain in wait for
MOST_TIMES = 4  # so much more than asked is made, while too few were caught at work
GIVES_UP_S = 6.0  # the control: nothing has moved for so long
GRACE_S = jobs.REAP_EVERY_S + 1.0  # one round of the reaper, and the moment between two looks
OPEN = "select count(*) from procrastinate_jobs where status in ('todo', 'doing')"
WAITING = "select count(*) from sync_message where state = 'waiting'"
HOLDING = """select worker_id, array_agg(id) from procrastinate_jobs
where status = 'doing' and worker_id is not null group by 1"""
HELD = """select id from procrastinate_jobs
where status = 'doing' and id = any(%s) and (worker_id is null or worker_id = any(%s))"""


@dataclass(slots=True)
class Killed:
    """What was seen. `cut`: jobs that the killed were at; `stuck`: still theirs after two heartbeats and a reaping."""

    verdict: scene.Verdict
    events: int = 0
    kills: int = 0
    cut: int = 0
    stuck: int = 0
    held_s: float = 0.0
    left: int = 0  # jobs that nobody did in the end
    seconds: float = 0.0


@dataclass(slots=True)
class Crew:
    """Worker processes by the numbers that they go by in the database; each that is killed gets a successor."""

    nest: "subprocess.Popen[str]"
    processes: dict[int, int] = field(default_factory=dict)
    coming: int = 0
    held: dict[int, float] = field(default_factory=dict)  # jobs of the killed, and when that was
    cut: int = 0
    dead: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, database: str, *flags: str) -> "Crew":
        """Nobody yet, for this copy of the database."""
        command = [sys.executable, "-m", "thongsuot.edges.bench.outbox.worker", database, *flags]
        pipe = subprocess.PIPE
        return cls(subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True))

    def hire(self) -> None:
        """One more worker, who is not waited for."""
        assert self.nest.stdin is not None
        assert self.nest.stdout is not None
        self.nest.stdin.write("\n")
        self.nest.stdin.flush()
        self.coming = int(self.nest.stdout.readline())

    def welcome(self) -> None:
        """Wait for the one hired last. A busy machine may be slow; one that ended by itself never comes to work."""
        end = time.monotonic() + COMES_S
        while self.coming:
            if (number := _latest()) > max((*self.processes, *self.dead), default=0):
                self.processes[number], self.coming = self.coming, 0
            elif not _lives(self.coming) or time.monotonic() > end:
                raise RuntimeError("a worker of the gate did not come to work")
            else:
                time.sleep(0.02)

    def kill_at_work(self) -> bool:
        """Kill one that holds a job, and hire another; False when none was met at work for a while."""
        end = time.monotonic() + CATCH_S
        while time.monotonic() < end:
            for number in sorted(set(_holding()) & set(self.processes)):
                if self._kill(number):
                    return True
            time.sleep(0.002)
        return False

    def _kill(self, number: int) -> bool:
        """Stopped first: what it had asked of the database is done by then, and what it holds it cannot let go."""
        victim = self.processes[number]
        os.kill(victim, signal.SIGSTOP)
        time.sleep(0.02)
        if not (held := _holding().get(number)):
            os.kill(victim, signal.SIGCONT)
            return False
        os.kill(victim, signal.SIGKILL)
        del self.processes[number]
        self.dead.append(number)
        self.cut += len(held)
        self.held |= dict.fromkeys(held, time.monotonic())
        self.hire()
        return True

    def look(self, found: "Killed") -> None:
        """Which jobs are still with the dead, and for how long."""
        with connection.cursor() as cursor:
            cursor.execute(HELD, [list(self.held), self.dead])
            ages = [time.monotonic() - self.held[id_] for (id_,) in cursor.fetchall()]
        found.held_s = max(found.held_s, *ages, 0.0)
        found.stuck = max(found.stuck, sum(age > jobs.STALLED_AFTER_S + GRACE_S for age in ages))

    def dismiss(self) -> None:
        """End them all."""
        for one in (*self.processes.values(), *((self.coming,) if self.coming else ())):
            if _lives(one):
                os.kill(one, signal.SIGKILL)
        self.nest.kill()
        self.nest.communicate()


def measure(
    ring: Ring, server: simulator.Server, database: str, *, events: int, kills: int, is_control: bool = False
) -> Killed:
    """Make `events` while workers are killed `kills` times, then let those that live do the rest."""
    began = time.perf_counter()
    crew = Crew.of(database, *(("unreaped",) if is_control else ()))
    found = Killed(scene.Verdict(0, 0, 0, 0, 0, 0))
    try:
        for _ in range(WORKERS):
            crew.hire()
            crew.welcome()
        ids = _make(ring, crew, found, events, kills)
        crew.welcome()
        _finish(crew, found, is_control)
    finally:
        crew.dismiss()
    found.kills, found.cut = len(crew.dead), crew.cut
    found.verdict = scene.verdict(server, ids)
    found.seconds = time.perf_counter() - began
    return found


def _make(ring: Ring, crew: Crew, found: Killed, events: int, kills: int) -> list[UUID]:
    """Dossiers on their way, ten at a time; a worker dies after each equal part of the work, if need be of more."""
    ids: list[UUID] = []
    at = datetime.now(UTC)
    while found.events < events or (len(crew.dead) < kills and found.events < MOST_TIMES * events):
        some = [scene.receive(ring, at) for _ in range(10)]
        ids += some
        found.events += len(some)
        for number in range(len(scene.ACTS)):
            at = max(at + timedelta(seconds=1), datetime.now(UTC))
            for id_ in some:
                scene.act(ring, id_, number, at)
            found.events += len(some)
            if len(crew.dead) < kills and found.events >= (len(crew.dead) + 1) * events * 0.95 / kills:
                crew.welcome()
                crew.kill_at_work()
            crew.look(found)
    return ids


def _finish(crew: Crew, found: Killed, is_control: bool) -> None:
    """Until nothing is left to do, or nothing moves any more; a busy machine may take long for what moves."""
    patience = GIVES_UP_S + jobs.STALLED_AFTER_S if is_control else STILL_S
    before, since = (-1, -1), time.monotonic()
    end = since + ENDS_S
    while time.monotonic() < min(end, since + patience):
        crew.look(found)
        now_left = (_count(OPEN), _count(WAITING))
        found.left = now_left[0]
        if not any(now_left):
            return
        if now_left != before:
            before, since = now_left, time.monotonic()
        time.sleep(0.25)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def _latest() -> int:
    """The number of the worker that came last."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) from procrastinate_workers")
        return int(cursor.fetchone()[0])


def _holding() -> dict[int, list[int]]:
    """The jobs that each worker is at."""
    with connection.cursor() as cursor:
        cursor.execute(HOLDING)
        return dict(cursor.fetchall())


def _count(statement: str) -> int:
    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.plumbing.access import seeing

    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])

"""The measuring: floor, run, undo; kills amid a run, also of the real worker; the control."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from thongsuot.edges.bench import stage
from thongsuot.edges.bench.report import Limit, Report

HAND = "thongsuot.edges.bench.bulk.hand"
FAULTS = ("doubles", "lost", "untrue", "unnumbered", "without_outcome")
NOTES = {
    "prepare_s": "choosing all and looking through them: the preview",
    "floor_s": "one plain UPDATE with its journal INSERT over the same rows, keys checked, taken back",
    "seconds": "the run: locked, versions compared, rule asked, moved, journalled, outcomes kept",
    "undo_s": "putting every one of them back",
    "uneven": "what the busiest officer got more than the idlest",
    "not_as_before": "1 when a digest over all facts of all dossiers differs after the undo",
    "doubles": "moved twice",
    "lost": "not moved",
    "untrue": "outcome and journal say different things",
    "unnumbered": "dossiers whose count of steps is not that of their journal",
    "kills": "kill -9 amid the run, and amid its undo",
    "worker_kills": "of the real worker; another one took its job over",
    "control_untrue": "the same kills with the outcome written after the deed: must go wrong, or nothing is seen",
}


def run(*, quick: bool = False) -> Report:
    """100,000 dossiers; `quick`: 4,000, and fewer kills."""
    place = stage.enter(name="bench-bulk")
    from thongsuot.edges.bench.bulk import scene

    count = 4_000 if quick else 100_000
    here = scene.build(count)
    _say("built")
    figures: dict[str, float] = {"dossiers": count}
    before = scene.facts(count)
    _say("floor")
    began = time.perf_counter()
    scene.floor(count, here.others[0])
    figures["floor_s"] = time.perf_counter() - began
    _say("run and undo")
    figures |= _whole(here, count, before)
    _say(str({name: round(value, 2) for name, value in figures.items()}))
    figures["ratio"] = figures["seconds"] / figures["floor_s"]
    _say("kills")
    figures |= _killed(here, count, before, 2 if quick else 6)
    if not quick:
        _say("worker")
        figures["worker_kills"] = _worker_killed(here, count, before, place.environment)
    _say("control")
    figures["control_untrue"] = _control(here, count)
    limits = [
        Limit("not_as_before", "==", 0),
        Limit("kills", ">", 0),
        Limit("killed_not_as_before", "==", 0),
        Limit("control_untrue", ">", 0),
    ]
    limits += [Limit(name, "==", 0) for name in (*FAULTS, *(f"killed_{name}" for name in FAULTS))]
    limits += [Limit("seconds", "<=", 10), Limit("uneven", "<=", 1)]
    if not quick:
        limits.append(Limit("worker_kills", ">", 0))
    return Report("bulk", figures, tuple(limits), notes=NOTES)


def _say(what: str) -> None:
    print(f"  {what}", file=sys.stderr, flush=True)


def _prepared(here: Any, count: int) -> UUID:
    from thongsuot.edges.bench.bulk import scene
    from thongsuot.work.bulk import services
    from thongsuot.work.bulk.rules import Deed

    choice = services.Choice(ids=scene.ids(count), query="bench")
    given = {"officers": list(here.others)}
    return services.prepare(
        actor=here.head, now=datetime.now(UTC), deed=Deed.ASSIGN, choice=choice, given=given
    )


def _begin(here: Any, run_id: UUID) -> None:
    from thongsuot.work.bulk import queries, services

    record = queries.run(viewer=here.head, run_id=run_id)
    assert record is not None
    services.start(actor=here.head, now=datetime.now(UTC), run_id=run_id, seen_digest=record.digest)


def _undo(here: Any, run_id: UUID) -> None:
    from thongsuot.work.bulk import services

    services.undo(actor=here.head, now=datetime.now(UTC), run_id=run_id)


def _to_end(here: Any, run_id: UUID) -> float:
    from thongsuot.work.bulk import services

    began = time.perf_counter()
    services.carry_on_to_end(actor_on=lambda day: here.head, clock=lambda: datetime.now(UTC), run_id=run_id)
    return time.perf_counter() - began


def _whole(here: Any, count: int, before: str) -> dict[str, float]:
    """One run without trouble, and back."""
    from thongsuot.edges.bench.bulk import scene

    began = time.perf_counter()
    run_id = _prepared(here, count)
    figures: dict[str, float] = {"prepare_s": time.perf_counter() - began}
    since = datetime.now(UTC)
    _begin(here, run_id)
    figures["seconds"] = _to_end(here, run_id)
    figures |= scene.wrong(run_id, since)
    shares = scene.holders(count)
    figures["uneven"] = shares[0] - shares[-1]
    since = datetime.now(UTC)
    _undo(here, run_id)
    figures["undo_s"] = _to_end(here, run_id)
    for name, n in scene.wrong(run_id, since, back=True).items():
        figures[name] += n
    figures["not_as_before"] = scene.facts(count) != before
    return figures


def _killed(here: Any, count: int, before: str, kills: int) -> dict[str, float]:
    """The same by worker processes that are killed at random moments, half of the kills on the way back."""
    from thongsuot.edges.bench.bulk import scene

    run_id, since = _prepared(here, count), datetime.now(UTC)
    _begin(here, run_id)
    done = _with_kills(here, run_id, count, (kills + 1) // 2)
    faults = scene.wrong(run_id, since)
    since = datetime.now(UTC)
    _undo(here, run_id)
    done += _with_kills(here, run_id, count, kills // 2)
    for name, n in scene.wrong(run_id, since, back=True).items():
        faults[name] += n
    faults["not_as_before"] = int(scene.facts(count) != before)
    named = {f"killed_{name}": n for name, n in faults.items() if name in FAULTS}
    return {"kills": done, **named, "killed_not_as_before": faults["not_as_before"]}


def _hand(run_id: UUID, count: int, order: str = "now") -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", HAND, str(run_id), str(max(1, count // 20)), order])


def _with_kills(here: Any, run_id: UUID, count: int, kills: int, order: str = "now") -> int:
    """Kill so many workers once each has got on, then let one finish; how many died in the midst of it."""
    chance, done = random.Random(7), 0
    for _ in range(kills):
        at = _through(here, run_id)
        worker = _hand(run_id, count, order)
        _wait(lambda at=at, worker=worker: _through(here, run_id) > at or worker.poll() is not None)  # type: ignore[misc]
        time.sleep(chance.uniform(0, 0.2))
        done += worker.poll() is None
        worker.kill()
        worker.wait()
    _hand(run_id, count).wait()
    return done


def _through(here: Any, run_id: UUID) -> int:
    from thongsuot.work.bulk import queries

    record = queries.run(viewer=here.head, run_id=run_id)
    assert record is not None
    return record.through


def _wait(is_so: Callable[[], bool], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not is_so() and time.monotonic() < end:
        time.sleep(0.02)


def _worker_killed(here: Any, count: int, before: str, environment: dict[str, str]) -> int:
    """`thongsuot worker` killed amid the run; the next one is given its job by the reaper."""
    from thongsuot.edges.bench.bulk import scene

    scene.forget_jobs()
    run_id, since = _prepared(here, count), datetime.now(UTC)
    _begin(here, run_id)
    command = [sys.executable, "-m", "thongsuot", "worker"]
    env, killed = {**os.environ, **environment}, 0
    for is_last in (False, True):
        at = _through(here, run_id)
        worker = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        goal = count if is_last else at + 1
        _wait(lambda goal=goal: _through(here, run_id) >= goal)  # type: ignore[misc]
        killed += not is_last and _through(here, run_id) < count
        worker.send_signal(signal.SIGTERM if is_last else signal.SIGKILL)
        worker.wait()
    faults = scene.wrong(run_id, since)
    _undo(here, run_id)
    _to_end(here, run_id)
    return killed if not any(faults.values()) and scene.facts(count) == before else 0


def _control(here: Any, count: int) -> int:
    """Outcomes written after the deeds: what a kill between them leaves behind."""
    from thongsuot.edges.bench.bulk import scene

    few = min(count, 4_000)
    run_id, since = _prepared(here, few), datetime.now(UTC)
    _begin(here, run_id)
    _with_kills(here, run_id, few, 4, "later")
    return scene.wrong(run_id, since)["untrue"]

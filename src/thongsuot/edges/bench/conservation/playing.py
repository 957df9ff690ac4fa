"""The gate: many random runs without a difference, and broken engines that must be caught."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

from thongsuot.edges.bench import lots, stage
from thongsuot.edges.bench.report import Limit, Report
from thongsuot.plumbing.postgres import cluster

RUNS, STEPS = 500, 50
LONG_RUNS = 10_000
QUICK_RUNS, QUICK_STEPS = 20, 30
MINUTES = 10
NOTES = {
    "runs": "random reorganisations between random work, each run from the same few communes",
    "steps": "at most, in each run",
    "violations": "a dossier, a right or a date not where plain Python says that it has to be",
    "control_audit": "an engine that drops one line of a plan: the audit refuses it",
    "control_model": "the same engine with an audit that says yes to everything: the model finds it",
    "control_lost": "an engine that loses one dossier from its list, and that audit: the model finds it",
    "chained": "three reorganisations of one agency in a row, with work in between",
    "control_narrow": "an engine that forgets lines of one procedure, field or counter, and that audit: the model finds it",
    "control_counter": "an engine that leaves counters where they are, and that audit: the model finds it",
    "control_astray": "doors of agencies that ended which know nothing of narrow lines: the model finds it",
    "procedure": "one procedure of a commune goes elsewhere than the rest; the commune lives on or ends",
    "field": "all procedures of one field do",
    "counter": "what was received at one counter does, with the counter",
    "astray": "a dossier reaches an agency that ended, and is led on from door to door",
    "retyped": "a commune becomes a ward or a ward a commune in the register of units too",
}
# What has to happen in any run long enough to prove something.
HAPPENS = (
    "received", "forward", "take", "ask", "supplement", "decide", "return", "merged", "split", "renamed", "retyped",
    "parted", "procedure", "field", "counter", "astray", "chained", "undone",
)  # fmt: skip


def run(*, quick: bool = False) -> Report:
    """500 runs of 50 steps; quick: 20 of 30; THONGSUOT_SEED repeats a run.

    THONGSUOT_GATE=long: 10,000 runs, which take hours and, when cut off, go on where they were.
    """
    place = stage.enter(name="conservation")
    try:
        if lots.is_long() and not quick:
            return measure(LONG_RUNS, STEPS, kept=place.home / "played.jsonl")
        return measure(*((QUICK_RUNS, QUICK_STEPS) if quick else (RUNS, STEPS)))
    finally:
        cluster.stop(place.home)


def measure(runs: int, steps: int, *, kept: Path | None = None) -> Report:
    """The figures, on copies of the database that this process is connected to."""
    began = time.perf_counter()
    played = lots.play_lots(honest, runs, steps, kept=kept)
    seconds = time.perf_counter() - began
    few = max(lots.LOT, runs // 50)  # each stops where it is found
    controls = {
        f"control_{name}": len(lots.play_lots(broken, few, steps).violations)
        for name, broken in CONTROLS.items()
    }
    figures = {
        "runs": runs, "steps": steps, "seed": lots.seed(),
        **{name: played.counts.get(name, 0) for name in sorted({*HAPPENS, *played.counts})},
        "violations": len(played.violations), **controls, "seconds": seconds,
    }  # fmt: skip
    limits = [Limit("violations", "==", 0), *(Limit(name, ">", 0) for name in (*controls, *HAPPENS))]
    if runs <= RUNS:
        limits.append(Limit("seconds", "<=", MINUTES * 60))
    return Report("conservation", figures, tuple(limits), notes=NOTES)


def honest() -> type[Any]:
    """The machine on the engine as it is."""
    from thongsuot.edges.bench.conservation import machine, scene
    from thongsuot.registers.units import queries as units

    machine.Reorganising.scene = built = scene.build(machine.START)
    top = units.agency(agency_id=built.agency_id)
    assert top is not None
    machine.Reorganising.filing = staticmethod(machine.filing_for(machine.START, top.code))
    return machine.Reorganising


def forgetful() -> type[Any]:
    """An engine that forgets where the centres' dossiers go when an agency ends."""
    from thongsuot.transition.reorganisation import queries

    real = queries.move_of

    def short(*args: Any) -> Any:
        move = real(*args)
        kept = tuple(way for way in move.ways if way.old_agency_id != max(move.from_ids))
        return replace(move, ways=kept, ends=frozenset(move.ends - {max(move.from_ids)}))

    mock.patch.object(queries, "move_of", short).start()
    return honest()


def gullible() -> type[Any]:
    """The same with an audit that finds every balance good."""
    _say_yes()
    return forgetful()


def losing() -> type[Any]:
    """An engine that loads one dossier less than it holds, with that audit."""
    from thongsuot.work.dossiers.services import moving

    last = " order by t.id"
    assert last in moving.HOLD
    hold = moving.HOLD.replace(last, f" and t.id <> (select max(id::text)::uuid from held){last}")
    mock.patch.object(moving, "HOLD", hold).start()
    _say_yes()
    return honest()


def wide() -> type[Any]:
    """An engine that knows only lines of everything and of territories, with that audit."""
    from thongsuot.transition.reorganisation.queries import narrowing

    mock.patch.object(narrowing, "led", return_value={}).start()
    return _narrowly()


def rooted() -> type[Any]:
    """An engine that says of no counter that it goes elsewhere than the rest, with that audit."""
    from thongsuot.transition.reorganisation import queries

    mock.patch.object(queries, "point_ways", return_value=()).start()
    return _narrowly()


def blunt() -> type[Any]:
    """An engine whose doors send everything the same way; what lay there when it closed went rightly."""
    from thongsuot.work.dossiers import services as work

    real = work.redirect

    def short(**given: Any) -> None:
        real(**given | {"move": replace(given["move"], narrow=())})

    mock.patch.object(work, "redirect", short).start()
    return _narrowly()


def _narrowly() -> type[Any]:
    """The machine where every reorganisation has such lines."""
    _say_yes()
    machine = honest()
    machine.kinds = ("narrow_after_work",)
    return machine


CONTROLS = {
    "audit": forgetful, "model": gullible, "lost": losing, "narrow": wide, "counter": rooted, "astray": blunt,
}  # fmt: skip


def _say_yes() -> None:
    """For the rest of this process, which plays nothing else."""
    from thongsuot.transition.reorganisation.services import switching

    mock.patch.object(switching, "_refuse_unless", return_value=None).start()

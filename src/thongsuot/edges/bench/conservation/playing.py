"""The gate: many random runs without a difference, and two broken engines that must be caught."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest import mock

from thongsuot.edges.bench import stage
from thongsuot.edges.bench.report import Limit, Report
from thongsuot.plumbing.postgres import cluster

RUNS, STEPS = 500, 50
LONG_RUNS = 10_000
QUICK_RUNS, QUICK_STEPS = 10, 30
NOTES = {
    "runs": "random reorganisations between random work, each run from the same few communes",
    "steps": "at most, in each run",
    "violations": "a dossier, a right or a date not where plain Python says that it has to be",
    "control_audit": "an engine that drops one line of a plan: the audit refuses it",
    "control_model": "the same engine with an audit that says yes to everything: the model finds it",
}


def run(*, quick: bool = False) -> Report:
    """500 runs of 50 steps; quick: 10 of 30; THONGSUOT_GATE=long: 10,000. THONGSUOT_SEED repeats a run."""
    place = stage.enter(name="conservation")
    try:
        runs = LONG_RUNS if os.environ.get("THONGSUOT_GATE") == "long" else RUNS
        return measure(
            *((QUICK_RUNS, QUICK_STEPS) if quick else (runs, STEPS)), authority_code=place.authority_code
        )
    finally:
        cluster.stop(place.home)


def measure(runs: int, steps: int, *, authority_code: str) -> Report:
    """The figures on the database that this process is connected to."""
    from thongsuot.edges.bench.conservation import machine, scene

    machine.Reorganising.scene = scene.build(machine.START)
    machine.Reorganising.filing = staticmethod(machine.filing_for(machine.START, authority_code))
    machine.Reorganising.counts = {}
    seed = int(os.environ.get("THONGSUOT_SEED", "20250701"))
    violations = play(runs, steps, seed)
    counts = dict(machine.Reorganising.counts)
    with dropping_a_line():
        audit = play(max(3, runs // 50), steps, seed)
    with dropping_a_line(), saying_yes():
        model = play(max(3, runs // 50), steps, seed)
    figures = {
        "runs": runs, "steps": steps, "seed": seed, **{k: float(v) for k, v in sorted(counts.items())},
        "violations": violations, "control_audit": audit, "control_model": model,
    }  # fmt: skip
    limits = (
        Limit("violations", "==", 0), Limit("control_audit", ">", 0), Limit("control_model", ">", 0),
        *(Limit(name, ">", 0) for name in ("received", "merged", "split", "renamed", "parted", "undone")),
    )  # fmt: skip
    return Report("conservation", figures, limits, notes=NOTES)


def play(runs: int, steps: int, seed: int) -> int:
    """How many violations hypothesis found (it stops at the first and shows the shortest way to it)."""
    from hypothesis import HealthCheck, Phase, settings
    from hypothesis import seed as seeded
    from hypothesis.stateful import run_state_machine_as_test

    from thongsuot.edges.bench.conservation.machine import Reorganising

    asked = settings(
        max_examples=runs, stateful_step_count=steps, deadline=None, database=None, print_blob=False,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )  # fmt: skip
    try:
        run_state_machine_as_test(seeded(seed)(Reorganising), settings=asked)
    except Exception as error:
        sys.stderr.write(f"{type(error).__name__}: {str(error)[:500]}\n")
        return 1
    return 0


@contextmanager
def dropping_a_line() -> Iterator[None]:
    """An engine that forgets where the centres' dossiers go when an agency ends."""
    from thongsuot.transition.reorganisation import queries

    real = queries.move_of

    def short(found: Any, number: int) -> Any:
        move = real(found, number)
        kept = tuple(way for way in move.ways if way.old_agency_id != max(move.from_ids))
        return replace(move, ways=kept, ends=frozenset(move.ends - {max(move.from_ids)}))

    with mock.patch.object(queries, "move_of", short):
        yield


@contextmanager
def saying_yes() -> Iterator[None]:
    """An audit that finds every balance good."""
    from thongsuot.transition.reorganisation.services import switching

    with mock.patch.object(switching, "_refuse_unless", return_value=None):
        yield

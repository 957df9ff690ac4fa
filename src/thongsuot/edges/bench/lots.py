"""State machines of hypothesis as gates play them: in lots, each with its own seed, on several processes.

One run is one transaction that is rolled back, so every run begins alike. Each process has its own copy of the
gate's database: what one run changes and holds locked is nobody else's affair.
"""

import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from thongsuot.plumbing.postgres import connection as server
from thongsuot.plumbing.postgres import secret

LOT = 10  # runs between two sweepings of the database
SEED = "20250701"

Machine = Callable[[], type[Any]]


@dataclass(frozen=True, slots=True)
class Played:
    """What came of it: `counts` of what was done, and the first words of every violation."""

    counts: Mapping[str, int] = field(default_factory=dict)
    violations: tuple[str, ...] = ()


def seed() -> int:
    """THONGSUOT_SEED repeats a run."""
    return int(os.environ.get("THONGSUOT_SEED", SEED))


def play(machine: type[Any], runs: int, steps: int, seed: int) -> tuple[str, ...]:
    """What hypothesis found wrong: nothing, or the first violation, with which it stops."""
    from hypothesis import HealthCheck, Phase, settings
    from hypothesis import seed as seeded
    from hypothesis.stateful import run_state_machine_as_test

    asked = settings(
        max_examples=runs, stateful_step_count=steps, deadline=None, database=None, print_blob=False,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )  # fmt: skip
    try:
        run_state_machine_as_test(seeded(seed)(machine), settings=asked)
    except Exception as error:
        said = f"seed {seed}: {type(error).__name__}: {str(error)[:500]}"
        sys.stderr.write(f"{said}\n")
        return (said,)
    return ()


def play_lots(machine: Machine, runs: int, steps: int) -> Played:
    """`runs` runs in lots on as many processes as there are cores. `machine` is called in each process.

    It must be a function of a module; the class that it returns has a dictionary `counts`.
    """
    lots = [(seed() + n, min(LOT, runs - n * LOT)) for n in range(-(-runs // LOT))]
    cores = min(len(lots), len(os.sched_getaffinity(0)))
    counts: Counter[str] = Counter()
    violations: list[str] = []
    with copies(cores) as names:
        fork = multiprocessing.get_context("fork")
        free = fork.Queue()
        for name in names:
            free.put(name)
        with ProcessPoolExecutor(cores, fork, _settle, (free, machine)) as pool:
            for done in pool.map(_lot, lots, [steps] * len(lots)):
                counts.update(done.counts)
                violations += done.violations
    return Played(counts, tuple(violations))


_machine: type[Any] | None = None
_database = ""


def _settle(free: Any, machine: Machine) -> None:
    """A process takes one of the copies for itself."""
    global _machine, _database  # noqa: PLW0603 - what this process plays, and where
    _database = free.get()
    move_to(_database)
    _machine = machine()


def move_to(name: str) -> None:
    """From now on this process, with all its threads, works in this copy."""
    from django.db import connection

    connection.close()
    # Scenes are small and every statement comes a thousand times: planning it anew would be half of its cost.
    given = connection.settings_dict["OPTIONS"]
    options = {**given, "options": f"{given.get('options', '')} -c plan_cache_mode=force_generic_plan"}
    connection.settings_dict.update({"NAME": name, "OPTIONS": options})


def _lot(of: tuple[int, int], steps: int) -> Played:
    assert _machine is not None
    _machine.counts = {}
    violations = play(_machine, of[1], steps, of[0])
    _sweep(_database)
    return Played(_machine.counts, violations)


@contextmanager
def copies(count: int) -> Iterator[list[str]]:
    """Copies of the gate's database under other names, thrown away afterwards."""
    import psycopg
    from django.db import connection
    from psycopg import sql

    connection.close()  # a database is copied only while nobody is in it
    names = [f"{server.DATABASE}_copy_{n}" for n in range(count)]
    with psycopg.connect(server.dsn("superuser", "postgres"), autocommit=True) as admin:
        owner = sql.Identifier(secret.OWNER)
        original = sql.Identifier(server.DATABASE)
        drop = sql.SQL("drop database if exists {} with (force)")
        create = sql.SQL("create database {} template {} owner {}")
        try:
            for name in names:
                admin.execute(drop.format(sql.Identifier(name)))
                admin.execute(create.format(sql.Identifier(name), original, owner))
            yield names
        finally:
            for name in names:
                admin.execute(drop.format(sql.Identifier(name)))


def _sweep(name: str) -> None:
    """Rows of rolled back runs, in catalogues too, would make every later run slower."""
    import psycopg

    with psycopg.connect(server.dsn("superuser", name), autocommit=True) as admin:
        admin.execute("vacuum")

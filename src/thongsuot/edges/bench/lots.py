"""State machines of hypothesis as gates play them: in lots, each with its own seed, on several processes.

One run is one transaction that is rolled back, so every run begins alike. Each process has its own copy of the
gate's database: what one run changes and holds locked is nobody else's affair.
"""

import hashlib
import json
import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from thongsuot.plumbing.postgres import connection as server
from thongsuot.plumbing.postgres import secret

LOT = 10  # runs between two sweepings of the database
SEED = "20250701"
CODE = Path(__file__).resolve().parents[2]

Machine = Callable[[], type[Any]]
Lot = tuple[int, int, int]  # its seed, how many runs, steps in each


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


def play_lots(machine: Machine, runs: int, steps: int, *, kept: Path | None = None) -> Played:
    """`runs` runs in lots on as many processes as there are cores. `machine` is called in each process.

    It must be a function of a module; the class that it returns has a dictionary `counts`. `kept`: a file in which lots
    are written down as they end, so that hours which were cut off go on where they were, as long as the code is the same.
    """
    lots = [(seed() + n, min(LOT, runs - n * LOT), steps) for n in range(-(-runs // LOT))]
    of = code() if kept else ""
    known = _kept(kept, of) if kept else {}
    found = [known[lot] for lot in lots if lot in known]
    left = [lot for lot in lots if lot not in known]
    for lot, played in _played(machine, left):
        found.append(played)
        if kept:
            _keep(kept, of, lot, played)
    counts: Counter[str] = Counter()
    for played in found:
        counts.update(played.counts)
    return Played(counts, tuple(said for played in found for said in played.violations))


def _played(machine: Machine, lots: Sequence[Lot]) -> Iterator[tuple[Lot, Played]]:
    """Each lot as it ends, in their order."""
    cores = min(len(lots), len(os.sched_getaffinity(0)))
    if not cores:
        return
    with copies(cores) as names:
        fork = multiprocessing.get_context("fork")
        free = fork.Queue()
        for name in names:
            free.put(name)
        with ProcessPoolExecutor(cores, fork, _settle, (free, machine)) as pool:
            yield from zip(lots, pool.map(_lot, lots), strict=True)


def is_long() -> bool:
    """Whether THONGSUOT_GATE asks for the long form."""
    return os.environ.get("THONGSUOT_GATE") == "long"


def code() -> str:
    """Changes with every byte of the code, tests left out."""
    found = hashlib.sha256()
    for path in sorted(CODE.rglob("*.py")):
        if "tests" not in path.parts:
            found.update(path.read_bytes())
    return found.hexdigest()


def _kept(path: Path, of: str) -> dict[Lot, Played]:
    """Lots that were played with this code; a line that was cut off is none."""
    found = {}
    for line in path.read_text("utf-8").splitlines() if path.exists() else []:
        try:
            one = json.loads(line)
        except ValueError:
            continue
        if one["code"] == of:
            first, runs, steps = one["lot"]
            found[first, runs, steps] = Played(one["counts"], tuple(one["violations"]))
    return found


def _keep(path: Path, of: str, lot: Lot, played: Played) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{json.dumps({'code': of, 'lot': lot, **asdict(played)}, ensure_ascii=False)}\n")


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


def _lot(of: Lot) -> Played:
    assert _machine is not None
    _machine.counts = {}
    violations = play(_machine, of[1], of[2], of[0])
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

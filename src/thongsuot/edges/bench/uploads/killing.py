"""Kills writers at random moments and compares what they were told, the rows, and the store."""

import os
import random
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import connection

from thongsuot.edges.bench.uploads import writer
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.files import keeping

WRITERS = 2
PATIENCE_S = 900


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one round came to."""

    acknowledged: int
    kills: int
    missing: int
    different: int
    lost: int
    orphans: int
    orphans_left: int


def play(targets: list[writer.Target], folder: Path, *, wanted: int, kills: int, seed: int = 3) -> Outcome:
    """Keep `wanted` files while writers are killed `kills` times; then judge, sweep, and look again."""
    chance, journal = random.Random(seed), folder / f"acknowledged-{seed}"
    journal.unlink(missing_ok=True)
    done = _killed(targets, journal, wanted, kills, chance)
    found = keeping.verify()
    told = _told(journal)
    lost = len(told - _rows())
    keeping.sweep(now=datetime.now(UTC), youngest=timedelta(0))
    return Outcome(
        len(told),
        done,
        len(found.missing),
        len(found.different),
        lost,
        found.orphans,
        keeping.verify().orphans,
    )


def play_wrong(targets: list[writer.Target], folder: Path, *, kills: int, seed: int = 4) -> int:
    """The control: row before file. Rows without their file after at most `kills` kills."""
    chance, journal = random.Random(seed), folder / f"acknowledged-{seed}"
    before = len(keeping.verify().missing)
    for number in range(kills):
        pids = [
            writer.begin(targets, journal, chance.randrange(10**9), row_first=True) for _ in range(WRITERS)
        ]
        time.sleep(0.3 + chance.random() * 0.3)
        _kill(pids)
        if number % 5 == 4 and (missing := len(keeping.verify().missing) - before):
            return missing
    return len(keeping.verify().missing) - before


def _killed(
    targets: list[writer.Target], journal: Path, wanted: int, kills: int, chance: random.Random
) -> int:
    """Writers work until `wanted` is reached; after each part of it they all die and others begin."""
    marks = [wanted * (number + 1) // (kills + 1) for number in range(kills)] + [wanted]
    end = time.monotonic() + PATIENCE_S
    for mark in marks:
        pids = [writer.begin(targets, journal, chance.randrange(10**9)) for _ in range(WRITERS)]
        while _count(journal) < mark and time.monotonic() < end:
            time.sleep(0.01)
        time.sleep(chance.random() * 0.05)  # not always at the same point of a transaction
        _kill(pids)
    return kills


def _kill(pids: list[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    time.sleep(0.2)  # until the database has noticed that nobody answers


def _count(journal: Path) -> int:
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


def _told(journal: Path) -> set[tuple[str, str]]:
    lines = journal.read_text().splitlines() if journal.exists() else []
    return {(line.split()[0], line.split()[1]) for line in lines if len(line) > 60}


def _rows() -> set[tuple[str, str]]:
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select id::text, sha256 from dossier_file")
        return {(row[0], row[1]) for row in cursor.fetchall()}

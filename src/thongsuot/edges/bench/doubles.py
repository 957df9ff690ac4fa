"""`thongsuot gate doubles`: 64 officers do the same with the same dossier at once; one wins, the others learn who did.

Each has his own connection, looked at the same version and lets go at the same barrier. Afterwards the dossier's own
journal must tell of one step more, made by the one who was told that he won.

Controls: without the lock several win what only one may have; without the version nobody is told.
"""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Barrier
from typing import Any
from unittest import mock
from uuid import UUID

from thongsuot.edges.bench import lots, stage
from thongsuot.edges.bench.report import Limit, Report
from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.errors import Conflict
from thongsuot.plumbing.postgres import cluster

OFFICERS = 64
ROUNDS, QUICK_ROUNDS = 20, 3
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
NOTES = {
    "officers": "threads with a connection each, all at one dossier at once",
    "dossiers": "each fought for once: taken, forwarded, asked for more, decided, refused",
    "not_one_winner": "dossiers that nobody or several won, or whose journal tells otherwise",
    "told": "losers who were told who had done what and when",
    "untold": "losers who were told anything else",
    "control_lock": "dossiers that several won because nobody locked them",
    "control_version": "losers who were told nothing because nobody compared versions",
}


@dataclass(slots=True)
class Fight:
    """How one dossier was fought for. `stepped`: whom its journal names after the first step."""

    won: list[str] = field(default_factory=list)
    told: int = 0
    untold: Counter[str] = field(default_factory=Counter)
    stepped: list[str] = field(default_factory=list)

    @property
    def has_one_winner(self) -> bool:
        return len(self.won) == 1 and self.stepped == self.won


@dataclass(frozen=True, slots=True)
class Ring:
    """Where they fight: officers of one committee, each with another way to forward to."""

    officers: tuple[Actor, ...]
    committee: int
    centre: int
    others: tuple[int, ...]
    filing: Callable[[], Any]


def run(*, quick: bool = False) -> Report:
    """20 dossiers for each of five acts; quick: 3."""
    place = stage.enter(name="conservation")
    try:
        with lots.copies(1) as (name,):
            lots.move_to(name)
            return measure(QUICK_ROUNDS if quick else ROUNDS)
    finally:
        cluster.stop(place.home)


def measure(rounds: int) -> Report:
    """The figures on the database that this process is connected to."""
    from thongsuot.work.dossiers.queries import standing

    began = time.perf_counter()
    with ThreadPoolExecutor(OFFICERS) as pool:
        ring = ring_of()
        fights = list(_fights(pool, ring, rounds))
        seconds = time.perf_counter() - began
        few = max(1, rounds // 5)
        with mock.patch.object(standing, "LOCK", standing.LOCK.replace("for update of d", "")):
            unlocked = list(_fights(pool, ring, few))
        blind = list(_fights(pool, ring, few, looks=False))
        list(pool.map(_leave, range(OFFICERS)))
    for text, count in sum((fight.untold for fight in fights), Counter[str]()).items():
        sys.stderr.write(f"untold {count} times: {text}\n")
    figures = {
        "officers": OFFICERS, "dossiers": len(fights),
        "not_one_winner": sum(not fight.has_one_winner for fight in fights),
        "told": sum(fight.told for fight in fights),
        "untold": sum(fight.untold.total() for fight in fights),
        "control_lock": sum(len(fight.won) > 1 for fight in unlocked),
        "control_version": sum(len(fight.won) - 1 + fight.untold.total() for fight in blind),
        "seconds": seconds,
    }  # fmt: skip
    limits = (
        Limit("not_one_winner", "==", 0), Limit("untold", "==", 0),
        Limit("told", "==", (OFFICERS - 1) * len(fights)), Limit("dossiers", ">", 0),
        Limit("control_lock", ">", 0), Limit("control_version", ">", 0),
    )  # fmt: skip
    return Report("doubles", figures, limits, notes=NOTES)


def _fights(pool: ThreadPoolExecutor, ring: Ring, rounds: int, *, looks: bool = True) -> Iterator[Fight]:
    for _ in range(rounds):
        for act in ACTS:
            yield _fight(pool, ring, act, looks)


ACTS: dict[str, Callable[[Ring, int], dict[str, Any]]] = {
    "take": lambda ring, n: {},
    "forward": lambda ring, n: {"to_agency_id": ring.others[n % len(ring.others)]},
    "ask_for_more": lambda ring, n: {"wanted": (f"Giấy tờ {n}",), "reason": "Thiếu"},
    "decide": lambda ring, n: {"result": f"Số {n}"},
    "refuse": lambda ring, n: {"reason_code": "other", "reason": f"Lý do {n}"},
}


def _fight(pool: ThreadPoolExecutor, ring: Ring, act: str, looks: bool) -> Fight:
    from thongsuot.work.dossiers import services as work

    dossier = work.receive(actor=SYSTEM, now=NOW, agency_id=ring.centre, filing=ring.filing()).id
    barrier, fight = Barrier(OFFICERS), Fight()

    def one(n: int) -> tuple[str, str]:
        actor = ring.officers[n]
        given: dict[str, Any] = {
            "actor": actor, "now": NOW, "agency_id": ring.committee, "dossier_ids": [dossier],
            **ACTS[act](ring, n), **({"seen": 1} if looks else {}),
        }  # fmt: skip
        barrier.wait(60)
        try:
            getattr(work, act)(**given)
        except Conflict as conflict:
            return "told", str(conflict.problems[0])
        except Exception as error:
            return "untold", f"{type(error).__name__}: {str(error)[:120]}"
        return "won", actor.key

    said = list(pool.map(one, range(OFFICERS)))
    fight.won = [text for how, text in said if how == "won"]
    fight.stepped = _stepped(dossier)
    names = [actor.name for actor in ring.officers if actor.key in fight.stepped]
    for how, text in said:
        if how == "told" and any(name in text for name in names) and "09:00 23/11/2026" in text:
            fight.told += 1
        elif how != "won":
            fight.untold[text] += 1
    return fight


def _stepped(dossier: UUID) -> list[str]:
    """Who made the steps after the first, as the dossier's journal says."""
    from django.db import connection

    from thongsuot.plumbing import access

    sql = "select actor from dossier_step where dossier_id = %s and number > 1 order by number"
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(sql, [str(dossier)])
        return [row[0] for row in cursor.fetchall()]


def ring_of() -> Ring:
    """The committee of a small province with its officers, made in the database that this process is connected to."""
    from thongsuot.edges.bench.conservation import machine, scene
    from thongsuot.registers.identity import queries as identity
    from thongsuot.registers.units import queries as units

    built = scene.build(machine.START)
    scene.clear(built, machine.START)
    pair, top = built.pairs[0], units.agency(agency_id=built.agency_id)
    assert top is not None
    filing = machine.filing_for(machine.START, top.code)
    ids = scene.officers(built, pair.committee, OFFICERS)
    officers = tuple(identity.actor_for(account_id=id_, day=machine.START) for id_ in ids)
    here = (
        pair.committee,
        pair.centre,
    )  # the centre holds it: whoever sent it there and came first would be refused
    others = tuple(a for p in built.pairs for a in (p.committee, p.centre) if a not in here)
    return Ring(officers, pair.committee, pair.centre, others, lambda: filing(pair.territory_code))


def _leave(_: int) -> None:
    """A thread closes its own connection."""
    from django.db import connection

    connection.close()

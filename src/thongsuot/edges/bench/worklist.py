"""`thongsuot bench worklist`: lists and searches over a million dossiers, through HTTP as an officer's browser asks.

Floor: the fastest thing the same server can answer (`/livez`). Every statement that the reads issue is looked at:
one that counts is a failure.
"""

import random
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from urllib.parse import quote

from thongsuot.edges.bench import million, processes, stage
from thongsuot.edges.bench.intake import filings
from thongsuot.edges.bench.report import Limit, Report

TOTAL = 1_000_000
COUNTS = re.compile(r"\bcount\s*\(", re.IGNORECASE)


def run(*, quick: bool = False) -> Report:
    """1 user, then 16: worklist, next page, search without accents; milliseconds at p50 and p95."""
    total = 50_000 if quick else TOTAL
    place = stage.province()
    _fill(total)
    figures: dict[str, float] = {"dossiers": total}
    with processes.served(workers=2, threads=8, environment=place.environment) as (_, port):
        questions = _questions(port, place.token)
        for users, times in ((1, 60 if quick else 300), (16, 15 if quick else 60)):
            for name, question in questions.items():
                taken = _ask(port, place.token, question, users=users, times=times)
                figures[f"{name}_{users}u_p50_ms"] = taken[len(taken) // 2] * 1000
                figures[f"{name}_{users}u_p95_ms"] = taken[int(len(taken) * 0.95)] * 1000
    figures["counting_statements"] = _counting_statements()
    limits = [
        Limit(f"{n}_{u}u_p95_ms", "<=", m)
        for n in ("worklist", "next_page", "search")
        for u, m in ((1, 50), (16, 150))
    ]
    return Report("worklist", figures, (*limits, Limit("counting_statements", "==", 0)))


def _fill(total: int) -> None:
    import psycopg
    from rich.progress import Progress

    from thongsuot.plumbing.postgres import connection

    with psycopg.connect(connection.dsn("app")) as line, Progress(transient=True) as bar:
        task = bar.add_task("dossiers", total=1.0)
        million.ensure(line, total, lambda done: bar.update(task, completed=done))


def _questions(port: int, token: str) -> dict[str, Callable[[random.Random], str]]:
    desks = filings.desks(datetime.now(UTC).date())
    agencies = [_agencies(desk.agency_id) for desk in desks]

    def worklist(rnd: random.Random) -> str:
        return f"/api/v1/dossiers?{rnd.choice(agencies)}"

    def next_page(rnd: random.Random) -> str:
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        return f"/api/v1/dossiers?{rnd.choice(agencies)}&after={moment}Z{rnd.getrandbits(128):032x}"

    def search(rnd: random.Random) -> str:
        words = [rnd.choice(million.FAMILY), rnd.choice(million.MIDDLE), rnd.choice(million.GIVEN)]
        from thongsuot.kernel.names import fold

        text = fold(" ".join(words[rnd.choice((0, 0, 1, 2)) :][: rnd.choice((1, 2, 3))]))
        return f"/api/v1/dossiers/found?{rnd.choice(agencies)}&q={quote(text)}"

    return {"floor": lambda _: "/livez", "worklist": worklist, "next_page": next_page, "search": search}


def _agencies(centre_id: int) -> str:
    """The query part that names a commune's agencies, as its officers' lists do."""
    from thongsuot.registers.units import queries as units

    day = datetime.now(UTC).date()
    centre = units.agency(agency_id=centre_id)
    assert centre is not None
    assert centre.parent_id is not None
    return "&".join(
        f"agency_id={id_}" for id_ in sorted(units.agency_tree(agency_id=centre.parent_id, day=day))
    )


def _ask(
    port: int, token: str, question: Callable[[random.Random], str], *, users: int, times: int
) -> list[float]:
    """Sorted latencies of `users` who each ask `times` times, one request after another."""
    found: list[float] = []

    def user(seed: int) -> None:
        rnd = random.Random(seed)
        with socket.create_connection(("127.0.0.1", port)) as line:
            for seconds in _latencies(line, token, question, rnd, times):
                found.append(seconds)

    threads = [threading.Thread(target=user, args=(seed,)) for seed in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(found) < users * times:
        raise RuntimeError("a request was not answered with 200")
    return sorted(found)


def _latencies(
    line: socket.socket, token: str, question: Callable[[random.Random], str], rnd: random.Random, times: int
) -> Iterator[float]:
    from thongsuot.edges.bench.intake.http import _answer

    for number in range(times + 3):
        head = f"GET {question(rnd)} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n"
        began = time.perf_counter()
        line.sendall(head.encode())
        answer = _answer(line)
        taken = time.perf_counter() - began
        if answer[9:12] != b"200":
            raise RuntimeError(answer[:300].decode(errors="replace"))
        if number >= 3:  # the first ones prepare statements
            yield taken


def _counting_statements() -> int:
    """How many statements of the reads count rows, seen by running each once in this process."""
    from django.db import connection

    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.work.dossiers import queries

    seen: list[str] = []

    def look(execute: Callable[..., object], sql: str, params: object, many: bool, context: object) -> object:
        seen.append(sql)
        return execute(sql, params, many, context)

    desks = filings.desks(datetime.now(UTC).date())
    with connection.execute_wrapper(look):
        page = queries.worklist(viewer=SYSTEM, agency_ids=[desks[0].agency_id])
        queries.worklist(viewer=SYSTEM, agency_ids=[desks[0].agency_id], after=page.next)
        queries.find(viewer=SYSTEM, agency_ids=[desks[0].agency_id], words="nguyen")
    if not any("dossier" in sql for sql in seen):
        raise RuntimeError("no statement was seen")
    return sum(bool(COUNTS.search(sql)) for sql in seen)

"""`thongsuot bench worklist`: lists and searches over a million dossiers, through HTTP.

As a program asks (the API, with a token that opens every commune) and as officers' browsers do (whole pages of the
desk, each officer with his own commune). Floor: the fastest thing the same server can answer (`/livez`). Every
statement that the reads issue is looked at: one that counts is a failure.
"""

import random
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from urllib.parse import quote

from thongsuot.edges.bench import million, processes, stage
from thongsuot.edges.bench.intake import filings
from thongsuot.edges.bench.report import Limit, Report

TOTAL, SHORT = 1_000_000, 50_000
COUNTS = re.compile(r"\bcount\s*\(", re.IGNORECASE)
COUNTED = "select count(*) from dossier where code like 'SIM-%'"
MOST_MS = {1: 50, 16: 150}  # users → p95
OF_THE_API = ("worklist", "next_page", "search")
DESK = "/desk/dossiers/"
OFFICERS = 16
NOTES = {
    "dossiers": "simulated dossiers that are there, counted in the database",
    "floor_1u_p95_ms": "what the same server needs to answer /livez",
    "page_worklist_1u_p95_ms": "the whole page of an officer's list",
    "page_next_1u_p95_ms": "the page that a list's own link to the next one leads to",
    "page_search_1u_p95_ms": "the page of a search by name, without accents",
    "counting_statements": "statements of the reads that count rows",
}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: (token, address) by chance, each time another."""

    ask: Callable[[random.Random], tuple[str, str]]


def run(*, quick: bool = False) -> Report:
    """1 user, then 16: worklist, next page, search without accents; milliseconds at p50 and p95."""
    total = SHORT if quick else TOTAL
    place = stage.province()
    figures: dict[str, float] = {"dossiers": _fill(total)}
    with processes.served(workers=2, threads=8, environment=place.environment) as (_, port):
        questions = {**_of_programs(place.token), **_of_officers(port)}
        for users, times in ((1, 60 if quick else 300), (16, 15 if quick else 60)):
            for name, question in questions.items():
                taken = _ask(port, question, users=users, times=times)
                figures[f"{name}_{users}u_p50_ms"] = taken[len(taken) // 2] * 1000
                figures[f"{name}_{users}u_p95_ms"] = taken[int(len(taken) * 0.95)] * 1000
    figures["counting_statements"] = _counting_statements()
    return Report("worklist", figures, limits(total), notes=NOTES)


def limits(total: int) -> tuple[Limit, ...]:
    """What must hold when `total` dossiers were wanted: a quick answer over a short list proves nothing.

    The pages of the desk are figures without a limit: drawing them costs more than finding what is on them.
    """
    quick_enough = tuple(
        Limit(f"{name}_{users}u_p95_ms", "<=", most) for name in OF_THE_API for users, most in MOST_MS.items()
    )
    return (Limit("dossiers", ">=", total), *quick_enough, Limit("counting_statements", "==", 0))


def _fill(total: int) -> int:
    """Have as many dossiers; how many there are."""
    import psycopg
    from rich.progress import Progress

    from thongsuot.plumbing.postgres import connection

    with psycopg.connect(connection.dsn("app")) as line, Progress(transient=True) as bar:
        task = bar.add_task("dossiers", total=1.0)
        million.ensure(line, total, lambda done: bar.update(task, completed=done))
        row = line.execute(COUNTED).fetchone()
    return int(str(row[0])) if row else 0


def _of_programs(token: str) -> dict[str, Question]:
    """The floor, and the reads of the API at any commune."""
    desks = filings.desks(datetime.now(UTC).date())
    agencies = [_agencies(desk.agency_id) for desk in desks]

    def worklist(rnd: random.Random) -> str:
        return f"/api/v1/dossiers?{rnd.choice(agencies)}"

    def next_page(rnd: random.Random) -> str:
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        return f"/api/v1/dossiers?{rnd.choice(agencies)}&after={moment}Z{rnd.getrandbits(128):032x}"

    def search(rnd: random.Random) -> str:
        return f"/api/v1/dossiers/found?{rnd.choice(agencies)}&q={_name(rnd)}"

    return {
        "floor": Question(lambda _: (token, "/livez")),
        "worklist": Question(lambda rnd: (token, worklist(rnd))),
        "next_page": Question(lambda rnd: (token, next_page(rnd))),
        "search": Question(lambda rnd: (token, search(rnd))),
    }


def _of_officers(port: int) -> dict[str, Question]:
    """The same as pages: officers at counters of communes spread over the province, each looking at his own list."""
    tokens = _officers()
    following = [(token, DESK + _next_of(port, token)) for token in tokens]
    return {
        "page_worklist": Question(lambda rnd: (rnd.choice(tokens), DESK)),
        "page_next": Question(lambda rnd: rnd.choice(following)),
        "page_search": Question(lambda rnd: (rnd.choice(tokens), f"{DESK}?q={_name(rnd)}")),
    }


def _name(rnd: random.Random) -> str:
    """One to three words of a made-up applicant's name, as people type it: without accents."""
    from thongsuot.kernel.names import fold

    words = [rnd.choice(million.FAMILY), rnd.choice(million.MIDDLE), rnd.choice(million.GIVEN)]
    return quote(fold(" ".join(words[rnd.choice((0, 0, 1, 2)) :][: rnd.choice((1, 2, 3))])))


def _officers() -> list[str]:
    """Tokens of demo officers at counters."""
    from thongsuot.edges.bench.access import people
    from thongsuot.registers.units import queries as units

    desks = filings.desks(datetime.now(UTC).date())
    found = []
    for desk in desks:
        centre = units.agency(agency_id=desk.agency_id)
        assert centre is not None
        assert centre.parent_id is not None
        username = people.officers_at(centre.parent_id).get("counter")
        if username:
            person = people.bearer(username, name="counter", relation="", sees=True)
            found.append(person.headers["Authorization"].removeprefix("Bearer "))
        if len(found) == OFFICERS:
            return found
    if not found:
        raise RuntimeError("no officer of the demo works at a counter")
    return found


def _next_of(port: int, token: str) -> str:
    """Where the link to the next page of an officer's list leads."""
    with socket.create_connection(("127.0.0.1", port)) as line:
        page = _answered(line, token, DESK).decode()
    after = re.search(r'href="(\?[^"]*after=[^"]+)"', page)
    if after is None:
        raise RuntimeError(f"the list has no next page: {page[-2000:]}")
    return unescape(after[1])


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


def _ask(port: int, question: Question, *, users: int, times: int) -> list[float]:
    """Sorted latencies of `users` who each ask `times` times, one request after another."""
    found: list[float] = []

    def user(seed: int) -> None:
        rnd = random.Random(seed)
        with socket.create_connection(("127.0.0.1", port)) as line:
            for seconds in _latencies(line, question, rnd, times):
                found.append(seconds)

    threads = [threading.Thread(target=user, args=(seed,)) for seed in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(found) < users * times:
        raise RuntimeError("a request was not answered with 200")
    return sorted(found)


def _latencies(line: socket.socket, question: Question, rnd: random.Random, times: int) -> Iterator[float]:
    for number in range(times + 3):
        token, address = question.ask(rnd)
        began = time.perf_counter()
        _answered(line, token, address)
        taken = time.perf_counter() - began
        if number >= 3:  # the first ones prepare statements
            yield taken


def _answered(line: socket.socket, token: str, address: str) -> bytes:
    """The whole answer to one request."""
    from thongsuot.edges.bench.intake.http import _answer

    head = f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n"
    line.sendall(head.encode())
    answer = _answer(line)
    if answer[9:12] != b"200":
        raise RuntimeError(answer[:300].decode(errors="replace"))
    return answer


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

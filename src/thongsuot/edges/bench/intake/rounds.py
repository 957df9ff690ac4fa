"""Worker processes that receive as fast as they can for a few seconds, by hand or through our verb."""

import json
import os
import random
import time
import uuid
from datetime import UTC, date, datetime
from multiprocessing import get_context
from typing import Any

_state: dict[str, Any] = {}


def start(processes: int, authority_code: str) -> Any:
    """A pool of spawned processes, each with its own connections."""
    return get_context("spawn").Pool(processes, _prepare, (authority_code,))


def _prepare(authority_code: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thongsuot.plumbing.settings")
    import django

    django.setup()
    from thongsuot.edges.bench.intake import filings
    from thongsuot.edges.bench.intake.floor import Floor
    from thongsuot.plumbing.postgres import connection

    day = datetime.now(UTC).date()
    desks = filings.desks(day)
    codes = filings.procedures(day, authority_code)
    rnd = random.Random(os.getpid())
    _state.update(desks=desks, codes=codes, rnd=rnd, day=day)
    _state["floor"] = Floor(connection.dsn("app"), _facts(desks, codes, day, rnd))


def _facts(desks: list[Any], codes: list[str], day: date, rnd: random.Random) -> dict[str, Any]:
    """Ids and texts of a real assessment, so that the floor writes rows of the same width."""
    from thongsuot.edges.bench.intake import filings
    from thongsuot.work.dossiers import services
    from thongsuot.work.dossiers.services import storing

    desk = rnd.choice(desks)
    found = services.assess(
        agency_id=desk.agency_id,
        filing=filings.filing(rnd, desk, codes[0], day),
        received_at=datetime.now(UTC),
    )
    due = found.due
    return {
        "agency": desk.agency_id,
        "day": day,
        "authority": found.desk.authority_id,
        "version": found.version.id,
        "competent": found.competent_agency_id,
        "territory": found.territory.id,
        "territory_version": found.territory.version_id,
        "term": json.dumps(storing.term_json(found.term)),
        "due": due.due_at if due else None,
        "trace": json.dumps([step.as_json() for step in due.trace] if due else []),
        "prefix": f"FLOOR-{os.getpid()}-{uuid.uuid4().hex[:6]}-",
    }


def by_hand(seconds: float) -> tuple[list[float], float]:
    """Latencies of the floor during `seconds`, and the processor time that this process took; all in seconds."""
    floor, rnd = _state["floor"], _state["rnd"]
    return _repeat(seconds, lambda: floor.receive(rnd.randrange(10**9)))


def by_verb(seconds: float) -> tuple[list[float], float]:
    """The same of our verb, in this process, with an idempotency key."""
    return _repeat(seconds, _receive)


def _receive() -> None:
    from thongsuot.edges.bench.intake import filings
    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.plumbing import commands
    from thongsuot.work.dossiers import services

    rnd, day = _state["rnd"], _state["day"]
    desk = rnd.choice(_state["desks"])
    filing = filings.filing(
        rnd,
        desk,
        rnd.choice(_state["codes"]),
        day,
        rnd.choice(_state["desks"]) if rnd.random() < 0.1 else None,
    )
    with commands.once(key=uuid.uuid4().hex, fingerprint="f", render=services.Receipt.as_json):
        services.receive(actor=SYSTEM, now=datetime.now(UTC), agency_id=desk.agency_id, filing=filing)


def _repeat(seconds: float, act: Any) -> tuple[list[float], float]:
    found = []
    spent = time.process_time()
    end = time.perf_counter() + seconds
    while (began := time.perf_counter()) < end:
        act()
        found.append(time.perf_counter() - began)
    return found, time.process_time() - spent

"""The run itself: rounds of floor, verb and HTTP one after another, so that a drifting machine drifts for all."""

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from thongsuot.edges.bench import processes, stage
from thongsuot.edges.bench.intake import http, rounds
from thongsuot.edges.bench.report import Limit, Report

CLIENTS = 8
NOTES = {
    "floor_per_s": "raw SQL, 8 processes, prepared, one transaction each, synchronous commit",
    "verb_per_s": "our verb in-process, 8 processes, with idempotency key",
    "http_per_s": "whole HTTP intake: granian, 2 workers, 8 clients, bearer token, idempotency key",
    "cpu_floor_ms": "processor time of an intake by raw SQL, client and database together",
    "cpu_ratio": "processor time of an intake over HTTP against one by raw SQL",
    "alone_per_s": "the same with one client",
    "cpu_alone_ms": "processor time a dossier with one client: cores that share their parts do not slow each other",
    "cpu_ms": "processor time a dossier, application and database together (HTTP)",
}


@dataclass(slots=True)
class Taken:
    """What all rounds of one kind took: seconds of each intake, intakes a second and processor time of each round."""

    latencies: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    application: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)

    def add(self, latencies: list[float], seconds: float, application: float, database: float) -> None:
        """One round; processor times in seconds."""
        self.latencies += latencies
        self.rates.append(len(latencies) / seconds)
        self.application.append(application / len(latencies))
        self.database.append(database / len(latencies))

    def cpu_ms(self) -> float:
        """Processor time of one intake, application and database together, in the middle round."""
        return median(a + d for a, d in zip(self.application, self.database, strict=True)) * 1000


def run(*, quick: bool = False) -> Report:
    """Three rounds (one when quick) of each kind; medians of the rounds' rates, percentiles of all."""
    seconds, times = (1.5, 1) if quick else (5.0, 3)
    place = stage.province()
    made = http.bodies(place.authority_code, datetime.now(UTC).date())
    found = {"floor": Taken(), "verb": Taken(), "http": Taken(), "alone": Taken()}
    refused: list[bytes] = []
    with (
        rounds.start(CLIENTS, place.authority_code) as pool,
        processes.served(workers=2, threads=4, environment=place.environment) as (server, port),
    ):
        http.load(port, place.token, made, clients=CLIENTS, seconds=1)
        for _ in range(times):
            for kind, act in (("floor", rounds.by_hand), ("verb", rounds.by_verb)):
                before = processes.cpu_seconds(place.postmaster)
                parts = pool.map(act, [seconds] * CLIENTS, chunksize=1)
                database = processes.cpu_seconds(place.postmaster) - before
                latencies = [s for part, _ in parts for s in part]
                found[kind].add(latencies, seconds, sum(spent for _, spent in parts), database)
            for kind, clients in (("http", CLIENTS), ("alone", 1)):
                before, server_before = processes.cpu_seconds(place.postmaster), processes.cpu_seconds(server)
                latencies, bad = http.load(port, place.token, made, clients=clients, seconds=seconds)
                spent = processes.cpu_seconds(server) - server_before
                found[kind].add(latencies, seconds, spent, processes.cpu_seconds(place.postmaster) - before)
                refused += bad
    if refused and os.environ.get("THONGSUOT_BENCH_VERBOSE"):
        Path("/dev/stderr").write_bytes(refused[0] + b"\n")
    return Report("intake", {**_figures(found), "http_refused": len(refused)}, _limits(), notes=NOTES)


def _figures(found: dict[str, Taken]) -> dict[str, float]:
    figures: dict[str, float] = {}
    for kind, taken in found.items():
        ordered = sorted(taken.latencies)
        figures[f"{kind}_per_s"] = median(taken.rates)
        figures[f"{kind}_p50_ms"] = ordered[len(ordered) // 2] * 1000
        figures[f"{kind}_p95_ms"] = ordered[int(len(ordered) * 0.95)] * 1000
    floor, verb, http_ = found["floor"], found["verb"], found["http"]
    figures["verb_ratio"] = median(v / f for v, f in zip(verb.rates, floor.rates, strict=True))
    figures["http_ratio"] = median(h / f for h, f in zip(http_.rates, floor.rates, strict=True))
    figures["cpu_floor_ms"] = floor.cpu_ms()
    figures["cpu_application_ms"] = median(http_.application) * 1000
    figures["cpu_database_ms"] = median(http_.database) * 1000
    figures["cpu_ms"] = http_.cpu_ms()
    figures["cpu_alone_ms"] = found["alone"].cpu_ms()
    figures["cpu_ratio"] = figures["cpu_ms"] / figures["cpu_floor_ms"]
    return figures


def _limits() -> tuple[Limit, ...]:
    return (
        Limit("http_ratio", ">=", 0.08),
        Limit("verb_ratio", ">=", 0.20),
        Limit("cpu_ms", "<=", 4.0),
        Limit("http_p95_ms", "<=", 60),
        Limit("http_refused", "==", 0),
    )

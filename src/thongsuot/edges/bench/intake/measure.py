"""The run itself: rounds of floor, verb and HTTP one after another, so that a drifting machine drifts for all."""

import os
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
    "cpu_ms": "processor time a dossier, application and database together (HTTP)",
}


def run(*, quick: bool = False) -> Report:
    """Three rounds (one when quick) of each kind; medians of the rounds' rates, percentiles of all."""
    seconds, times = (1.5, 1) if quick else (5.0, 3)
    place = stage.province()
    made = http.bodies(place.authority_code, datetime.now(UTC).date())
    found: dict[str, list[float]] = {"floor": [], "verb": [], "http": []}
    rates: dict[str, list[float]] = {"floor": [], "verb": [], "http": []}
    cpu: list[tuple[float, float, int]] = []
    refused: list[bytes] = []
    with (
        rounds.start(CLIENTS, place.authority_code) as pool,
        processes.served(workers=2, threads=4, environment=place.environment) as (server, port),
    ):
        http.load(port, place.token, made, clients=CLIENTS, seconds=1)
        for _ in range(times):
            for kind, act in (("floor", rounds.by_hand), ("verb", rounds.by_verb)):
                taken = [s for part in pool.map(act, [seconds] * CLIENTS, chunksize=1) for s in part]
                found[kind] += taken
                rates[kind].append(len(taken) / seconds)
            before = processes.cpu_seconds(server), processes.cpu_seconds(place.postmaster)
            taken, bad = http.load(port, place.token, made, clients=CLIENTS, seconds=seconds)
            after = processes.cpu_seconds(server), processes.cpu_seconds(place.postmaster)
            found["http"] += taken
            rates["http"].append(len(taken) / seconds)
            cpu.append((after[0] - before[0], after[1] - before[1], len(taken)))
            refused += bad
    return Report("intake", _figures(found, rates, cpu, refused), _limits(), notes=NOTES)


def _figures(
    found: dict[str, list[float]],
    rates: dict[str, list[float]],
    cpu: list[tuple[float, float, int]],
    refused: list[bytes],
) -> dict[str, float]:
    figures: dict[str, float] = {}
    for kind, latencies in found.items():
        ordered = sorted(latencies)
        figures[f"{kind}_per_s"] = median(rates[kind])
        figures[f"{kind}_p50_ms"] = ordered[len(ordered) // 2] * 1000
        figures[f"{kind}_p95_ms"] = ordered[int(len(ordered) * 0.95)] * 1000
    figures["verb_ratio"] = median(v / f for v, f in zip(rates["verb"], rates["floor"], strict=True))
    figures["http_ratio"] = median(h / f for h, f in zip(rates["http"], rates["floor"], strict=True))
    figures["cpu_application_ms"] = median(a / n for a, _, n in cpu) * 1000
    figures["cpu_database_ms"] = median(d / n for _, d, n in cpu) * 1000
    figures["cpu_ms"] = median((a + d) / n for a, d, n in cpu) * 1000
    figures["http_refused"] = len(refused)
    if refused and os.environ.get("THONGSUOT_BENCH_VERBOSE"):
        Path("/dev/stderr").write_bytes(refused[0] + b"\n")
    return figures


def _limits() -> tuple[Limit, ...]:
    return (
        Limit("http_ratio", ">=", 0.08),
        Limit("verb_ratio", ">=", 0.20),
        Limit("cpu_ms", "<=", 4.0),
        Limit("http_p95_ms", "<=", 60),
        Limit("http_refused", "==", 0),
    )

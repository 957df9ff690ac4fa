"""What an installation counts of itself, for `/metrics`: never an address, never anything of a person."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from thongsuot.plumbing import meter_files
from thongsuot.plumbing.postgres import process

REGISTRY = CollectorRegistry()
REQUESTS = Counter("ts_requests", "Answered requests", ["method", "route", "status"], registry=REGISTRY)
SECONDS = Histogram(
    "ts_request_seconds",
    "Time to answer",
    ["route"],
    registry=REGISTRY,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)
JOBS = Counter("ts_jobs", "Attempts at a job that ended", ["task", "outcome"], registry=REGISTRY)
JOB_SECONDS = Histogram(
    "ts_job_seconds",
    "Time of an attempt at a job",
    ["task"],
    registry=REGISTRY,
    buckets=(0.01, 0.05, 0.25, 1, 5, 30, 300),
)
PROCESSES = Gauge(
    "ts_processes", "Processes that count here", ["kind"], registry=REGISTRY, multiprocess_mode="livesum"
)
# A stranger may invent methods; each would be a row for ever.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

if (own := meter_files.kind()) is not None:
    PROCESSES.labels(own).set(1)


def method_of(given: str | None) -> str:
    """The method of a request, if it is one that anybody uses."""
    return given if given in METHODS else "-"


def request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request; the route's pattern, never the address, so no personal data."""
    answered, time = _rows(method, route, status)
    answered.inc()
    time.observe(seconds)


@cache
def _rows(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    """As many as routes, few: looking them up by their labels costs as much as counting."""
    return REQUESTS.labels(method, route, str(status)), SECONDS.labels(route)


def job(attempt: Callable[[], Any], context: Any, _worker: object) -> Any:
    """Count one attempt of a worker at a job, by the listener if it brings an event."""
    task = str(context.job.task_kwargs.get("listener") or context.job.task_name)
    started, outcome = perf_counter(), "failed"
    try:
        result = attempt()
        outcome = "done"
        return result
    finally:
        JOBS.labels(task, outcome).inc()
        JOB_SECONDS.labels(task).observe(perf_counter() - started)


def text() -> bytes:
    """What all processes of the home counted, or this one if it counts alone, as Prometheus reads it."""
    folder = meter_files.shared()
    if folder is None:
        return generate_latest(REGISTRY)
    for file in Path(folder).glob("gauge_live*.db"):
        number = meter_files.number_of(file)
        if not process.is_alive(number):  # what it counted stays; what it was is over
            mark_process_dead(number, folder)  # type: ignore[no-untyped-call]
    together = CollectorRegistry()
    MultiProcessCollector(together, folder)  # type: ignore[no-untyped-call]
    return generate_latest(together)

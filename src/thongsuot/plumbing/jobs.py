"""Jobs inside PostgreSQL: the delivery of events, the worker, and a reaper for what a dead worker held.

The reaper is a thread of every worker process, not a job: a job that frees stuck jobs can get stuck.
"""

import asyncio
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import close_old_connections, connection, transaction
from procrastinate import App, BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django.procrastinate_app import app
from procrastinate.jobs import Job

from thongsuot.plumbing import bus, commands, logs, meters
from thongsuot.plumbing.files import keeping, uploads

log = logs.get(__name__)

HEARTBEAT_S = 5.0
STALLED_AFTER_S = 2 * HEARTBEAT_S
REAP_EVERY_S = 1.0  # so that no job stays much longer than two heartbeats with a dead worker
COMPANION_ENDS_S = 5.0
# For new jobs: a NOTIFY with each would make all commits of the server wait for one another.
LOOK_EVERY_S = 0.5

_companions: list[Callable[[threading.Event, bool], None]] = []

REAP = """
with dead as (
  select j.id from procrastinate_jobs j left join procrastinate_workers w on w.id = j.worker_id
   where j.status = 'doing' and (w.id is null or w.last_heartbeat < now() - make_interval(secs => %s))
     for update of j skip locked)
select id, procrastinate_retry_job_v2(id, now(), null, null, null) from dead"""


class Patient(BaseRetryStrategy):
    """Waits 2, 4, 8 … seconds, then ten minutes each time, and never gives up: an event is not dropped."""

    LONGEST_S = 600

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again; the failure is logged each time and shows on the operator's page."""
        log.warning(
            "job_failed",
            job=job.id,
            task=job.task_name,
            attempts=job.attempts,
            error=type(exception).__name__,
        )
        return RetryDecision(retry_in={"seconds": int(min(2 ** min(job.attempts + 1, 12), self.LONGEST_S))})


@app.task(name=bus.DELIVER, queue="events", retry=Patient())
def deliver(listener: str, event: dict[str, Any]) -> None:
    """Bring one event to one listener."""
    close_old_connections()
    bus.deliver(listener=listener, event=event)


@app.task(name=bus.SPREAD, queue="events", retry=Patient())
def spread(event_type: str, event: dict[str, Any], order: str | None) -> None:
    """Write the deliveries of one event that several listen to: all of them or none."""
    close_old_connections()
    with transaction.atomic():
        commands.enqueue_bare(bus.deliveries(event_type=event_type, event=event, order=order))


def beside(companion: Callable[[threading.Event, bool], None]) -> None:
    """Let every worker process run `companion(stop, once)` in a thread of its own, whatever its jobs do.

    With `once` it does what there is to do and returns; else it runs until `stop` is set. It must not raise.
    """
    _companions.append(companion)


@app.periodic(cron="*/10 * * * *", periodic_id="files.rescan")
@app.task(name="thongsuot.files.rescan", queue="files", queueing_lock="files.rescan", pass_context=False)
def rescan_files(timestamp: int) -> None:
    """Let the scanner look at what came while it was away; does nothing while it still is."""
    close_old_connections()
    keeping.rescan(now=datetime.now(UTC))


@app.periodic(cron="17 2 * * *", periodic_id="files.sweep")
@app.task(name="thongsuot.files.sweep", queue="files", queueing_lock="files.sweep", pass_context=False)
def sweep_files(timestamp: int) -> None:
    """Every night: content that no row names, and uploads that nobody finished."""
    close_old_connections()
    now = datetime.now(UTC)
    keeping.sweep(now=now)
    uploads.expire(now=now)


def reap() -> int:
    """Give back the jobs whose worker has not been heard of for two heartbeats. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(REAP, [STALLED_AFTER_S])
        freed = len(cursor.fetchall())
    if freed:
        log.warning("jobs_reaped", count=freed)
    return freed


def _reap_until(stop: threading.Event) -> None:
    while not stop.wait(REAP_EVERY_S):
        try:
            close_old_connections()
            reap()
        except Exception as error:  # the database may be away; the next round tries again
            log.warning("reaper_failed", error=type(error).__name__)
            connection.close()


def work(*, concurrency: int = 2, once: bool = False) -> None:
    """Run a worker until it is told to stop (or, with `once`, until nothing is left to do)."""
    stop = threading.Event()
    reaper = threading.Thread(target=_reap_until, args=(stop,), daemon=True, name="reaper")
    reaper.start()
    threads = [] if once else [_start(companion, stop) for companion in _companions]
    try:
        asyncio.run(_work(app, concurrency, once))
        for companion in _companions if once else ():
            companion(stop, True)
    finally:
        stop.set()
        for thread in threads:
            thread.join(COMPANION_ENDS_S)


def _start(companion: Callable[[threading.Event, bool], None], stop: threading.Event) -> threading.Thread:
    thread = threading.Thread(target=companion, args=(stop, False), daemon=True, name=companion.__module__)
    thread.start()
    return thread


async def _work(application: App, concurrency: int, once: bool) -> None:
    connector = application.connector.get_worker_connector()  # type: ignore[attr-defined]
    with application.replace_connector(connector) as running:
        async with running.open_async():
            await running.run_worker_async(
                concurrency=concurrency,
                wait=not once,
                listen_notify=False,
                fetch_job_polling_interval=LOOK_EVERY_S,
                update_heartbeat_interval=HEARTBEAT_S,
                stalled_worker_timeout=STALLED_AFTER_S,
                delete_jobs="successful",
                task_middleware=[meters.job],
            )

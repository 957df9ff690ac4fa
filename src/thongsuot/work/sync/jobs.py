"""What workers do: fetch from the portal, compare with it at night, and beside their jobs send what is due.

The sender looks each second who is due, and never lets one who is slow hold up another.
"""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime

from django.db import close_old_connections, connection
from procrastinate.contrib.django.procrastinate_app import app

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing import logs
from thongsuot.plumbing.jobs import Patient
from thongsuot.work.sync import ports, queries, services

log = logs.get(__name__)

EVERY_S = 1.0
LINES = 8  # receivers that are sent to at the same time


def _now() -> datetime:
    return datetime.now(UTC)


@app.periodic(cron="*/2 * * * *", periodic_id="sync.fetch")
@app.task(name="thongsuot.sync.fetch", queue="sync", queueing_lock="sync.fetch", pass_context=False)
def fetch_arrivals(timestamp: int) -> None:
    """Every two minutes."""
    close_old_connections()
    if ports.portal() is not None:
        services.fetch_all(now=_now())


@app.periodic(cron="*/2 * * * *", periodic_id="sync.files")
@app.task(name="thongsuot.sync.files", queue="sync", queueing_lock="sync.files", pass_context=False)
def fetch_files(timestamp: int) -> None:
    """Every two minutes, beside the arrivals: slow files hold up no filing."""
    close_old_connections()
    if ports.portal() is not None:
        services.fetch_all_files(now=_now())


@app.periodic(cron="40 20 * * *", periodic_id="sync.compare")
@app.task(
    name="thongsuot.sync.compare",
    queue="sync",
    queueing_lock="sync.compare",
    pass_context=False,
    retry=Patient(),
)
def compare_nightly(timestamp: int) -> None:
    """Every night at 03:40 in Vietnam, and again until the portal answers."""
    close_old_connections()
    if ports.portal() is not None:
        services.compare_all(now=_now())


def exchange(stop: threading.Event, once: bool) -> None:
    """Send what is due until `stop`; with `once` until nothing is due any more."""
    _seal()
    busy: dict[int, Future[None]] = {}
    with ThreadPoolExecutor(LINES, thread_name_prefix="sync") as pool:
        while not stop.is_set():
            _look(pool, busy, stop)
            if once:
                for future in list(busy.values()):
                    future.result()
                if not _due():
                    return
            stop.wait(EVERY_S if not once else 0.05)


def _seal() -> None:
    """Once for each worker that begins: after an update, secrets of before they were sealed are sealed."""
    try:
        close_old_connections()
        if queries.has_plain_secrets():
            services.seal_plain(actor=SYSTEM, now=_now())
    except Exception as error:  # the database may be away; they are good as they stand
        log.warning("sealing_failed", error=type(error).__name__)
        connection.close()


def _look(pool: ThreadPoolExecutor, busy: dict[int, "Future[None]"], stop: threading.Event) -> None:
    for receiver_id in _due():
        future = busy.get(receiver_id)
        if future is None or future.done():
            busy[receiver_id] = pool.submit(_send, receiver_id, stop)


def _due() -> tuple[int, ...]:
    try:
        close_old_connections()
        return queries.due_receivers(now=_now())
    except Exception as error:  # the database may be away; the next round tries again
        log.warning("sender_failed", error=type(error).__name__)
        connection.close()
        return ()


def _send(receiver_id: int, stop: threading.Event) -> None:
    try:
        close_old_connections()
        services.send_due(receiver_id=receiver_id, clock=_now, goes_on=lambda: not stop.is_set())
    except Exception as error:
        log.warning("sender_failed", receiver=receiver_id, error=type(error).__name__)
    finally:
        connection.close()

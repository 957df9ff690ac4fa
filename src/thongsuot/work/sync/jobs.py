"""The sender beside the jobs of every worker: looks each second who is due, and never waits for one who is slow."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime

from django.db import close_old_connections, connection

from thongsuot.plumbing import logs
from thongsuot.work.sync import queries, services

log = logs.get(__name__)

EVERY_S = 1.0
LINES = 8  # receivers that are sent to at the same time


def _now() -> datetime:
    return datetime.now(UTC)


def exchange(stop: threading.Event, once: bool) -> None:
    """Send what is due until `stop`; with `once` until nothing is due any more."""
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

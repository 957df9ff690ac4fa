"""The negative control: a server that says yes before the disk does."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from thongsuot.plumbing.postgres import initialise
from thongsuot.plumbing.postgres.places import Places

# The WAL writer sleeps for ten seconds and is not woken by volume, so a kill finds acknowledged rows unwritten.
LYING = {"synchronous_commit": "off", "wal_writer_delay": "10s", "wal_writer_flush_after": "1GB"}


@contextmanager
def lying_acknowledgements(home: Path) -> Iterator[None]:
    """Switch them on for every new and old session of the gate's own cluster, and off afterwards."""
    _set(home, LYING)
    try:
        yield
    finally:
        _set(home, dict.fromkeys(LYING, "default"))


def checkpoint(home: Path) -> None:
    """Write out everything that stands in memory."""
    with psycopg.connect(initialise.superuser_dsn(Places(home)), autocommit=True) as session:
        session.execute("checkpoint")


def _set(home: Path, values: dict[str, str]) -> None:
    with psycopg.connect(initialise.superuser_dsn(Places(home)), autocommit=True) as session:
        for name, value in values.items():
            quoted = "default" if value == "default" else f"'{value}'"
            session.execute(f"alter system set {name} = {quoted}".encode())
        session.execute("select pg_reload_conf()")

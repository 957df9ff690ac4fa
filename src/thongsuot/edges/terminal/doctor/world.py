"""What the checks look at, and what they say."""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from thongsuot.plumbing.cli.trouble import Trouble, t
from thongsuot.plumbing.postgres import connection, places
from thongsuot.plumbing.postgres.server import Server
from thongsuot.plumbing.postgres.server import look as ask

_PARAMETERS = "select name, setting from pg_settings"


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class World:
    """One installation at one moment. `session` (as the application) is None when no database answers."""

    home: Path
    environment: Mapping[str, str]
    now: datetime
    port: int
    embedded: bool
    socket: Path
    session: "psycopg.Connection[Any] | None" = None
    server: Server | None = None
    parameters: Mapping[str, str] | None = None
    silence: Trouble | None = None
    clock: Callable[[], datetime] = _now

    @property
    def is_demo(self) -> bool:
        return self.environment.get("THONGSUOT_DEMO") == "1"

    @property
    def hosts(self) -> list[str]:
        given = self.environment.get("THONGSUOT_HOSTS", "localhost,127.0.0.1,[::1]")
        return [name for name in given.split(",") if name]

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the database as SYSTEM sees them."""
        assert self.session is not None
        self.session.execute("select set_config('ts.system', 'on', true)")
        return self.session.execute(statement, values or None).fetchall()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: a stable code, what it is, how to put it right, in both languages."""

    code: str
    vi: str
    en: str
    fix_vi: str
    fix_en: str

    @property
    def sentence(self) -> str:
        return t(self.vi, self.en)

    @property
    def fix(self) -> str:
        return t(self.fix_vi, self.fix_en)


Check = Callable[[World], Iterator[Finding]]


def look(now: datetime, port: int) -> World:
    """The installation that the environment names. Nothing is started or changed."""
    where = places.here()
    environment = dict(os.environ)
    if _was_set_up_as_demo(where.home):  # `up` was told so; a terminal beside it was not
        environment.setdefault("THONGSUOT_DEMO", "1")
    world = World(where.home, environment, now, port, connection.is_embedded(), where.socket)
    try:
        asked = ask("app")
        session = psycopg.connect(connection.dsn("app"), connect_timeout=10)
    except Trouble as trouble:
        return replace(world, silence=trouble)
    parameters: dict[str, str] = dict(session.execute(_PARAMETERS).fetchall())
    session.rollback()
    return replace(world, session=session, server=asked, parameters=parameters)


def _was_set_up_as_demo(home: Path) -> bool:
    try:
        return (home / "loaded").read_text("utf-8").split()[1:2] == ["demo"]
    except OSError:
        return False

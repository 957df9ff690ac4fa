"""A whole province for tests: the real packs, loaded once, copied for every worker, rolled back after each test.

A test that takes the fixture `province` runs in a copy of the database that holds the national pack and the
province's pack with its demo accounts, with or without the mark `django_db`. Whoever needs the country's units
or procedures takes it too: loading them costs more than all the tests that ask them.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql

from tests import databases

ROOT = Path(__file__).resolve().parents[1]
PACK = "hue"
DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # 09:00 on a working Friday in Viet Nam
LOADED_AT = datetime(2026, 10, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Province:
    """What a test wants to know of the loaded province."""

    authority_id: int
    now: datetime
    day: date


def fingerprint() -> str:
    """Changes with every byte of the packs, the migrations and the code that loads them."""
    sources = (*ROOT.glob("packs/**/*"), *ROOT.glob("src/thongsuot/**/migrations/*.py"))
    loaders = (*ROOT.glob("src/thongsuot/registers/**/*.py"), *ROOT.glob("src/thongsuot/edges/packs/*.py"))
    found = hashlib.sha256()
    for path in sorted({*sources, *loaders}):
        if path.is_file() and "tests" not in path.parts:
            found.update(path.read_bytes())
    return found.hexdigest()


def _load() -> None:
    from django.conf import settings

    from thongsuot.edges.packs import checking, loading

    gathered, faults = checking.gather(settings.PACKS_DIR / PACK)
    assert gathered is not None, faults
    loading.load([*gathered.needs, gathered], now=LOADED_AT, with_demo=True)


@pytest.fixture(scope="session", autouse=True)
def _country_read_once() -> Iterator[None]:
    """Whoever checks or loads a province reads the national pack beside it; it says the same to all of a run."""
    from django.conf import settings

    from thongsuot.edges.packs import checking

    gather, country, read = checking.gather, Path(settings.PACKS_DIR / "national").resolve(), []

    def remembered(folder: Path, *, with_demo: bool = True, **given: Any) -> Any:
        if with_demo or folder.resolve() != country:
            return gather(folder, with_demo=with_demo, **given)
        if not read:
            read.append(gather(folder, with_demo=False, **given))
        return read[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checking, "gather", remembered)
        yield


@pytest.fixture(scope="session")
def province_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The name of this worker's copy. The first worker that needs it loads the packs; the others wait."""
    from django.db import connection

    own = str(connection.settings_dict["NAME"])
    master = own.split("_gw")[0] + "_province"
    mine = f"{own}_of_province"
    wanted = fingerprint()
    with django_db_blocker.unblock():
        connection.close()
        with databases.server() as server:
            server.execute("select pg_advisory_lock(46)")
            if databases.mark_of(server, master) != wanted:
                databases.copy(server, master, own)
                _turn_to(master)
                _load()
                _turn_to(own)
                with databases.server(master) as loaded:
                    loaded.execute("analyze")  # as autovacuum, off for tests, would
                databases.mark(server, master, wanted)
            databases.copy(server, mine, master)
            server.execute("select pg_advisory_unlock(46)")
    _outside.append(own)
    yield mine
    _outside.clear()
    with django_db_blocker.unblock(), databases.server() as server:
        _turn_to(own)
        connection.close()
        server.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(mine)))


_outside: list[str] = []  # the name of the empty database, while there is a copy of the province beside it


def _turn_to(name: str) -> None:
    """The next statement goes to this database. Tests in one place follow each other on one connection."""
    from django.db import connection

    if connection.settings_dict["NAME"] != name:
        connection.close()
        connection.settings_dict["NAME"] = name


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test outside the province finds the empty database again."""
    if _outside and "province_database" not in getattr(item, "fixturenames", ()):
        _turn_to(_outside[0])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The connection turns to the copy before anything opens a transaction, also what the mark `django_db` does."""
    for item in items:
        names = getattr(item, "fixturenames", [])
        if "_in_province" in names:
            names.remove("_in_province")
            names.insert(0, "_in_province")


@pytest.fixture
def _in_province(province_database: str) -> None:
    """Turn the connection to the copy before the test's transaction opens."""
    _turn_to(province_database)


@pytest.fixture
def province(_in_province: None, db: None) -> Province:
    """The province, in a transaction that is rolled back."""
    from thongsuot.plumbing import reference
    from thongsuot.registers.units import queries as units

    reference.forget()
    home = units.home_authority(pack=PACK)
    assert home is not None
    return Province(home, NOW, DAY)

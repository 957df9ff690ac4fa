"""One migrated database for all workers of a run: each copies it instead of migrating one of its own.

The process that hands out the tests has nothing else to do while the workers read them: it migrates meanwhile.
"""

import threading
import uuid
from typing import Any

import psycopg
import pytest
from psycopg import sql
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key

from thongsuot.plumbing.postgres import cluster
from thongsuot.plumbing.postgres import connection as postgres_connection

_LOCK = 47
_RUN = "database_run"  # what the workers are told
_making: list[threading.Thread] = []


def server(name: str = "postgres") -> psycopg.Connection[tuple[Any, ...]]:
    """A connection of the owner, beside Django's, to no test's database if no other is named."""
    from django.db import connection

    known = connection.settings_dict
    options = {k: v for k, v in known["OPTIONS"].items() if k in ("passfile", "sslmode")}
    given = {
        "host": known["HOST"],
        "port": known["PORT"],
        "user": known["USER"],
        "password": known["PASSWORD"],
    }
    return psycopg.connect(dbname=name, autocommit=True, **{k: v for k, v in given.items() if v}, **options)


def copy(server: psycopg.Connection[tuple[Any, ...]], name: str, template: str) -> None:
    """Make the database `name` anew as a copy of `template`."""
    # A thread of an earlier test may still be saying goodbye to its server.
    server.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [template])
    server.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(name)))
    server.execute(
        sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(template))
    )


def mark_of(server: psycopg.Connection[tuple[Any, ...]], name: str) -> str | None:
    """What `mark` wrote on the database; None without one."""
    row = server.execute(
        "select shobj_description(oid, 'pg_database') from pg_database where datname = %s", [name]
    ).fetchone()
    return row[0] if row else None


def mark(server: psycopg.Connection[tuple[Any, ...]], name: str, words: str) -> None:
    """Write on the database what it was made of, once it is whole."""
    server.execute(sql.SQL("comment on database {} is {}").format(sql.Identifier(name), sql.Literal(words)))


def as_owner() -> None:
    """Start the embedded cluster before Django looks for its server, and let Django look as the owner.

    pytest-django reads the settings before the first file of ours, so the environment alone comes too late.
    """
    from django.db import connections

    if postgres_connection.is_embedded():
        cluster.ensure_running()
    owner = postgres_connection.database_settings("owner")
    given = connections["default"].settings_dict
    given.update({name: owner[name] for name in ("USER", "PASSWORD", "HOST", "PORT")})
    given["OPTIONS"].pop("passfile", None)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Before the first worker starts: begin the database that all will copy."""
    if not _making:
        run = uuid.uuid4().hex
        blocker = node.config.stash[blocking_manager_key]
        _making.append(threading.Thread(target=_begun, args=(run, blocker), name=run))
        _making[0].start()
    node.workerinput[_RUN] = _making[0].name


def pytest_unconfigure() -> None:
    """Leave no thread behind."""
    for thread in _making:
        thread.join()


def _begun(run: str, blocker: DjangoDbBlocker) -> None:
    as_owner()
    with blocker.unblock():
        template_of(run)


def template_of(run: str) -> str:
    """The name of this run's migrated database; whoever comes first makes it, the others wait."""
    from django.db import connection

    name = f"test_{connection.settings_dict['NAME']}_template"
    with server() as beside:
        beside.execute("select pg_advisory_lock(%s)", [_LOCK])
        if mark_of(beside, name) != run:
            _migrate(name)
            mark(beside, name, run)
    return name


def _migrate(name: str) -> None:
    from django.db import connection

    test, before = connection.settings_dict["TEST"], connection.settings_dict["NAME"]
    named = test["NAME"]
    test["NAME"] = name
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        connection.close()
        test["NAME"], connection.settings_dict["NAME"] = named, before


def to_be_copied(config: pytest.Config) -> None:
    """In a worker, tell Django to make its test database as a copy that needs no migrations."""
    from django.db import connection

    if run := getattr(config, "workerinput", {}).get(_RUN):
        template = template_of(run)
        connection.settings_dict["TEST"].update(TEMPLATE=template, MIGRATE=False)

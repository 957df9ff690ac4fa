"""A real server: does it suit, and can the roles be prepared on it? Debian's stands for all of them."""

import dataclasses
import os

import psycopg
import pytest

from thongsuot.plumbing.cli.trouble import Trouble
from thongsuot.plumbing.postgres import connection, roles, secret, server
from thongsuot.plumbing.postgres.places import Places

# Read when imported: the fixtures of this folder hide them from the tests of embedded clusters.
URLS = {name: value for name, value in os.environ.items() if name.startswith("DATABASE_")}
GOOD = server.Server("app", 15, "UTF8", False, False, frozenset(server.EXTENSIONS), "thongsuot_owner")


@pytest.fixture
def _debian(monkeypatch):
    for name, value in URLS.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"major": 14}, "PostgreSQL 14"),
        ({"major": 19}, "PostgreSQL 19"),
        ({"encoding": "SQL_ASCII"}, "SQL_ASCII"),
        ({"extensions": frozenset({"pg_trgm", "unaccent"})}, "btree_gist"),
        ({"is_superuser": True}, "SUPERUSER"),
        ({"passes_rls": True}, "BYPASSRLS"),
    ],
)
def test_each_thing_that_does_not_suit_is_one_sentence(change, said):
    assert server.troubles(GOOD) == []
    (trouble,) = server.troubles(dataclasses.replace(GOOD, **change))
    assert said in trouble.vi
    assert said in trouble.en


def test_the_embedded_one_suits(running):
    server.require()
    assert server.troubles(server.look("owner")) == []


def test_one_that_is_not_there_is_one_sentence(home, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://thongsuot_owner:secret@127.0.0.1:1/ts?connect_timeout=2")
    with pytest.raises(Trouble, match=r"127\.0\.0\.1:1/ts") as caught:
        server.require()
    assert "secret" not in str(caught.value)


@pytest.mark.debian_postgres
@pytest.mark.usefixtures("_debian")
def test_debians_suits():
    server.require()
    assert server.look("app").major in range(server.OLDEST, server.NEWEST + 1)
    assert server.look("owner").database_owner == secret.OWNER


@pytest.mark.debian_postgres
@pytest.mark.usefixtures("_debian")
def test_roles_are_prepared_on_debians_twice_without_harm(tmp_path):
    with psycopg.connect(connection.dsn("superuser", "postgres"), autocommit=True) as session:
        roles.make_database(session, "second")
        roles.make_database(session, "second")
        assert roles.are_prepared(session, Places(tmp_path), "second") is False  # no password files here
    with psycopg.connect(connection.dsn("owner", "second")) as session:
        assert session.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        session.execute("CREATE EXTENSION unaccent")

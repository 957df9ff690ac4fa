"""One list of walls: a table that should be behind one and is not is named, whoever asks."""

import pytest
from django.db import connection

from thongsuot.plumbing import walls

pytestmark = pytest.mark.django_db


def rows(statement, values=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def as_owner():
    rows("set role none")
    yield
    rows("set role thongsuot_app")


def test_every_wall_stands():
    assert walls.missing(rows) == []


@pytest.mark.parametrize(
    "planted",
    [
        "alter table dossier no force row level security",
        "alter table dossier disable row level security",
        "alter table journal_entry no force row level security",
        "create table planted (account_id bigint)",
        "create table planted (id bigint, dossier_id bigint)",
        "create table planted (id bigint, dossier_id bigint);"
        " alter table planted enable row level security, force row level security",  # and no policy
    ],
)
def test_a_hole_is_found(as_owner, planted):
    rows(planted)
    assert len(walls.missing(rows)) == 1


def test_a_table_of_public_facts_needs_none(as_owner):
    rows("create table planted (id bigint, name text)")
    assert walls.missing(rows) == []


def test_who_is_open_says_why_and_truly_has_no_wall():
    told = walls.open_tables()
    assert all(len(reason) > 5 for reason in told.values())
    walled = {name for (name,) in rows("select relname from pg_class where relrowsecurity")}
    assert walled.isdisjoint(told)
    assert {"dossier", "account", "journal_entry"} <= set(walls.walled_tables())

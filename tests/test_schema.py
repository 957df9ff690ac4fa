"""The tables are what the models say: `migrate` takes a short way (plumbing/management/commands/migrate.py)."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.state import ProjectState

from thongsuot.plumbing.management.commands.migrate import one_by_one

pytestmark = pytest.mark.django_db
COLUMNS = """select c.relname, a.attname, format_type(a.atttypid, null), a.attnotnull
from pg_attribute a join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p')
where a.attnum > 0 and not a.attisdropped and c.relnamespace = 'public'::regnamespace"""
KEYS = """select c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text
from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
where c.contype = 'f' and cardinality(c.conkey) = 1"""
NAMES = """select conname from pg_constraint union select relname from pg_class where relkind in ('i', 'I')"""


# Types as a migration writes them, as PostgreSQL shows them.
SHOWN = "select w, format_type(to_regtype(w), null) from unnest(%s::text[]) w"


def asked(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return set(cursor.fetchall())


def models():
    ours = (m for m in apps.get_models(include_auto_created=True) if m.__module__.startswith("thongsuot."))
    return [m for m in ours if m._meta.managed and not m._meta.proxy]


def test_no_change_of_a_model_is_without_its_migration():
    said = StringIO()
    call_command("makemigrations", check_changes=True, dry_run=True, stdout=said, stderr=said)
    assert "No changes" in said.getvalue()


def test_every_column_every_key_and_every_named_rule_is_there():
    columns, keys, names = asked(COLUMNS), asked(KEYS), {row[0] for row in asked(NAMES)}
    assert len(models()) > 50
    shown = dict(
        asked(SHOWN, [f.db_type(connection) for m in models() for f in m._meta.local_concrete_fields])
    )
    for model in models():
        table = model._meta.db_table
        for field in model._meta.local_concrete_fields:
            kind = shown[field.db_type(connection)]
            assert (table, field.column, kind, not (field.null or field.generated)) in columns, (
                table,
                field.column,
                kind,
            )
            if field.remote_field and field.db_constraint:
                assert (table, field.column, field.remote_field.model._meta.db_table) in keys, (
                    table,
                    field.column,
                )
        said = {one.name for one in (*model._meta.indexes, *model._meta.constraints)}
        assert said <= names, (table, said - names)


def test_the_short_way_ends_with_the_command():
    usual = ProjectState._find_reload_model
    with one_by_one():
        assert ProjectState._find_reload_model(None, "units", "unit") == {("units", "unit")}
    assert ProjectState._find_reload_model is usual

"""The second wall: which tables must stand behind forced row-level security, and which of them do not.

A table is behind it when its rows belong to a dossier, a person or an agency's work. Whoever makes such a
table without a wall says why on its model: `open_because = "a counter holds numbers only"`. Everything that
asks about walls (the doctor, the gate of access) asks here.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.apps import apps

# A row with one of these columns belongs to somebody, also in tables that packages of others bring along.
OF_TENANTS = ("dossier_id", "citizen_id", "account_id", "user_id", "actor", "agency_id", "authority_id")
# Every table of these rooms and modules is work or people, whatever its columns.
HOLD_WORK = ("thongsuot.plumbing", "thongsuot.registers.identity", "thongsuot.work", "thongsuot.transition")

MISSING = """
select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relname = any(%s)
   and (c.relname = any(%s) or exists (
     select from pg_attribute a
      where a.attrelid = c.oid and not a.attisdropped and a.attname = any(%s)))
   and not (c.relrowsecurity and c.relforcerowsecurity
     and exists (select from pg_policy p where p.polrelid = c.oid))
 order by 1"""

Rows = Callable[[str, Sequence[Any]], Sequence[Sequence[Any]]]


def open_tables() -> dict[str, str]:
    """Tables that need no wall, each with the reason that its model gives."""
    every = apps.get_models(include_auto_created=True)
    return {m._meta.db_table: m.open_because for m in every if hasattr(m, "open_because")}


def walled_tables() -> list[str]:
    """Tables of the modules that hold work or people; all but the open ones must stand behind the wall."""
    found = {
        model._meta.db_table
        for config in apps.get_app_configs()
        if config.name.startswith(HOLD_WORK)
        for model in config.get_models(include_auto_created=True)
    }
    return sorted(found - open_tables().keys())


def missing(rows: Rows) -> list[str]:
    """Tables that should be walled and are not: not enabled, not forced, or without a policy.

    rows: runs a statement with its values on the database that is asked about, and gives its rows.
    """
    return [str(row[0]) for row in rows(MISSING, [list(open_tables()), walled_tables(), list(OF_TENANTS)])]

"""The second wall, asked of the database's own catalogue."""

from django.apps import apps
from django.db import connection

# What these tables hold is nobody's data: counters, roles, rows of registers, the house's own bookkeeping.
PUBLIC = {"dossier_counter", "dossier_redirect", "role", "revision", "stored_file"}
ROOMS = ("identity", "notices", "dossiers", "reorganisation", "plumbing")


def tenant_tables() -> list[str]:
    """Tables of the modules that hold personal data or work."""
    found = {
        m._meta.db_table
        for label in ROOMS
        for m in apps.get_app_config(label).get_models(include_auto_created=True)
    }
    return sorted(found - PUBLIC)


def missing() -> list[str]:
    """Tenant tables whose row-level security is not both enabled and forced, or that have no policy."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select c.relname from pg_class c where c.relname = any(%s) and c.relkind = 'r'
                 and not (c.relrowsecurity and c.relforcerowsecurity
                   and exists (select 1 from pg_policy p where p.polrelid = c.oid))""",
            [tenant_tables()],
        )
        return [f"table {row[0]}" for row in cursor.fetchall()]

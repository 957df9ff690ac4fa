"""The four roles and the database, prepared the same way on the embedded cluster and on a real server.

| role | may | may not |
|---|---|---|
| thongsuot_owner | own the database and its tables, migrate, make test databases | pass row security |
| thongsuot_app | read and write rows (web server, workers) | own or truncate tables, pass row security |
| thongsuot_backup | read every row, for pg_dump | write |
| postgres (embedded only) | everything, through the socket only | – |
"""

from typing import LiteralString

import psycopg
from psycopg import sql

from thongsuot.plumbing.postgres import secret
from thongsuot.plumbing.postgres.connection import DATABASE
from thongsuot.plumbing.postgres.places import Places, here

Connection = psycopg.Connection[tuple[object, ...]]

_RIGHTS: dict[str, LiteralString] = {
    secret.OWNER: "LOGIN NOSUPERUSER NOBYPASSRLS CREATEDB NOCREATEROLE NOREPLICATION",
    secret.APP: "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION",
    secret.BACKUP: "LOGIN NOSUPERUSER BYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION",
}

# Rows, not tables: no TRUNCATE, no REFERENCES, no TRIGGER.
_GRANTS: tuple[LiteralString, ...] = (
    "GRANT USAGE ON SCHEMA public TO {app}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT USAGE, SELECT ON SEQUENCES TO {app}",
)


def prepare_roles(superuser_dsn: str, places: Places | None = None, database: str = DATABASE) -> None:
    """Make or correct the roles, their passwords (kept in `places.secrets`) and the database. Idempotent."""
    where = places or here()
    with psycopg.connect(superuser_dsn, autocommit=True) as connection:
        for role in _RIGHTS:
            _prepare_role(connection, where, role)
        # Tests step down with SET ROLE to see what the application sees.
        _run(connection, "GRANT {app} TO {owner}")
        _run(connection, "GRANT pg_read_all_data TO {backup}")
        _run(connection, "ALTER ROLE {backup} SET default_transaction_read_only = on")
        make_database(connection, database)
    with psycopg.connect(superuser_dsn, autocommit=True, dbname=database) as connection:
        grant_application(connection)


def make_database(connection: Connection, database: str) -> None:
    """An empty database of the owner into which nobody else may look; nothing when it exists."""
    name = sql.Identifier(database)
    if not _rows(connection, "SELECT 1 FROM pg_database WHERE datname = %s", database):
        _run(connection, "CREATE DATABASE {name} OWNER {owner} ENCODING 'UTF8' TEMPLATE template0", name=name)
    _run(connection, "REVOKE ALL ON DATABASE {name} FROM PUBLIC", name=name)
    _run(connection, "GRANT CONNECT, TEMPORARY ON DATABASE {name} TO {app}", name=name)
    _run(connection, "GRANT CONNECT ON DATABASE {name} TO {backup}", name=name)


def grant_application(connection: Connection) -> None:
    """Let the application read and write every table of the owner in this database, present and future.

    Run by the owner or a superuser; a new database (a test database too) needs it once.
    """
    for statement in _GRANTS:
        _run(connection, statement)


def are_prepared(connection: Connection, places: Places, database: str = DATABASE) -> bool:
    """Whether roles, password files and database are all there, so that a start need not touch them."""
    found = _rows(connection, "SELECT 1 FROM pg_roles WHERE rolname = ANY(%s)", list(_RIGHTS))
    has_database = _rows(connection, "SELECT 1 FROM pg_database WHERE datname = %s", database)
    return len(found) == len(_RIGHTS) and bool(has_database) and all(secret.read(places, r) for r in _RIGHTS)


def _prepare_role(connection: Connection, places: Places, role: str) -> None:
    if not _rows(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
        _run(connection, "CREATE ROLE {role}", role=sql.Identifier(role))
    password = secret.ensure(places, role)
    # Only the verifier travels: the password itself never reaches a server log.
    verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    _run(
        connection,
        "ALTER ROLE {role} " + _RIGHTS[role] + " PASSWORD {verifier}",
        role=sql.Identifier(role),
        verifier=sql.Literal(verifier.decode()),
    )


def _run(connection: Connection, statement: LiteralString, **names: sql.Composable) -> None:
    known: dict[str, sql.Composable] = {
        "owner": sql.Identifier(secret.OWNER),
        "app": sql.Identifier(secret.APP),
        "backup": sql.Identifier(secret.BACKUP),
    }
    connection.execute(sql.SQL(statement).format(**known | names))


def _rows(connection: Connection, statement: LiteralString, value: object) -> list[tuple[object, ...]]:
    return connection.execute(statement, [value]).fetchall()

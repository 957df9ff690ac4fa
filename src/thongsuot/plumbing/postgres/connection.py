"""Where the database is. Reads the environment and files, starts nothing.

| variable | meaning |
|---|---|
| DATABASE_URL | a real server, as the role that owns the tables (migrations, tests) |
| DATABASE_APP_URL | the same server as the application's role; without it DATABASE_URL with the role
  `thongsuot_app` and its password from `secrets/` |
| DATABASE_BACKUP_URL | the same for the role that only dumps |
| DATABASE_ADMIN_URL | a superuser of the real server, needed once, by `thongsuot db prepare` |
| THONGSUOT_HOME | home of the embedded cluster, used when DATABASE_URL is not set |
"""

import os
from typing import Any

from thongsuot.plumbing.cli.trouble import Exit, Trouble
from thongsuot.plumbing.postgres import places, secret

DATABASE = "thongsuot"
_URLS = {
    secret.OWNER: "DATABASE_URL",
    secret.APP: "DATABASE_APP_URL",
    secret.BACKUP: "DATABASE_BACKUP_URL",
    secret.SUPERUSER: "DATABASE_ADMIN_URL",
}


def is_embedded() -> bool:
    """Whether the database is our own cluster, not a server named by DATABASE_URL."""
    return not os.environ.get("DATABASE_URL")


def parameters(role: str) -> dict[str, str]:
    """libpq parameters (host, port, dbname, user, password or passfile, …) of a role.

    `role` is `app`, `owner`, `backup` or `superuser`.

    Right before the first start too: the password is then read by libpq from the passfile at connect time.
    """
    name = secret.role_name(role)
    if not is_embedded():
        return _of_server(name)
    where = places.here()
    found = {"host": str(where.socket), "port": str(places.PORT), "dbname": DATABASE, "user": name}
    return found | _password(where, name)


def database_settings(role: str) -> dict[str, Any]:
    """An entry of Django's DATABASES for `app`, `owner`, `backup` or `superuser`."""
    given = parameters(role)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": given.pop("dbname", DATABASE),
        "USER": given.pop("user", ""),
        "PASSWORD": given.pop("password", ""),
        "HOST": given.pop("host", ""),
        "PORT": given.pop("port", ""),
        "OPTIONS": given,
    }


def dsn(role: str, dbname: str | None = None) -> str:
    """libpq connection string of the role, to `dbname` or to the platform's database."""
    from psycopg.conninfo import make_conninfo

    given = parameters(role)
    if dbname is not None:
        given["dbname"] = dbname
    return make_conninfo("", **given)


def _password(where: places.Places, name: str) -> dict[str, str]:
    if password := secret.read(where, name):
        return {"password": password}
    return {"passfile": str(where.passfile(name))}


def _of_server(name: str) -> dict[str, str]:
    if own := os.environ.get(_URLS[name]):
        found = _parse(_URLS[name], own)
        # What `thongsuot db prepare` wrote serves an address without a password.
        if not {"password", "passfile"} & set(found) and places.here().passfile(name).exists():
            found |= _password(places.here(), name)
        return found
    if name == secret.SUPERUSER:
        raise Trouble(
            "Chưa có DATABASE_ADMIN_URL: việc này cần tài khoản quản trị của máy chủ PostgreSQL.",
            "DATABASE_ADMIN_URL is not set: this needs a superuser of the PostgreSQL server.",
            Exit.DATABASE,
        )
    shared = _parse("DATABASE_URL", os.environ["DATABASE_URL"])
    shared.pop("password", None)
    return shared | {"user": name} | _password(places.here(), name)


def _parse(variable: str, value: str) -> dict[str, str]:
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        found = {key: str(given) for key, given in conninfo_to_dict(value).items() if given is not None}
    except ProgrammingError as error:  # its text may hold the password: not shown
        raise Trouble(
            f"{variable} không phải là địa chỉ PostgreSQL hợp lệ (mẫu: "
            "postgresql://user@host:5432/thongsuot).",
            f"{variable} is not a PostgreSQL address (like postgresql://user@host:5432/thongsuot).",
            Exit.DATABASE,
        ) from error
    return {"dbname": DATABASE} | found

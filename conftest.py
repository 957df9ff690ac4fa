"""One test database: made and migrated as the owner, used as the application's role, row-level security and all."""

import os
from collections.abc import Iterator
from typing import Any

os.environ["THONGSUOT_DB_ROLE"] = "owner"  # tests own their database, then step down (see below)
os.environ.setdefault("THONGSUOT_DEMO", "1")

import pytest
from django.conf import settings

from thongsuot.plumbing import messages
from thongsuot.plumbing.postgres import cluster, roles
from thongsuot.plumbing.postgres import connection as postgres_connection

APP_ROLE = "thongsuot_app"
pytest_plugins = ["tools.pytest_machine", "tests.province"]


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogues of messages once, before anything reads them."""
    if not hasattr(config, "workerinput"):
        messages.compile_stale()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Start the embedded cluster before Django looks for its server, and look as the owner.

    pytest-django reads the settings before this file, so the environment alone comes too late.
    """
    from django.db import connections

    if postgres_connection.is_embedded():
        cluster.ensure_running()
    owner = postgres_connection.database_settings("owner")
    given = connections["default"].settings_dict
    given.update({name: owner[name] for name in ("USER", "PASSWORD", "HOST", "PORT")})
    given["OPTIONS"].pop("passfile", None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Grant the application its rows, then let every test connect as the application."""
    from django.db import connection

    with django_db_blocker.unblock():
        connection.ensure_connection()
        roles.grant_application(connection.connection)
        connection.close()
        options = settings.DATABASES["default"]["OPTIONS"]
        connection.settings_dict["OPTIONS"] = {**options, "options": f"-c role={APP_ROLE}"}
    yield
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["OPTIONS"] = options


@pytest.fixture(autouse=True)
def _forget_registers() -> Iterator[None]:
    """What a test loaded is rolled back, so nothing of it may stay remembered."""
    from thongsuot.plumbing import reference

    yield
    reference.forget()

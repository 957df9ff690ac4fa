"""One test database: made and migrated as the owner, used as the application's role, row-level security and all."""

import gc
import os
from collections.abc import Iterator
from typing import Any

os.environ["THONGSUOT_DB_ROLE"] = "owner"  # tests own their database, then step down (see below)
os.environ.setdefault("THONGSUOT_DEMO", "1")

import hypothesis
import pytest
from django.conf import settings

from thongsuot.plumbing import messages
from thongsuot.plumbing.postgres import roles

APP_ROLE = "thongsuot_app"
# How many examples a property tries that does not say so itself. Which ones differs from run to run.
hypothesis.settings.register_profile("ordinary", max_examples=50, deadline=None)
hypothesis.settings.register_profile("long", max_examples=1_000, deadline=None)
hypothesis.settings.load_profile("ordinary")
pytest_plugins = ["tools.pytest_machine", "tests.databases", "tests.province"]


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogues of messages once, before anything reads them."""
    gc.disable()  # until all tests are read: nothing of them is garbage, and looking for some took a fifth of the time
    if not hasattr(config, "workerinput"):
        messages.compile_stale()


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what was imported, and come seldom: it took a sixth of the time."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 25)
    gc.enable()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: Any
) -> None:
    """Make ready what Django's test database is made on, and of."""
    from tests import databases

    databases.as_owner()
    with django_db_blocker.unblock():
        databases.to_be_copied(request.config)


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


@pytest.fixture(autouse=True, scope="session")
def _static_files_once() -> Iterator[None]:
    """Every client of a test builds all layers anew; the static files that one of them found are there for the next."""
    from whitenoise.middleware import WhiteNoiseMiddleware

    look, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def remembered(layer: Any) -> None:
        if not found:
            look(layer)
            found.update(layer.files)
        layer.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", remembered)
        yield


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    """What a test loaded is rolled back, so nothing of it may stay remembered; nor in what language it spoke."""
    from django.utils import translation

    from thongsuot.plumbing import reference

    yield
    reference.forget()
    translation.deactivate()

"""pytest plugin: skips, by name, tests that need a browser, Debian's PostgreSQL or SoftHSM where it is missing.

It marks with `database` what opens the database: most tests say so by a fixture, which `-m` does not see.
"""

import os

import pytest

from thongsuot.plumbing.cli import machine

OPENERS = {"db", "transactional_db"}


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark and skip. `debian_postgres` tests run where DATABASE_URL leads to a server not embedded."""
    missing = {}
    if not machine.can_drive_a_browser():
        missing["browser"] = "no Chromium runs on this machine"
    if not os.environ.get("DATABASE_URL"):
        missing["debian_postgres"] = "needs DATABASE_URL; `thongsuot test` sets it to Debian's PostgreSQL"
    if not machine.softhsm():
        missing["softhsm"] = "no SoftHSM (PKCS#11) on this machine"
    for item in items:
        if item.get_closest_marker("django_db") or OPENERS & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")
        for marker, reason in missing.items():
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))

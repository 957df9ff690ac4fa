"""pytest plugin: skips, by name, tests that need a browser, Debian's PostgreSQL or SoftHSM where it is missing."""

import os

import pytest

from thongsuot.plumbing.cli import machine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip by marker. `debian_postgres` tests run where DATABASE_URL leads to a server not embedded."""
    missing = {}
    if not machine.can_drive_a_browser():
        missing["browser"] = "no Chromium runs on this machine"
    if not os.environ.get("DATABASE_URL"):
        missing["debian_postgres"] = "needs DATABASE_URL; `thongsuot test` sets it to Debian's PostgreSQL"
    if not machine.softhsm():
        missing["softhsm"] = "no SoftHSM (PKCS#11) on this machine"
    for item in items:
        for marker, reason in missing.items():
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))

"""The real register, loaded once for the tests of this package and rolled back after them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.rows import LoadReport
from thongsuot.registers.units.tests import fixtures

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="package")
def units_loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[LoadReport]:
    """Every unit of the country; gives the report of the load. Tests run inside its transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield fixtures.load(SYSTEM, NOW)
        transaction.set_rollback(True)

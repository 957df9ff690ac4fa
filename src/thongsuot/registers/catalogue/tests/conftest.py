"""The whole catalogue is loaded once for this folder, in a transaction that ends with it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from thongsuot.kernel.rows import LoadReport
from thongsuot.registers.catalogue.tests import fixtures


@pytest.fixture(scope="package")
def national(django_db_setup: None, django_db_blocker: Any) -> Iterator[LoadReport]:
    """What loading the national pack reported."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield fixtures.load()
        transaction.set_rollback(True)

"""A home of its own for a test that starts and stops a cluster."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from thongsuot.plumbing.postgres import cluster


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in ("DATABASE_URL", "DATABASE_APP_URL", "DATABASE_BACKUP_URL", "DATABASE_ADMIN_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("THONGSUOT_THROW_AWAY", "1")
    folder = Path(tempfile.mkdtemp(prefix="ts-home-")).resolve()
    monkeypatch.setenv("THONGSUOT_HOME", str(folder))
    yield folder
    cluster.stop(folder)
    shutil.rmtree(folder)

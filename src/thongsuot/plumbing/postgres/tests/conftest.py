"""Clusters of their own for the tests that start, kill and corrupt them."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from thongsuot.plumbing.postgres import cluster


@pytest.fixture(autouse=True)
def _no_server(monkeypatch):
    for name in ("DATABASE_URL", "DATABASE_APP_URL", "DATABASE_BACKUP_URL", "DATABASE_ADMIN_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _thrown_away(monkeypatch):
    monkeypatch.setenv("THONGSUOT_THROW_AWAY", "1")


@pytest.fixture
def home(monkeypatch) -> Iterator[Path]:
    """An empty home that the environment names; its cluster is stopped at the end."""
    folder = Path(tempfile.mkdtemp(prefix="ts-pg-")).resolve()
    monkeypatch.setenv("THONGSUOT_HOME", str(folder))
    yield folder
    cluster.stop(folder)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def shared_home() -> Iterator[Path]:
    """The home of one cluster for a whole module; as durable as a real one."""
    folder = Path(tempfile.mkdtemp(prefix="ts-pg-")).resolve()
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("THONGSUOT_THROW_AWAY", raising=False)
        cluster.ensure_running(folder)
    yield folder
    cluster.stop(folder)
    shutil.rmtree(folder)


@pytest.fixture
def running(shared_home, monkeypatch) -> cluster.Cluster:
    """That cluster, running; the environment names it."""
    monkeypatch.setenv("THONGSUOT_HOME", str(shared_home))
    return cluster.ensure_running(shared_home)

"""`up` without `--pack` goes on with the province that the database has."""

import shutil
import socket
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from thongsuot.edges.terminal.up import phases
from thongsuot.plumbing.cli.trouble import Exit, Trouble
from thongsuot.plumbing.postgres import cluster

SETTINGS = """create table authority_setting (id int, key text, value jsonb, valid daterange,
  recorded_at timestamptz, withdrawn_at timestamptz);
insert into authority_setting values
  (1, 'home', '"first"', '[2025-07-01,)', '2026-01-01', null),
  (2, 'home', '"second"', '[2025-07-01,)', '2026-02-01', null),
  (3, 'accent', '"#123456"', '[2025-07-01,)', '2026-03-01', null),
  (4, 'home', '"third"', '[2025-07-01,)', '2026-03-01', '2026-04-01'),
  (5, 'home', '"third"', '[2025-07-01,2026-01-01)', '2026-03-01', null)"""


@pytest.fixture(autouse=True)
def packs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("national", "first", "second", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pack.toml").touch()
    monkeypatch.setenv("THONGSUOT_PACKS", str(tmp_path))
    monkeypatch.delenv("THONGSUOT_PACK", raising=False)


@pytest.fixture
def prepared(home: Path, monkeypatch: pytest.MonkeyPatch):
    """What `up` would load, without doing it."""
    loaded = []
    monkeypatch.setattr(phases.signal, "signal", lambda *_: None)
    monkeypatch.setattr(phases, "_migrate", lambda _: None)
    monkeypatch.setattr(phases, "_pages", lambda _: None)
    monkeypatch.setattr(phases, "_load", lambda _phases, pack, _demo, _home: loaded.append(pack))

    def prepare(pack: str = "") -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        ready = phases.prepare(port=port, host="127.0.0.1", pack=pack, demo=True, timings=False)
        assert loaded == [ready.pack]
        return str(loaded.pop())

    return prepare


def test_the_province_of_the_database_is_brought_up_again(home, prepared, tmp_path, monkeypatch):
    server = cluster.ensure_running(home)
    assert prepared() == "first"  # nothing is there: the first by name
    with psycopg.connect(server.dsn("owner"), autocommit=True) as session:
        session.execute(SETTINGS)
    assert prepared() == "second"  # loaded last
    assert prepared("other") == "other"
    monkeypatch.setenv("THONGSUOT_PACK", "first")
    assert prepared() == "first"
    monkeypatch.delenv("THONGSUOT_PACK")
    shutil.rmtree(tmp_path / "second")
    with pytest.raises(Trouble, match="second") as refused:
        prepared()
    assert refused.value.code == Exit.NOT_FOUND


def test_it_is_read_as_the_registers_write_it(province):
    with connection.cursor() as cursor:
        cursor.execute(phases.LOADED)
        assert cursor.fetchone() == ("hue",)

"""A real installation never becomes a demo by a plain `up` or `load --demo`; a demo stays one, whoever works in it."""

import socket

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from tests.people import HERE, NOW, centre, filing, who

from thongsuot.edges.packs import checking
from thongsuot.edges.packs.demo import filling
from thongsuot.edges.terminal import commands, packs
from thongsuot.edges.terminal.up import phases
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing import access
from thongsuot.plumbing.cli.trouble import Exit, Trouble
from thongsuot.plumbing.postgres import cluster
from thongsuot.work.dossiers import services as dossiers

TABLES = """create table account (is_demo boolean, is_active boolean default true);
create table dossier (is_simulated boolean)"""


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THONGSUOT_LANG", "en")


def asked(statement: str) -> bool:
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(statement)
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize("words", [["up"], ["up", "--fresh", "--yes"], ["load", "hue", "--demo"]])
def test_where_the_demo_is_switched_off_nothing_is_touched(words, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("THONGSUOT_HOME", str(tmp_path))
    monkeypatch.setenv("THONGSUOT_DEMO", "0")
    assert commands.run(words) == Exit.REFUSED
    assert "up --no-demo" in " ".join(capsys.readouterr().err.split())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("real", ["account values (false)", "dossier values (false)"])
def test_up_asks_the_database_before_it_changes_anything(home, real, monkeypatch):
    monkeypatch.setattr(phases.signal, "signal", lambda *_: None)
    with psycopg.connect(cluster.ensure_running().dsn("owner"), autocommit=True) as session:
        session.execute(TABLES)
        session.execute(f"insert into {real}")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with pytest.raises(Trouble, match="real accounts or dossiers") as refused:
            phases.prepare(port=port, host="127.0.0.1", pack="", demo=True, timings=False)
        assert refused.value.code == Exit.REFUSED
        assert session.execute("select to_regclass('django_migrations')").fetchone() == (None,)
        session.execute("insert into account values (true)")
    phases._refuse_beside_real()  # there are the demo's own accounts: what people enter there is the demo's


def test_simulated_dossiers_come_to_no_real_ones(province, monkeypatch, capsys):
    gathered = checking.gather(settings.PACKS_DIR / "hue")[0]
    dossiers.receive(actor=who("motcua.thuanhoa"), now=NOW, agency_id=centre(), filing=filing(HERE))
    filling.require_demo()  # somebody who tries the demo out
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("update account set is_active = false where is_demo")
    with pytest.raises(Trouble, match="real accounts or dossiers"):
        filling.fill(gathered, count=1, authority_id=province.authority_id, now=NOW)
    monkeypatch.setattr(packs, "_start_django", lambda **_: None)
    assert commands.run(["load", "hue", "--demo"]) == Exit.REFUSED
    assert "THONGSUOT_HOME" in capsys.readouterr().err
    assert not asked("select exists (select from dossier where is_simulated)")
    assert not asked("select exists (select from account where is_demo and is_active)")


def test_a_new_database_may_become_a_demo(db):
    assert not asked("select exists (select from account)")
    filling.require_demo()
    with access.seeing(SYSTEM):
        get_user_model().objects.create(
            username="that", full_name="Nguyễn Thị Thật", kind="officer", created_at=NOW
        )
    with pytest.raises(Trouble, match="real accounts or dossiers"):
        filling.require_demo()

"""`up --fresh` throws a demo away, and nothing else: asked, refused, and begun again on a cluster of its own."""

from pathlib import Path

import psycopg
import pytest

from thongsuot.edges.terminal import commands
from thongsuot.edges.terminal.up import afresh
from thongsuot.plumbing.cli.trouble import Exit, Trouble
from thongsuot.plumbing.postgres import cluster

ACCOUNT = "create table account (id int, is_demo boolean); insert into account values (1, {})"


def sql(statement: str) -> None:
    with psycopg.connect(cluster.ensure_running().dsn("owner"), autocommit=True) as session:
        session.execute(statement)


def has_accounts() -> bool:
    with psycopg.connect(cluster.ensure_running().dsn("owner")) as session:
        row = session.execute("select to_regclass('public.account') is not null").fetchone()
    assert row is not None
    return bool(row[0])


def test_a_demo_is_thrown_away_after_asking(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sql(ACCOUNT.format("true"))
    (home / "loaded").write_text("x")
    (home / "media" / "files").mkdir(parents=True)
    monkeypatch.setattr("typer.confirm", lambda _: False)
    with pytest.raises(Trouble) as refused:
        afresh.throw_away(home, demo=True, is_sure=False)
    assert refused.value.code == Exit.REFUSED
    assert has_accounts()
    another_up = psycopg.connect(cluster.ensure_running().dsn("app"))
    with another_up, pytest.raises(Trouble, match="in use"):
        afresh.throw_away(home, demo=True, is_sure=True)
    assert has_accounts()
    monkeypatch.setattr("typer.confirm", lambda _: True)
    afresh.throw_away(home, demo=True, is_sure=False)
    assert not has_accounts()
    assert not (home / "loaded").exists()
    assert not (home / "media").exists()
    sql(ACCOUNT.format("false"))
    with pytest.raises(Trouble, match="real accounts"):
        afresh.throw_away(home, demo=True, is_sure=True)
    assert has_accounts()


@pytest.mark.parametrize(
    "environment", [{"THONGSUOT_DEMO": "0"}, {"DATABASE_URL": "postgresql://db.example/thongsuot"}]
)
def test_what_is_not_a_demo_of_ours_is_refused_before_anything_is_touched(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("THONGSUOT_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert commands.run(["up", "--fresh", "--yes"]) == Exit.REFUSED
    assert list(tmp_path.iterdir()) == []


def test_without_a_demo_there_is_nothing_to_throw_away(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("THONGSUOT_HOME", str(tmp_path))
    monkeypatch.setenv("THONGSUOT_DEMO", "")
    assert commands.run(["up", "--no-demo", "--fresh", "--yes"]) == Exit.REFUSED

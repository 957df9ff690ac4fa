"""Back up, restore, and notice every damage in between."""

import json
from datetime import UTC, datetime

import psycopg
import pytest

from thongsuot.plumbing.cli.trouble import Exit, Trouble
from thongsuot.plumbing.postgres import dump

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


@pytest.fixture
def filled(running, tmp_path):
    """A database with a table behind row-level security, and a backup of it."""
    with psycopg.connect(running.dsn("owner"), autocommit=True) as session:
        session.execute("DROP TABLE IF EXISTS dossier")
        session.execute("CREATE TABLE dossier (id int PRIMARY KEY, name text)")
        session.execute("INSERT INTO dossier SELECT n, 'Nguyễn Thị Đào ' || n FROM generate_series(1, 500) n")
        session.execute("ALTER TABLE dossier ENABLE ROW LEVEL SECURITY")
        session.execute("ALTER TABLE dossier FORCE ROW LEVEL SECURITY")
    folder, _ = dump.backup(tmp_path, now=NOW)
    yield running, folder
    with psycopg.connect(running.dsn("owner", "postgres"), autocommit=True) as session:
        for name in databases(running):
            if "_before_" in name:
                session.execute(f"DROP DATABASE {name}")


def names(server, database="thongsuot"):
    with psycopg.connect(server.dsn("backup", database)) as session:
        return session.execute("SELECT id, name FROM dossier ORDER BY id").fetchall()


def databases(server):
    with psycopg.connect(server.dsn("superuser", "postgres")) as session:
        return {row[0] for row in session.execute("SELECT datname FROM pg_database").fetchall()}


def test_round_trip(filled):
    server, folder = filled
    before = names(server)
    with psycopg.connect(server.dsn("superuser"), autocommit=True) as session:
        session.execute("DELETE FROM dossier WHERE id > 100")
    done = dump.restore(folder, now=NOW)
    assert names(server) == before
    assert done.manifest.rows == {"public.dossier": 500}
    assert len(names(server, done.kept_as)) == 100
    # Row-level security and the application's rights came back with the rows.
    with psycopg.connect(server.dsn("app")) as session:
        assert session.execute("SELECT count(*) FROM dossier").fetchone() == (0,)


def test_refused_while_somebody_is_connected_unless_forced(filled):
    server, folder = filled
    with psycopg.connect(server.dsn("app")) as session:
        with pytest.raises(Trouble, match="--force") as caught:
            dump.restore(folder, now=NOW)
        assert caught.value.code == Exit.REFUSED
        assert session.execute("SELECT 1").fetchone() == (1,)
    session = psycopg.connect(server.dsn("app"))
    dump.restore(folder, now=NOW, force=True)
    with pytest.raises(psycopg.OperationalError):
        session.execute("SELECT 1")
    assert len(names(server)) == 500


def test_a_changed_dump_and_a_missing_manifest_are_noticed(filled):
    server, folder = filled
    content = bytearray((folder / dump.DUMP).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / dump.DUMP).write_bytes(content)
    with pytest.raises(Trouble, match="SHA-256"):
        dump.restore(folder, now=NOW)
    (folder / dump.MANIFEST).unlink()
    with pytest.raises(Trouble, match="manifest"):
        dump.restore(folder, now=NOW)
    assert len(names(server)) == 500


def test_a_restore_that_differs_never_takes_over(filled):
    server, folder = filled
    manifest = json.loads((folder / dump.MANIFEST).read_text())
    manifest["rows"]["public.dossier"] = 501
    (folder / dump.MANIFEST).write_text(json.dumps(manifest))
    before = databases(server)
    with pytest.raises(Trouble, match="501 → 500"):
        dump.restore(folder, now=NOW)
    assert databases(server) == before
    assert len(names(server)) == 500

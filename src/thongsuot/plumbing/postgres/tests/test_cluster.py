"""A cluster as it is made: what it offers, to whom, and with which rights."""

import stat

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from thongsuot.plumbing.cli.trouble import Trouble
from thongsuot.plumbing.postgres import cluster, process, secret
from thongsuot.plumbing.postgres.places import Places


def ask(server, role, statement, database="thongsuot"):
    with psycopg.connect(server.dsn(role, database)) as session:
        return session.execute(statement).fetchall()


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_second_caller_finds_it_running(running):
    assert not cluster.ensure_running(running.places.home).started_here


def test_it_checks_its_pages_keeps_what_it_acknowledged_and_listens_on_no_network(running):
    names = ("data_checksums", "fsync", "synchronous_commit", "full_page_writes", "jit", "listen_addresses")
    found = [ask(running, "superuser", f"SHOW {name}")[0][0] for name in names]
    assert found == ["on", "on", "on", "on", "off", ""]


def test_letters_are_vietnamese_without_the_machine_knowing_any(running):
    assert ask(running, "app", "SELECT lower('ĐƯỜNG ƯỚC Ủy'), 'Ủ' ~* 'ủ', getdatabaseencoding()") == [
        ("đường ước ủy", True, "UTF8")
    ]


@pytest.mark.parametrize(
    ("role", "may"),
    [
        # superuser, passes row-level security, makes databases, makes roles
        (secret.OWNER, (False, False, True, False)),
        (secret.APP, (False, False, False, False)),
        (secret.BACKUP, (False, True, False, False)),
    ],
)
def test_rights_of_the_roles_stand_in_the_catalogue(running, role, may):
    wanted = (
        f"SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = '{role}'"
    )
    assert ask(running, "superuser", wanted) == [may]


def test_the_application_writes_rows_but_owns_nothing(running):
    with psycopg.connect(running.dsn("owner"), autocommit=True) as session:
        session.execute("CREATE TABLE IF NOT EXISTS paper (id int)")
    with psycopg.connect(running.dsn("app"), autocommit=True) as session:
        session.execute("INSERT INTO paper VALUES (1)")
        for forbidden in ("TRUNCATE paper", "DROP TABLE paper", "CREATE TABLE other (id int)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute(forbidden)


def test_row_level_security_holds_against_the_owner_and_not_against_the_backup(running):
    with psycopg.connect(running.dsn("owner"), autocommit=True) as session:
        session.execute("CREATE TABLE IF NOT EXISTS hidden (id int)")
        session.execute("INSERT INTO hidden VALUES (1)")
        session.execute("ALTER TABLE hidden ENABLE ROW LEVEL SECURITY")
        session.execute("ALTER TABLE hidden FORCE ROW LEVEL SECURITY")
    seen = {
        role: ask(running, role, "SELECT count(*) FROM hidden")[0][0] for role in ("app", "owner", "backup")
    }
    assert seen == {"app": 0, "owner": 0, "backup": 1}


def test_the_backup_role_cannot_write(running):
    with (
        psycopg.connect(running.dsn("backup")) as session,
        pytest.raises(psycopg.errors.ReadOnlySqlTransaction),
    ):
        session.execute("CREATE TEMPORARY TABLE mine (id int)")


@pytest.mark.parametrize("role", [secret.SUPERUSER, secret.OWNER, secret.APP, secret.BACKUP])
@pytest.mark.parametrize("password", ["wrong", ""])
def test_nobody_enters_without_his_password(running, role, password):
    given = make_conninfo(running.dsn("app"), user=role, password=password, passfile="/nonexistent")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(given)


def test_no_file_is_open_to_others(running):
    where = running.places
    assert mode(where.socket) == mode(where.data) == mode(where.secrets) == 0o700
    assert {mode(path) for path in (*where.secrets.iterdir(), where.log)} == {0o600}
    assert mode(where.socket / ".s.PGSQL.5432") == 0o700


def test_the_log_tells_no_personal_data(running):
    with psycopg.connect(running.dsn("owner"), autocommit=True) as session:
        session.execute("CREATE TABLE IF NOT EXISTS person (citizen_id text PRIMARY KEY)")
        session.execute("INSERT INTO person VALUES ('046099001234') ON CONFLICT DO NOTHING")
        with pytest.raises(psycopg.errors.UniqueViolation):
            session.execute("INSERT INTO person VALUES ('046099001234')")
    logged = running.places.log.read_text()
    assert "duplicate key value" in logged
    assert "046099001234" not in logged


def test_passwords_reach_libpq_by_a_file_before_they_are_known(running, monkeypatch):
    from thongsuot.plumbing.postgres import connection

    monkeypatch.setattr(secret, "read", lambda *_: None)
    assert "passfile" in connection.database_settings("app")["OPTIONS"]
    with psycopg.connect(connection.dsn("app")) as session:
        assert session.execute("SELECT current_user").fetchone() == ("thongsuot_app",)


def test_a_cluster_of_another_major_version_is_refused(home):
    places = Places(home)
    places.data.mkdir()
    (places.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(Trouble, match="PostgreSQL 9"):
        cluster.ensure_running(home)
    assert process.postmaster(places) is None

"""Where a cluster may live, and under which account."""

import os
import shutil
import stat
import tempfile
from pathlib import Path

import psycopg
import pytest

from thongsuot.plumbing.cli.trouble import Exit, Trouble
from thongsuot.plumbing.postgres import account, binaries, cluster, configuration, connection, process, secret
from thongsuot.plumbing.postgres.places import LONGEST_SOCKET_PATH, Places

NOBODY = 65534
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


def works(server):
    with psycopg.connect(server.dsn("app")) as session:
        return session.execute("SELECT 1").fetchone() == (1,)


@pytest.fixture
def open_folder(monkeypatch):
    """A folder that every account can enter, with programs that every account can run."""
    folder = Path(tempfile.mkdtemp(prefix="ts-open-")).resolve()
    folder.chmod(0o755)
    package = binaries.find().folder.parents[1]
    for part in (package.name, f"{package.name}.libs"):  # the programs find their libraries beside them
        shutil.copytree(package.parent / part, folder / part, copy_function=_link, symlinks=True)
    monkeypatch.setenv("THONGSUOT_PG_BIN", str(folder / package.name / "pginstall" / "bin"))
    yield folder
    shutil.rmtree(folder)


def _link(source, target):
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)


def test_a_path_with_vietnamese_letters_blanks_and_quotes(home):
    folder = home / "Ủy ban nhân dân phường Phú Xuân" / "một 'cửa'"
    server = cluster.ensure_running(folder)
    try:
        assert works(server)
    finally:
        cluster.stop(folder)


def test_a_path_too_long_for_a_socket(home):
    folder = home / ("Ủy ban nhân dân " * 6).strip()
    server = cluster.ensure_running(folder)
    try:
        assert works(server)
        assert server.places.socket.parent == Path("/tmp")
        assert stat.S_IMODE(server.places.socket.stat().st_mode) == 0o700
        assert len(os.fsencode(server.places.socket / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH
    finally:
        cluster.stop(folder)
        server.places.socket.rmdir()


@root_only
def test_a_short_socket_folder_that_somebody_else_made_is_refused(home):
    folder = home / ("x" * 120)
    trap = Places(folder).socket
    trap.mkdir()
    os.chown(trap, NOBODY, NOBODY)
    try:
        with pytest.raises(Trouble, match=str(trap)):
            cluster.ensure_running(folder)
    finally:
        trap.rmdir()


@root_only
def test_an_ordinary_user_runs_it_as_himself(open_folder):
    folder = open_folder / "home"
    folder.mkdir()
    os.chown(folder, NOBODY, NOBODY)
    child = os.fork()
    if child == 0:  # in the child: become nobody for good
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            os._exit(0 if works(cluster.ensure_running(folder)) else 1)
        except BaseException:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    pid = process.postmaster(Places(folder))
    assert Path(f"/proc/{pid}").stat().st_uid == NOBODY
    # Root, coming later, respects whose cluster it is.
    assert not cluster.ensure_running(folder).started_here
    cluster.stop(folder)
    assert works(cluster.ensure_running(folder))
    assert Path(f"/proc/{process.postmaster(Places(folder))}").stat().st_uid == NOBODY
    cluster.stop(folder)


@root_only
def test_root_without_namespaces_uses_an_account_without_rights(open_folder, monkeypatch):
    monkeypatch.setattr(account, "namespaces_work", lambda: False)
    folder = open_folder / "home"
    server = cluster.ensure_running(folder)
    try:
        assert works(server)
        assert Path(f"/proc/{process.postmaster(server.places)}").stat().st_uid != 0
    finally:
        cluster.stop(folder)


@root_only
def test_root_without_namespaces_in_a_closed_folder_is_told_what_to_do(home, monkeypatch):
    monkeypatch.setattr(account, "namespaces_work", lambda: False)
    home.chmod(0o700)
    with pytest.raises(Trouble, match="tài khoản thường") as caught:
        cluster.ensure_running(home)
    assert caught.value.code == Exit.DATABASE


@pytest.mark.parametrize(("memory", "buffers"), [(512, "85MB"), (2048, "341MB"), (64_000, "4096MB")])
def test_memory_is_shared_with_the_rest_of_the_platform(memory, buffers):
    assert configuration.settings(Places(Path("/x")), memory)["shared_buffers"] == buffers


def test_a_real_server_is_reached_by_its_addresses(home, monkeypatch):
    monkeypatch.setenv(
        "DATABASE_URL", "postgresql://thongsuot_owner:o@db.example:6432/ts?sslmode=verify-full"
    )
    owner, app = connection.database_settings("owner"), connection.database_settings("app")
    assert (owner["USER"], owner["HOST"], owner["PORT"], owner["NAME"]) == (
        "thongsuot_owner",
        "db.example",
        "6432",
        "ts",
    )
    # The owner's password is never used for another role.
    assert (app["USER"], app["PASSWORD"]) == ("thongsuot_app", "")
    assert app["OPTIONS"]["sslmode"] == "verify-full"
    monkeypatch.setenv("DATABASE_APP_URL", "host=h2 user=web password=w")
    assert connection.database_settings("app")["USER"] == "web"
    # What `db prepare` wrote down is used where the address has no password.
    secret.ensure(Places(home), secret.OWNER)
    monkeypatch.setenv("DATABASE_URL", "postgresql://thongsuot_owner@db.example/ts")
    assert connection.database_settings("owner")["PASSWORD"] == secret.read(Places(home), secret.OWNER)
    monkeypatch.setenv("DATABASE_URL", "postgresql://[")
    with pytest.raises(Trouble, match="DATABASE_URL"):
        connection.database_settings("owner")

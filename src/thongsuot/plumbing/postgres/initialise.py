"""Make a cluster: initdb, our settings, the roles, the database. A half-made one is never used."""

import locale
import os
import shutil
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from thongsuot.plumbing.cli import checks
from thongsuot.plumbing.cli.trouble import Exit, Trouble
from thongsuot.plumbing.postgres import configuration, roles, secret
from thongsuot.plumbing.postgres.account import Account
from thongsuot.plumbing.postgres.binaries import Binaries
from thongsuot.plumbing.postgres.places import PORT, Places, make_private_folder


def initialise(where: Places, programs: Binaries, who: Account) -> None:
    """Run initdb beside the final place and move the finished cluster there in one step."""
    shutil.rmtree(where.unfinished, ignore_errors=True)
    password = secret.ensure(where, secret.SUPERUSER)
    words = where.home / f"initdb.{os.getpid()}"
    try:
        where.unfinished.mkdir(mode=0o700)
        who.give(where.unfinished)
        secret.write_private(words, password + "\n")
        who.give(words)
        made = who.run(*_initdb(where, programs, words), env=environment())
    except OSError as error:
        raise checks.from_os_error(error, where.home) from error
    finally:
        words.unlink(missing_ok=True)
    if made.returncode:
        shutil.rmtree(where.unfinished, ignore_errors=True)
        raise _failed(made.stderr, where)
    where.unfinished.rename(where.data)


def environment() -> dict[str, str]:
    """Environment of the server programs: no PG… variable and no language of the caller leaks in."""
    kept = {
        name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH") if name in os.environ
    }
    return kept | {"LC_ALL": "C"}


def check_version(where: Places, programs: Binaries) -> None:
    """Trouble when the cluster was made by another major version than the programs'."""
    made_by = (where.data / "PG_VERSION").read_text().strip()
    if made_by != str(programs.major):
        raise Trouble(
            f"Cơ sở dữ liệu trong {where.data} thuộc PostgreSQL {made_by} nhưng chương trình là bản "
            f"{programs.major}; hãy sao lưu bằng bản {made_by} rồi khôi phục (thongsuot db backup, "
            "restore).",
            f"The database in {where.data} was made by PostgreSQL {made_by}, the programs are "
            f"{programs.major}; back up with {made_by} and restore (thongsuot db backup, restore).",
            Exit.DATABASE,
        )


def ensure_superuser_password(where: Places, programs: Binaries, who: Account) -> None:
    """Set a new password when its file was lost. The cluster must be stopped."""
    if secret.read(where, secret.SUPERUSER):
        return
    password = secret.ensure(where, secret.SUPERUSER)
    done = who.run(
        programs.program("postgres"), "--single", "-D", str(where.data), "postgres",
        input=f"ALTER ROLE postgres PASSWORD '{password}';\n",
        env=environment(),
    )  # fmt: skip
    if done.returncode:
        where.passfile(secret.SUPERUSER).unlink()
        raise _failed(done.stderr, where)


def superuser_dsn(where: Places, dbname: str = "postgres") -> str:
    """Connection string of the superuser of the embedded cluster."""
    return make_conninfo(
        "",
        host=str(where.socket),
        port=PORT,
        user=secret.SUPERUSER,
        dbname=dbname,
        password=secret.read(where, secret.SUPERUSER),
        connect_timeout=10,
    )


def prepare(where: Places) -> None:
    """Roles and database of a running cluster; quick when they are there."""
    with psycopg.connect(superuser_dsn(where), autocommit=True) as connection:
        ready = roles.are_prepared(connection, where)
    if not ready:
        roles.prepare_roles(superuser_dsn(where), where)


def make_socket_folder(where: Places, who: Account) -> None:
    """A folder that only the server's account and root can enter. One that somebody else made is refused."""
    make_private_folder(where.socket, where.home)
    who.give(where.socket)
    found = where.socket.lstat()
    allowed = {os.geteuid(), who.owner[0] if who.owner else os.geteuid()}
    if found.st_uid not in allowed or where.socket.is_symlink():
        raise Trouble(
            f"Thư mục {where.socket} thuộc tài khoản khác nên không dùng được; hãy xóa nó hoặc đặt "
            "THONGSUOT_HOME ngắn hơn.",
            f"{where.socket} belongs to another account and is not used; remove it or choose a shorter "
            "THONGSUOT_HOME.",
            Exit.DATABASE,
        )
    where.socket.chmod(0o700)


def _initdb(where: Places, programs: Binaries, words: Path) -> list[str]:
    command = [
        programs.program("initdb"), "-D", str(where.unfinished), "-U", secret.SUPERUSER, f"--pwfile={words}",
        "--auth=scram-sha-256", "--encoding=UTF8", f"--locale={_locale()}", "--data-checksums",
    ]  # fmt: skip
    if configuration.is_thrown_away():
        command.append("--no-sync")
    # From 17 on PostgreSQL brings its own locale: the same letters and order on every machine.
    if programs.major >= 18:
        command += ["--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST"]
    elif programs.major == 17:
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return command


def _locale() -> str:
    had = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return "C"
    locale.setlocale(locale.LC_CTYPE, had)
    return "C.UTF-8"


def _failed(said: str, where: Places) -> Trouble:
    if "No space left on device" in said or "Disk quota exceeded" in said:
        return checks.from_os_error(OSError(28, "ENOSPC"), where.home)
    last = said.strip().splitlines()[-1] if said.strip() else "?"
    return Trouble(
        f"Không tạo được cơ sở dữ liệu trong {where.home}: {last}",
        f"The database could not be made in {where.home}: {last}",
        Exit.DATABASE,
    )

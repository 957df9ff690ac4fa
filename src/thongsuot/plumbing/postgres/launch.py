"""Start the server process of a finished cluster and wait until it answers."""

import subprocess
import time

import psycopg

from thongsuot.plumbing.cli import checks
from thongsuot.plumbing.cli.trouble import Exit, Trouble
from thongsuot.plumbing.postgres import configuration, initialise, process
from thongsuot.plumbing.postgres.account import Account
from thongsuot.plumbing.postgres.binaries import Binaries
from thongsuot.plumbing.postgres.places import Places, give_to_owner_of, make_private_folder

Child = subprocess.Popen[bytes]
_LOG_BYTES = 20 * 1024 * 1024


def start(where: Places, programs: Binaries, who: Account) -> Child:
    """Start `postgres` itself: `pg_ctl` splits options at blanks and hangs where the clock is moved."""
    if not process.clear_stale(where):
        raise Trouble(
            f"Các tiến trình PostgreSQL cũ trong {where.data} chưa kết thúc; hãy chạy lại sau ít phút.",
            f"Processes of a former PostgreSQL still work in {where.data}; run again in a few minutes.",
            Exit.DATABASE,
        )
    try:
        configuration.write(where)
        initialise.make_socket_folder(where, who)
        make_private_folder(where.log.parent, where.home)
        _turn_over_log(where)
        with where.log.open("ab") as log:
            give_to_owner_of(where.home, where.log)
            where.log.chmod(0o600)
            # Its own session: Ctrl+C must not reach the database before the web server is done.
            child = subprocess.Popen(  # noqa: S603 - our own PostgreSQL, no shell
                who.command(programs.program("postgres"), "-D", str(where.data)),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                env=initialise.environment(), **who.options,
            )  # fmt: skip
    except OSError as error:
        raise checks.from_os_error(error, where.home) from error
    process.adopt(child)
    return child


def require_answer(where: Places, seconds: float, child: Child) -> None:
    """Return when the server just started lets the superuser in; Trouble with its own reason otherwise."""
    if not answers(where, seconds, child):
        raise _did_not_start(where)


def answers(where: Places, seconds: float, child: Child | None = None) -> bool:
    """Wait until the server lets the superuser in. Recovery after a crash may take its time.

    False when its process ended or `seconds` passed. `child` is the process when we started it.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            psycopg.connect(initialise.superuser_dsn(where)).close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise _wrong_password(where) from error
        else:
            return True
        if (process.postmaster(where) is None) if child is None else (child.poll() is not None):
            return False
        time.sleep(0.03)
    return False


def _turn_over_log(where: Places) -> None:
    if where.log.exists() and where.log.stat().st_size > _LOG_BYTES:
        where.log.rename(where.log.with_suffix(".log.1"))


def _wrong_password(where: Places) -> Trouble:
    return Trouble(
        f"Mật khẩu trong {where.secrets} không khớp với cơ sở dữ liệu; hãy dừng (thongsuot db stop), xóa "
        "các tệp *.pgpass trong đó rồi chạy lại.",
        f"The password in {where.secrets} does not fit the database; stop it (thongsuot db stop), delete "
        "the *.pgpass files there and run again.",
        Exit.DATABASE,
    )


def _did_not_start(where: Places) -> Trouble:
    try:
        lines = where.log.read_text("utf-8", "replace").splitlines()[-30:]
    except OSError:
        lines = []
    if any("No space left on device" in line for line in lines):
        return checks.from_os_error(OSError(28, "ENOSPC"), where.home)
    reason = next((line for line in reversed(lines) if "FATAL" in line or "PANIC" in line), "")
    reason = reason.partition("FATAL:")[2].strip() or reason.partition("PANIC:")[2].strip() or "?"
    return Trouble(
        f"PostgreSQL không khởi động được ({reason}); xem nhật ký {where.log}.",
        f"PostgreSQL did not start ({reason}); see the log {where.log}.",
        Exit.DATABASE,
    )

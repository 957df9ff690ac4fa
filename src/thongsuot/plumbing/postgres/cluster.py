"""Start and stop the embedded cluster. Any number of processes may call `ensure_running` at once."""

import fcntl
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import make_conninfo

from thongsuot.plumbing.cli import checks
from thongsuot.plumbing.cli.trouble import Exit, Trouble
from thongsuot.plumbing.postgres import account, binaries, initialise, launch, process, secret
from thongsuot.plumbing.postgres.connection import DATABASE
from thongsuot.plumbing.postgres.places import PORT, Places, give_to_owner_of, here

# A first start on a slow disk, or recovery after a crash in the middle of a bulk load, takes minutes.
START_SECONDS = 180.0
STOP_SECONDS = 60.0
_ROOM_MB = 300  # a fresh cluster with its first WAL


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running embedded cluster. `started_here`: this call started it, so this caller may stop it."""

    places: Places
    started_here: bool

    def dsn(self, role: str, dbname: str = DATABASE) -> str:
        """Connection string for `app`, `owner`, `backup` or `superuser`."""
        name = secret.role_name(role)
        return make_conninfo(
            "",
            host=str(self.places.socket),
            port=PORT,
            dbname=dbname,
            user=name,
            password=secret.read(self.places, name),
        )


def ensure_running(home: Path | None = None, *, seconds: float = START_SECONDS) -> Cluster:
    """The cluster of `home` (default: of the environment), made and started when needed.

    Raises Trouble with one sentence when it cannot start within `seconds`.
    """
    where = _places(home)
    checks.require_writable(where.home)
    with locked(where):
        programs = binaries.find()
        who = account.choose(where.data, where.home, Path(programs.program("initdb")))
        if not where.data.exists():
            checks.require_disk(where.home, _ROOM_MB)
            initialise.make_socket_folder(where, who)  # refused before anything is made
            initialise.initialise(where, programs, who)
        # A server killed a moment ago still looks alive; when it turns out dead, ours is started.
        running = process.postmaster(where) is not None and launch.answers(where, seconds)
        if not running:
            initialise.check_version(where, programs)
            initialise.ensure_superuser_password(where, programs, who)
            launch.require_answer(where, seconds, launch.start(where, programs, who))
        initialise.prepare(where)
    return Cluster(where, started_here=not running)


def stop(home: Path | None = None, *, seconds: float = STOP_SECONDS) -> bool:
    """Stop the cluster: open connections are broken off, their transactions rolled back.

    False when it was not running.
    """
    where = _places(home)
    if not where.data.exists():
        return False
    with locked(where):
        pid = process.postmaster(where)
        if pid is None:
            return False
        # Fast shutdown; if it hangs, the immediate one, which costs a recovery but no data.
        if process.end(pid, signal.SIGINT, seconds) or process.end(pid, signal.SIGQUIT, 15):
            return True
    raise Trouble(
        f"PostgreSQL (tiến trình {pid}) không dừng sau {seconds:.0f} giây.",
        f"PostgreSQL (process {pid}) did not stop within {seconds:.0f} seconds.",
        Exit.DATABASE,
    )


@contextmanager
def locked(where: Places) -> Iterator[None]:
    """Only one process at a time starts, stops or makes the cluster of a home; the others wait."""
    try:
        file = where.lock.open("a")
    except OSError as error:
        raise checks.from_os_error(error, where.home) from error
    with file:
        give_to_owner_of(where.home, where.lock)
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _places(home: Path | None) -> Places:
    return here() if home is None else Places(home.expanduser().resolve())

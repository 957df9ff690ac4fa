"""What must be ready before the first request. Each phase finds out quickly whether it has anything to do."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import psycopg

from thongsuot.edges.packs import provinces
from thongsuot.edges.packs.demo import guard
from thongsuot.edges.terminal.up import stamps
from thongsuot.plumbing.cli import checks, console
from thongsuot.plumbing.cli.trouble import Exit, Trouble, t
from thongsuot.plumbing.postgres import cluster, connection, places, server

ROOM_MB = 1500
# As `units.queries.home_authority` has it, which needs Django.
LOADED = """select value #>> '{}' from authority_setting
where key = 'home' and upper_inf(valid) and withdrawn_at is null order by recorded_at desc, id desc limit 1"""


@dataclass(frozen=True, slots=True)
class Ready:
    """`started_database`: this process started the embedded cluster, so it stops it in the end."""

    home: Path
    started_database: bool
    pack: str


class Phases:
    """Runs phases one after another under a progress line and remembers how long each took."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, float]] = []

    def run(self, vi: str, en: str, work: Callable[[], object]) -> object:
        began = time.perf_counter()
        with console.progress(t(vi, en)):
            result = work()
        self.taken.append((t(vi, en), time.perf_counter() - began))
        return result

    def show(self) -> None:
        """Print the seconds of each."""
        rows = [(name, f"{seconds:.1f}") for name, seconds in self.taken]
        console.table((t("Bước", "Phase"), "s"), rows)


def prepare(*, port: int, host: str, pack: str, demo: bool, timings: bool) -> Ready:
    """Run every phase in order. Raises Trouble with one sentence."""
    home = places.here().home
    checks.require_port(port, host)
    checks.require_writable(home)
    if not (home / "static").exists():
        checks.require_disk(home, ROOM_MB)
    named = pack or os.environ.get("THONGSUOT_PACK", "")
    provinces.require(named or provinces.default())  # a wrong name is told before anything is started
    signal.signal(signal.SIGTERM, _interrupt)  # a stopped start cleans up as an interrupted one does
    phases = Phases()
    started = bool(phases.run("Khởi động cơ sở dữ liệu", "Starting the database", _database))
    try:
        if demo:
            _refuse_beside_real()
        pack = named or _loaded_pack() or provinces.default()
        provinces.require(pack)
        phases.run("Cập nhật bảng dữ liệu", "Migrating", lambda: _migrate(home))
        phases.run("Chuẩn bị giao diện", "Preparing pages", lambda: _pages(home))
        _load(phases, pack, demo, home)
    except BaseException:
        if started:
            cluster.stop()
        raise
    if timings:
        phases.show()
    return Ready(home, started, pack)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _database() -> bool:
    if connection.is_embedded():
        return cluster.ensure_running().started_here
    server.require()
    return False


def _refuse_beside_real() -> None:
    """Before anything is changed: a real installation stays what it is."""
    with psycopg.connect(connection.dsn("owner"), connect_timeout=10) as session, session.cursor() as cursor:
        cursor.execute("select set_config('ts.system', 'on', true)")
        guard.refuse_beside_real(cursor)


def _loaded_pack() -> str:
    """The province that the database has, the one loaded last of several; "" before any is loaded."""
    with psycopg.connect(connection.dsn("owner"), connect_timeout=10) as session:
        try:
            row = session.execute(LOADED).fetchone()
        except psycopg.errors.UndefinedTable:  # before the first migration
            return ""
    return row[0] if row else ""


def _migrate(home: Path) -> None:
    """As the owner, in a process of its own: this one goes on as the application."""
    path = home / "migrated"
    if stamps.holds(path, stamps.of_migrations() or "unknown"):
        return
    _python("-m", "django", "migrate", "-v", "0", role="owner")
    path.write_text(stamps.of_migrations(), "utf-8")


def _pages(home: Path) -> None:
    """Message catalogues and static files, only when something changed."""
    from thongsuot.plumbing import messages

    try:
        messages.compile_stale()
    except OSError as error:
        raise checks.from_os_error(error, messages.SOURCE) from error
    path, stamp = home / "static" / ".stamp", stamps.of_static()
    if stamps.holds(path, stamp):
        return
    _python("-m", "django", "collectstatic", "--noinput", "--clear", "-v", "0")
    path.write_text(stamp, "utf-8")


def _load(phases: Phases, pack: str, demo: bool, home: Path) -> None:
    path = home / "loaded"
    if stamps.holds(path, stamps.of_packs(pack, demo=demo)):
        return
    national = ("-m", "thongsuot", "load", "national")
    province = ("-m", "thongsuot", "load", pack, *(["--demo"] if demo else []))
    phases.run("Nạp dữ liệu quốc gia", "Loading the national data", lambda: _python(*national))
    phases.run(f"Nạp dữ liệu tỉnh ({pack})", f"Loading the province ({pack})", lambda: _python(*province))
    path.write_text(stamps.of_packs(pack, demo=demo), "utf-8")


def _python(*arguments: str, role: str = "app") -> None:
    """Run a step in its own process; its last line of complaint becomes the sentence."""
    done = subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "THONGSUOT_DB_ROLE": role},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise _failed(" ".join(arguments), done)


def _failed(step: str, done: "subprocess.CompletedProcess[str]") -> Trouble:
    if "No space left on device" in done.stderr or "DiskFull" in done.stderr:
        return checks.from_os_error(OSError(28, "ENOSPC"), places.here().home)
    lines = [line for line in done.stderr.strip().splitlines() if line.strip()]
    said = lines[-1] if lines else f"exit {done.returncode}"
    code = Exit(done.returncode) if done.returncode in set(Exit) else Exit.FAILED
    return Trouble(f"Bước “{step}” không xong: {said}", f"The step “{step}” failed: {said}", code)

"""What must be ready before the first request. Each phase finds out quickly whether it has anything to do."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from thongsuot.plumbing.cli import checks, console
from thongsuot.plumbing.cli.trouble import Exit, Trouble, t
from thongsuot.plumbing.postgres import cluster, connection, places, server

ROOM_MB = 1500


@dataclass(frozen=True, slots=True)
class Ready:
    """`started_database`: this process started the embedded cluster, so it stops it in the end."""

    home: Path
    started_database: bool
    pack: str


def prepare(*, port: int, host: str, pack: str, demo: bool, timings: bool) -> Ready:
    """Run every phase in order. Raises Trouble with one sentence."""
    home = places.here().home
    checks.require_port(port, host)
    checks.require_writable(home)
    if not (home / "static").exists():
        checks.require_disk(home, ROOM_MB)
    pack = pack or os.environ.get("THONGSUOT_PACK", "") or default_pack()
    started = False
    taken: list[tuple[str, float]] = []

    def phase(vi: str, en: str, work: Callable[[], object]) -> object:
        began = time.perf_counter()
        with console.progress(t(vi, en)):
            result = work()
        taken.append((t(vi, en), time.perf_counter() - began))
        return result

    started = bool(phase("Khởi động cơ sở dữ liệu", "Starting the database", _database))
    try:
        phase("Cập nhật bảng dữ liệu", "Migrating", _migrate)
        phase("Chuẩn bị giao diện", "Preparing pages", lambda: _pages(home))
        _load(phase, pack, demo, home)
    except BaseException:
        if started:
            cluster.stop()
        raise
    if timings:
        console.table((t("Bước", "Phase"), "s"), [(name, f"{seconds:.1f}") for name, seconds in taken])
    return Ready(home, started, pack)


def default_pack() -> str:
    """The only pack of a province, or the first by name."""
    folder = Path(os.environ.get("THONGSUOT_PACKS", Path(__file__).resolve().parents[5] / "packs"))
    found = sorted(p.parent.name for p in folder.glob("*/pack.toml") if p.parent.name != "national")
    if not found:
        raise Trouble(
            f"Không thấy gói dữ liệu của tỉnh nào trong {folder}.",
            f"No province's pack in {folder}.",
            Exit.FAILED,
        )
    return found[0]


def _database() -> bool:
    if connection.is_embedded():
        return cluster.ensure_running().started_here
    server.require()
    return False


def _migrate() -> None:
    """As the owner, in a process of its own: this one goes on as the application."""
    _python("-m", "django", "migrate", "-v", "0", role="owner")


def _pages(home: Path) -> None:
    """Message catalogues and static files, only when something changed."""
    from thongsuot.plumbing import messages

    messages.compile_stale()
    stamp, path = _fingerprint(), home / "static" / ".stamp"
    if path.exists() and path.read_text() == stamp:
        return
    _python("-m", "django", "collectstatic", "--noinput", "-v", "0")
    path.write_text(stamp)


def _fingerprint() -> str:
    """Changes when any static file of ours, or the set of installed packages, changes."""
    source = Path(__file__).resolve().parents[3]
    files = [*source.rglob("static/**/*"), *source.parents[1].glob("requirements.lock")]
    rows = sorted(f"{f}:{f.stat().st_mtime_ns}:{f.stat().st_size}" for f in files if f.is_file())
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def _load(
    phase: Callable[[str, str, Callable[[], object]], object], pack: str, demo: bool, home: Path
) -> None:
    if _is_loaded(home, pack, demo):
        return
    phase(
        "Nạp dữ liệu quốc gia",
        "Loading the national data",
        lambda: _python("-m", "thongsuot", "load", "national"),
    )
    extra = ["--demo"] if demo else []
    phase(f"Nạp dữ liệu tỉnh ({pack})", f"Loading the province ({pack})",
          lambda: _python("-m", "thongsuot", "load", pack, *extra))  # fmt: skip
    (home / "loaded").write_text(_pack_stamp(pack, demo))


def _is_loaded(home: Path, pack: str, demo: bool) -> bool:
    stamp = home / "loaded"
    return stamp.exists() and stamp.read_text() == _pack_stamp(pack, demo)


def _pack_stamp(pack: str, demo: bool) -> str:
    folder = Path(os.environ.get("THONGSUOT_PACKS", Path(__file__).resolve().parents[5] / "packs"))
    files = [f for name in ("national", pack) for f in (folder / name).rglob("*") if f.is_file()]
    rows = sorted(f"{f.relative_to(folder)}:{f.stat().st_size}:{f.stat().st_mtime_ns}" for f in files)
    return (
        f"{pack} {demo} {connection.parameters('app').get('host')} "
        + hashlib.sha256("\n".join(rows).encode()).hexdigest()
    )


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
        lines = [line for line in done.stderr.strip().splitlines() if line.strip()]
        said = lines[-1] if lines else f"exit {done.returncode}"
        step = " ".join(arguments)
        raise Trouble(f"Bước “{step}” không xong: {said}", f"The step “{step}” failed: {said}", Exit.FAILED)

"""The server process of a cluster: is it alive, is it ours, is anything left of it?

`postmaster.pid` alone proves nothing: its number may belong to a killed process that nobody has
buried yet, or, after a restart of the machine, to a stranger. A server works inside its data
folder, so the kernel's list of processes tells.
"""

import os
import signal
import subprocess
import time
from pathlib import Path

from thongsuot.plumbing.postgres.places import PORT, Places

# Servers that this very process started: they must be buried by us when they die.
_children: list[subprocess.Popen[bytes]] = []


def adopt(child: subprocess.Popen[bytes]) -> None:
    _children.append(child)


def bury() -> None:
    """Collect our dead children, so that they do not look alive."""
    _children[:] = [child for child in _children if child.poll() is None]


def is_alive(pid: int) -> bool:
    """Whether a process of this number runs; a dead one waiting for burial does not."""
    bury()
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # no /proc on this system: the signal's word counts
        return not Path("/proc/self").exists()
    return fields[0] not in ("Z", "X")


def postmaster(places: Places) -> int | None:
    """Number of the living server of this cluster, or None."""
    pid = _noted(places)
    return pid if pid is not None and is_alive(pid) and _works_in(pid, places.data) else None


def remains(places: Places) -> list[int]:
    """Living processes inside the data folder: after a killed server its children need a moment to notice."""
    if not Path("/proc/self").exists():
        return []
    numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [pid for pid in numbers if _cwd(pid) == places.data and is_alive(pid)]


def clear_stale(places: Places, seconds: float = 30) -> bool:
    """Make way for a new server after a dead one. False when processes of the old one do not go away.

    Its notes (one in the data folder, one beside the socket) are removed only when their number is
    taken by a stranger or an unburied process; otherwise PostgreSQL does its own, stricter check.
    """
    deadline = time.monotonic() + seconds
    while remains(places):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    pid = _noted(places)
    if pid is not None and Path(f"/proc/{pid}").exists() and postmaster(places) is None:
        for note in (places.data / "postmaster.pid", places.socket / f".s.PGSQL.{PORT}.lock"):
            note.unlink(missing_ok=True)
    return True


def end(pid: int, number: signal.Signals, seconds: float) -> bool:
    """Send a signal and wait. True when the process is gone."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return True
    deadline = time.monotonic() + seconds
    while is_alive(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _noted(places: Places) -> int | None:
    try:
        return int((places.data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _works_in(pid: int, data: Path) -> bool:
    if not Path("/proc/self").exists():
        return True
    return _cwd(pid) == data


def _cwd(pid: int) -> Path | None:
    try:
        return Path(os.readlink(f"/proc/{pid}/cwd"))
    except OSError:
        return None

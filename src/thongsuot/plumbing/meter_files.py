"""Where the processes of an installation count together: small files in the home, read as one by `/metrics`.

prometheus_client decides while it is imported whether it counts in memory or in files, so `share` comes before that.
"""

import os
import sys
from pathlib import Path

from thongsuot.plumbing.postgres import places, process

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
# Taken before it is needed: whoever writes into a mapped file on a full disk is killed by it.
ROOM = {"counter": 2**20, "histogram": 2**20, "gauge_livesum": 2**16}

_kinds: list[str] = []


def share(kind: str) -> None:
    """Let this process (`web`, `worker`) count where the others of its home do; alone if there is no room for it."""
    if "prometheus_client" in sys.modules:
        return
    where = places.here()
    folder = _folder(where)
    try:
        for path in (folder.parent, folder):
            places.make_private_folder(path, where.home)
        for name, size in ROOM.items():
            _reserve(folder / f"{name}_{os.getpid()}.db", size)
    except OSError:
        return
    os.environ[VARIABLE] = str(folder)
    _kinds.append(kind)


def kind() -> str | None:
    """What this process said to be when it began to share; None when it counts alone."""
    return _kinds[0] if _kinds else None


def shared() -> str | None:
    """The folder that `/metrics` reads; None when this process counts alone."""
    return os.environ.get(VARIABLE) if _kinds else None


def sweep(home: Path) -> None:
    """Before anything is started: forget what processes counted that are no more. Those beside us go on."""
    for file in _folder(places.Places(home)).glob("*.db"):
        if not process.is_alive(number_of(file)):
            file.unlink(missing_ok=True)


def number_of(file: Path) -> int:
    """The process whose file it is."""
    said = file.stem.rpartition("_")[2]
    return int(said) if said.isdecimal() else 0


def _folder(where: places.Places) -> Path:
    return where.home / "run" / "metrics"


def _reserve(file: Path, size: int) -> None:
    with file.open("ab") as opened:
        if sys.platform == "linux":
            os.posix_fallocate(opened.fileno(), 0, size)

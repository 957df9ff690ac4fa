"""Where the embedded cluster lives: below one home folder, except a socket whose path is too long."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

# A socket address holds 107 bytes on Linux and 103 on macOS; PostgreSQL adds "/.s.PGSQL.5432".
LONGEST_SOCKET_PATH = 103
PORT = 5432  # only part of the socket's name: the embedded cluster listens on no network address


def home() -> Path:
    """Folder of everything this installation writes: THONGSUOT_HOME, else `var` beside the sources.

    Without symbolic links: the kernel's word on where a process works has none either.
    """
    if chosen := os.environ.get("THONGSUOT_HOME"):
        return Path(chosen).expanduser().resolve()
    root = Path(__file__).resolve().parents[4]
    if (root / "pyproject.toml").exists():
        return root / "var"
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return (Path(data) / "thongsuot").resolve()


@dataclass(frozen=True, slots=True)
class Places:
    """The paths of one home. Nothing is created here."""

    home: Path

    @property
    def data(self) -> Path:
        return self.home / "postgres"

    @property
    def unfinished(self) -> Path:
        """initdb works here; only a complete cluster is renamed to `data`."""
        return self.home / "postgres.unfinished"

    @property
    def log(self) -> Path:
        return self.home / "log" / "postgres.log"

    @property
    def lock(self) -> Path:
        return self.home / "postgres.lock"

    @property
    def secrets(self) -> Path:
        return self.home / "secrets"

    @property
    def socket(self) -> Path:
        """Folder of the socket: in the home when the address fits, else a short one named by a hash.

        The short one is always below /tmp, whatever TMPDIR says: two terminals must agree on it.
        """
        inside = self.home / "run"
        address = os.fsencode(inside / f".s.PGSQL.{PORT}")
        # PostgreSQL reads a comma as a separator of folders, and libpq one of hosts.
        if len(address) <= LONGEST_SOCKET_PATH and b"," not in address:
            return inside
        return Path("/tmp") / f"thongsuot-{hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]}"  # noqa: S108 - owner and mode are checked at start

    def passfile(self, role: str) -> Path:
        """File with one libpq line `*:*:*:role:password`, readable by its owner only."""
        return self.secrets / f"{role}.pgpass"


def make_private_folder(path: Path, home: Path) -> None:
    """Make `path` for its owner only. What root makes in somebody's home belongs to that somebody."""
    if path.is_dir():
        return
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    give_to_owner_of(home, path)


def give_to_owner_of(home: Path, path: Path) -> None:
    if os.geteuid() == 0:
        os.chown(path, home.stat().st_uid, home.stat().st_gid)


def here() -> Places:
    """Places of the home that the environment names."""
    return Places(home())

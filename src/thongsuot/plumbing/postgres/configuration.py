"""Settings of the embedded cluster, each with its reason. Written anew at every start.

They go to `thongsuot.conf` inside the cluster; what an operator sets by ALTER SYSTEM stays above it.
"""

import os
from pathlib import Path

from thongsuot.plumbing.postgres.places import PORT, Places

_MB = 1024 * 1024

# Only the socket is offered. Whoever reaches it still needs the role's password.
ACCESS = """\
# Written by thongsuot at every start.
local  all          all                      scram-sha-256
local  replication  postgres                 scram-sha-256
host   all          postgres  all            reject
host   all          all       127.0.0.1/32   scram-sha-256
host   all          all       ::1/128        scram-sha-256
"""


def memory_mb() -> int:
    """Memory that this machine, or the container's limit, gives us."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // _MB
    for limit in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            total = min(total, int(Path(limit).read_text()) // _MB)
        except (OSError, ValueError):  # no such file, or the word "max"
            continue
    return total


def is_thrown_away() -> bool:
    """Whether THONGSUOT_THROW_AWAY says that this cluster, a test's, need not survive a power cut."""
    return os.environ.get("THONGSUOT_THROW_AWAY") == "1"


def settings(places: Places, memory: int) -> dict[str, str]:
    """Names and values for a machine of `memory` MB that also runs the web server and the workers."""
    return {
        "listen_addresses": "",  # no network door at all
        "port": str(PORT),
        "unix_socket_directories": f'"{places.socket}"',
        "unix_socket_permissions": "0700",
        "password_encryption": "scram-sha-256",
        "max_connections": "100",
        # A sixth of the memory at most: the rest of the platform lives on the same machine. An intake touches
        # pages all over the indexes of names and numbers; those of a million dossiers should stay in memory.
        "shared_buffers": f"{_within(memory // 6, 32, 4096)}MB",
        "effective_cache_size": f"{_within(memory // 2, 128, 65536)}MB",
        "work_mem": "16MB" if memory >= 8192 else "4MB",
        "maintenance_work_mem": f"{_within(memory // 32, 64, 512)}MB",
        # What was acknowledged is on the disk: never traded for speed.
        # Tests roll back what they load; statistics taken in between would say that the tables are empty.
        "autovacuum": "off" if is_thrown_away() else "on",
        "fsync": "off" if is_thrown_away() else "on",
        "full_page_writes": "off" if is_thrown_away() else "on",
        "synchronous_commit": "on",
        # Full page images are most of our WAL, but pglz, all that every build has, takes a tenth of an intake's time.
        "wal_compression": "off",
        "max_wal_size": "2GB" if memory >= 8192 else "512MB",  # fewer checkpoints in a day of intake
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",  # solid-state disks
        "jit": "off",  # our statements are short; compiling them costs more than it saves
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",  # one language in the log, whatever the machine speaks
        "log_line_prefix": "%m [%p] %q%u@%d ",
        # No personal data in the log: neither statements nor the values that a violated constraint quotes.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_statement": "none",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "logging_collector": "off",
    }


def write(places: Places) -> None:
    """Write `thongsuot.conf` and `pg_hba.conf` and see that the first is read."""
    lines = [f"{name} = '{_quoted(value)}'" for name, value in settings(places, memory_mb()).items()]
    text = "# Written by thongsuot at every start; use ALTER SYSTEM to overrule a line.\n" + "\n".join(lines)
    _replace(places.data / "thongsuot.conf", text + "\n")
    _replace(places.data / "pg_hba.conf", ACCESS)
    main = places.data / "postgresql.conf"
    include = "include = 'thongsuot.conf'\n"
    if include not in (had := main.read_text("utf-8")):
        _replace(main, f"{had}\n{include}")


def _within(value: int, low: int, high: int) -> int:
    return max(low, min(value, high))


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")


def _replace(path: Path, text: str) -> None:
    """Replace in one step, keeping owner and mode: a full disk must not leave half a configuration."""
    draft = path.with_name(path.name + ".new")
    draft.write_text(text, "utf-8")
    like = path if path.exists() else path.parent
    draft.chmod(0o600)
    if os.geteuid() == 0:
        os.chown(draft, like.stat().st_uid, like.stat().st_gid)
    draft.rename(path)

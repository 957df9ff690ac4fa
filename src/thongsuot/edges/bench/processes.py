"""What processes cost, from the operating system's own accounting, and servers that a benchmark starts."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
APPLICATION = "thongsuot.plumbing.wsgi:application"


def tree_of(pid: int) -> list[int]:
    """`pid` and every process below it, now."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError, ValueError):
                parents.setdefault(_stat(int(entry.name))[1], []).append(int(entry.name))
    found, todo = [], [pid]
    while todo:
        found.append(todo.pop())
        todo += parents.get(found[-1], [])
    return found


def cpu_seconds(pid: int) -> float:
    """Processor time of the tree below `pid`, its living and its ended processes, user and system."""
    ticks = 0
    for one in tree_of(pid):
        with suppress(OSError):
            fields = _stat(one)
            # A living process counts itself; a tree's ended members are counted by who waited for them.
            ticks += fields[11] + fields[12] + fields[13] + fields[14]
    return ticks / TICK


def _stat(pid: int) -> list[int]:
    """Fields 3… of /proc/<pid>/stat as numbers: [state, parent, …]; the name may hold blanks, so it is cut off."""
    text = (Path("/proc") / str(pid) / "stat").read_text()
    return [0, *map(int, text.rpartition(")")[2].split()[1:])]


def peak_mb(pid: int, *, anew: bool = False) -> float:
    """The most memory that a process of the tree below `pid` held at once, in megabytes. `anew`: forget it afterwards."""
    held = [0]
    for one in tree_of(pid):
        with suppress(OSError):
            lines = (Path("/proc") / str(one) / "status").read_text().splitlines()
            held += [int(line.split()[1]) for line in lines if line.startswith("VmHWM")]
            if anew:
                (Path("/proc") / str(one) / "clear_refs").write_text("5")
    return max(held) / 1024


def free_port() -> int:
    """A loopback port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(
    *,
    workers: int,
    threads: int,
    environment: dict[str, str],
    port: int | None = None,
    log: Path | None = None,
    application: str = APPLICATION,
) -> Iterator[tuple[int, int]]:
    """The application behind granian on loopback: yields (pid, port), ends it afterwards.

    `log` takes what it says, where complaints are expected.
    """
    port = port or free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(threads), "--no-ws", "--log-level", "error",
        application,
    ]  # fmt: skip
    said = log.open("ab") if log else None
    server = subprocess.Popen(
        command, env={**os.environ, **environment}, start_new_session=True, stdout=said, stderr=said
    )
    try:
        _wait(server, port)
        yield server.pid, port
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)  # its workers too
            server.wait()
        if said:
            said.close()


def _wait(server: "subprocess.Popen[bytes]", port: int, seconds: float = 180) -> None:
    said = ""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError(f"the web server ended with {server.returncode} before it answered")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10):
                return
        except OSError as error:
            said = str(error)
        time.sleep(0.2)
    raise RuntimeError(f"the web server did not answer in time: {said}")

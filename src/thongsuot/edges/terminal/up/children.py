"""The processes that serve: each must live as long as we do, and none may outlive us."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field

from thongsuot.plumbing.cli.trouble import Exit, Trouble

THREADS = 4
PATIENCE = 5  # deaths of one child within a minute
GRACE_S = 10
_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process, started again when it dies, more slowly each time."""

    name: str
    command: list[str]
    process: "subprocess.Popen[bytes] | None" = None
    deaths: list[float] = field(default_factory=list)
    wait_until: float = 0.0

    def start(self) -> None:
        """Start it in its own session, so that Ctrl+C reaches it through us, in order."""
        self.process = subprocess.Popen(
            self.command,
            env={**os.environ, "THONGSUOT_DB_ROLE": "app"},
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - we have no thread of our own
        )

    def look(self, now: float) -> None:
        """Note its death, start it again when its pause is over. Trouble when it keeps dying."""
        if self.process is not None and self.process.poll() is not None:
            _end_group(self.process.pid)  # what it leaves behind would keep the port and answer beside us
            self.process = None
            self.deaths = [at for at in self.deaths if now - at < 60] + [now]
            if len(self.deaths) >= PATIENCE:
                raise _keeps_ending(self.name)
            self.wait_until = now + 0.25 * 2 ** (len(self.deaths) - 1)
        if self.process is None and now >= self.wait_until:
            self.start()


def web(*, port: int, host: str, workers: int) -> Child:
    """The web server. granian itself replaces a worker of its that dies."""
    command = [
        sys.executable, "-m", "thongsuot.plumbing.http.serving", "--interface", "wsgi", "--host", host,
        "--port", str(port), "--workers", str(workers), "--blocking-threads", str(THREADS), "--no-ws",
        "--respawn-failed-workers", "--workers-kill-timeout", str(GRACE_S - 2), "--log-level", "warning",
        "thongsuot.plumbing.wsgi:application",
    ]  # fmt: skip
    return Child("web", command)


def worker() -> Child:
    """The process that carries events."""
    return Child("worker", [sys.executable, "-m", "thongsuot", "worker"])


def end(running: list[Child]) -> None:
    """Ask all to stop, wait, and end what does not."""
    alive = [child.process for child in running if child.process is not None and child.process.poll() is None]
    for process in alive:
        process.terminate()
    last = time.monotonic() + GRACE_S
    for process in alive:
        try:
            process.wait(max(0.1, last - time.monotonic()))
        except subprocess.TimeoutExpired:
            _end_group(process.pid)
            process.wait()


def _end_group(leader: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def _die_with_parent() -> None:
    """On Linux the kernel ends the child when we are killed: nothing keeps the port after us."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _keeps_ending(name: str) -> Trouble:
    return Trouble(
        f"Tiến trình {name} dừng liên tục; hãy chạy “thongsuot doctor” để tìm nguyên nhân.",
        f"The {name} process keeps ending; run “thongsuot doctor” to find out why.",
        Exit.FAILED,
    )

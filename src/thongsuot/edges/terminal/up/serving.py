"""The web server and the worker, until Ctrl+C. A child that dies is started again; one that keeps dying stops all."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import FrameType

from thongsuot.edges.terminal.up.phases import Ready
from thongsuot.plumbing.cli import console
from thongsuot.plumbing.cli.trouble import Exit, Trouble, t
from thongsuot.plumbing.postgres import cluster

THREADS = 4
PATIENCE = 5  # deaths of one child within a minute
GRACE_S = 10


@dataclass
class Child:
    """One process that must live as long as we do."""

    name: str
    command: list[str]
    process: "subprocess.Popen[bytes] | None" = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it in its own session, so that Ctrl+C reaches it through us, in order."""
        self.process = subprocess.Popen(
            self.command, env={**os.environ, "THONGSUOT_DB_ROLE": "app"}, start_new_session=True
        )

    def has_died(self) -> bool:
        """Whether it ended by itself."""
        return self.process is not None and self.process.poll() is not None


def children(*, port: int, host: str, workers: int) -> list[Child]:
    """The web server and the worker."""
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers",
        str(workers), "--blocking-threads", str(THREADS), "--no-ws", "--respawn-failed-workers", "--log-level", "warning",
        "thongsuot.plumbing.wsgi:application",
    ]  # fmt: skip
    return [Child("web", web), Child("worker", [sys.executable, "-m", "thongsuot", "worker"])]


def serve(ready: Ready, *, port: int, host: str, workers: int, demo: bool) -> None:
    """Start everything, say where it is, and wait for the signal to stop."""
    running = children(port=port, host=host, workers=workers)
    stopping = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    try:
        for child in running:
            child.start()
        _wait_until_ready(port, host, running)
        _tell(port, host, demo)
        while not stopping:
            _revive(running)
            time.sleep(0.3)
    finally:
        console.err().print(t("Đang dừng…", "Stopping…"), highlight=False)
        _end(running)
        if ready.started_database:
            cluster.stop()


def _wait_until_ready(port: int, host: str, running: list[Child], seconds: float = 60) -> None:
    from urllib.error import URLError
    from urllib.request import Request, urlopen

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urlopen(
                Request(f"http://{host}:{port}/readyz", headers={"Host": "localhost"}), timeout=2
            ) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            _revive(running)
            time.sleep(0.1)
    raise Trouble(
        "Máy chủ web không trả lời trong một phút.",
        "The web server did not answer within a minute.",
        Exit.FAILED,
    )


def _revive(running: list[Child]) -> None:
    for child in running:
        if not child.has_died():
            continue
        now = time.monotonic()
        child.deaths = [at for at in child.deaths if now - at < 60] + [now]
        if len(child.deaths) >= PATIENCE:
            raise Trouble(
                f"Tiến trình {child.name} dừng liên tục; hãy chạy “thongsuot doctor” để tìm nguyên nhân.",
                f"The {child.name} process keeps ending; run “thongsuot doctor” to find out why.",
                Exit.FAILED,
            )
        child.start()


def _end(running: list[Child]) -> None:
    for child in running:
        if child.process is not None and child.process.poll() is None:
            child.process.terminate()
    end = time.monotonic() + GRACE_S
    for child in running:
        if child.process is None:
            continue
        try:
            child.process.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()


def _tell(port: int, host: str, demo: bool) -> None:
    address = f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0', '::') else host}:{port}/"  # noqa: S104
    out = console.out()
    out.print()
    out.print(
        t("Thông Suốt đang chạy tại ", "Thông Suốt is running at ") + f"[bold]{address}[/]", highlight=False
    )
    out.print(t("Trang cán bộ: ", "Officers: ") + f"{address}desk/", highlight=False)
    if demo:
        _accounts()
    out.print(t("Nhấn Ctrl+C để dừng.", "Press Ctrl+C to stop."), style="dim", highlight=False)


def _accounts() -> None:
    from thongsuot.edges.packs import demo

    rows = [(a.username, a.password, a.role) for a in demo.accounts()]
    console.table(
        (t("Tài khoản", "Account"), t("Mật khẩu", "Password"), t("Vai trò", "Role")),
        rows,
        title=t("Tài khoản mẫu (dữ liệu mô phỏng)", "Demo accounts (simulated data)"),
    )

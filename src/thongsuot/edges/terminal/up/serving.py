"""The web server and the worker, until Ctrl+C. What dies is started again; what keeps dying stops all."""

import os
import signal
import time
from http.client import HTTPConnection, HTTPException
from types import FrameType

from thongsuot.edges.terminal.up import children
from thongsuot.edges.terminal.up.phases import Ready
from thongsuot.plumbing import meter_files
from thongsuot.plumbing.cli import console
from thongsuot.plumbing.cli.trouble import Exit, Trouble, t
from thongsuot.plumbing.postgres import cluster, connection, places, process

FIRST_ANSWER_S = 120
LOOK_EVERY_S = 0.3
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to ask when all addresses listen


class Stop:
    """Becomes true at Ctrl+C or SIGTERM."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True


def serve(ready: Ready, *, port: int, host: str, workers: int, demo: bool) -> None:
    """Start everything, say where it is, and wait for the signal to stop."""
    stop = Stop()
    meter_files.sweep(ready.home)
    running = [children.web(port=port, host=host, workers=workers)]
    try:
        running[0].start()
        _wait_until_ready(port, host, running, stop)
        running.append(children.worker())
        running[1].start()
        if not stop.asked:
            _tell(port, host, demo, ready.pack)
        while not stop.asked:
            _look_after_database()
            for child in running:
                child.look(time.monotonic())
            time.sleep(LOOK_EVERY_S)
    finally:
        console.err().print(t("Đang dừng…", "Stopping…"), highlight=False)
        children.end(running)
        if ready.started_database:
            cluster.stop()


def _look_after_database() -> None:
    """Start our own cluster again when its process is gone; PostgreSQL recovers by itself."""
    if connection.is_embedded() and process.postmaster(places.here()) is None:
        cluster.ensure_running()


def _wait_until_ready(port: int, host: str, running: list[children.Child], stop: Stop) -> None:
    end = time.monotonic() + FIRST_ANSWER_S
    while not stop.asked:
        if _answers(EVERYWHERE.get(host, host), port):
            return
        if time.monotonic() > end:
            raise Trouble(
                f"Máy chủ web không trả lời trong {FIRST_ANSWER_S} giây.",
                f"The web server did not answer within {FIRST_ANSWER_S} seconds.",
                Exit.FAILED,
            )
        for child in running:
            child.look(time.monotonic())
        time.sleep(0.1)


def _answers(host: str, port: int) -> bool:
    """Whether /readyz says yes, asked under a name that the platform answers to."""
    known = [name for name in os.environ.get("THONGSUOT_HOSTS", "localhost").split(",") if name]
    name = known[0].lstrip(".") if known and known[0] != "*" else "localhost"
    line = HTTPConnection(host, port, timeout=5)
    try:
        line.request("GET", "/readyz", headers={"Host": name})
        return line.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        line.close()


def _tell(port: int, host: str, demo: bool, pack: str) -> None:
    shown = "localhost" if host == "127.0.0.1" or host in EVERYWHERE else f"[{host}]" if ":" in host else host
    address, out = f"http://{shown}:{port}/", console.out()
    out.print()
    running = t("Thông Suốt đang chạy tại ", "Thông Suốt is running at ")
    out.print(f"{running}[bold]{address}[/]", highlight=False)
    out.print(t("Trang cán bộ: ", "Officers: ") + f"{address}desk/", highlight=False)
    if demo:
        _accounts(pack)
    elif os.environ.get("THONGSUOT_HTTPS", "1") == "1":
        out.print(
            t("Trang chỉ mở qua HTTPS, sau một proxy TLS (xem docs/operate.md).",
              "Pages open over HTTPS only, behind a TLS proxy (see docs/operate.md)."),
            highlight=False,
        )  # fmt: skip
    out.print(t("Nhấn Ctrl+C để dừng.", "Press Ctrl+C to stop."), style="dim", highlight=False)


def _accounts(pack: str) -> None:
    from thongsuot.edges.packs import demo

    rows = [(a.username, a.password, t(a.role, a.role_en), a.full_name) for a in demo.accounts(pack)]
    console.table(
        (t("Tài khoản", "Account"), t("Mật khẩu", "Password"), t("Vai trò", "Role"), t("Tên", "Name")),
        rows,
        title=t("Tài khoản mẫu (dữ liệu mô phỏng)", "Demo accounts (simulated data)"),
    )

"""Files, disk and port of the machine."""

import stat
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from thongsuot.edges.terminal.doctor.world import Finding, World
from thongsuot.plumbing.cli import checks

ROOM_MB = 1024


def secrets_are_private(world: World) -> Iterator[Finding]:
    """Keys and passwords belong to their owner alone."""
    folder = world.home / "secrets"
    open_ones = [p for p in (folder, *sorted(folder.glob("*"))) if p.exists() and _is_open(p)]
    for path in open_ones:
        yield Finding(
            "secret_readable",
            f"Người khác đọc được {path}.",
            f"Others can read {path}.",
            f"Chạy: chmod {'700' if path.is_dir() else '600'} {path}; nếu máy có người dùng khác, hãy đổi khóa.",
            f"Run: chmod {'700' if path.is_dir() else '600'} {path}; on a shared machine also change the secret.",
        )


def socket_is_private(world: World) -> Iterator[Finding]:
    """Only the server's account reaches the embedded database."""
    if world.embedded and world.socket.exists() and _is_open(world.socket):
        yield Finding(
            "socket_open",
            f"Người khác vào được thư mục socket {world.socket} của cơ sở dữ liệu.",
            f"Others can enter the database's socket folder {world.socket}.",
            f"Chạy: chmod 700 {world.socket}.",
            f"Run: chmod 700 {world.socket}.",
        )


def disk_has_room(world: World) -> Iterator[Finding]:
    """Room for a day of work and a backup."""
    free = checks.free_mb(world.home)
    if free < ROOM_MB:
        yield Finding(
            "disk_nearly_full",
            f"Ổ đĩa chứa {world.home} chỉ còn {free} MB.",
            f"Only {free} MB are free where {world.home} is.",
            "Giải phóng chỗ hoặc chuyển THONGSUOT_HOME sang ổ lớn hơn.",
            "Free some space or move THONGSUOT_HOME to a larger disk.",
        )


def port_is_ours(world: World) -> Iterator[Finding]:
    """The port is free, or it is our own web server that answers there."""
    if checks.port_is_free(world.port) or _is_ours(world.port):
        return
    yield Finding(
        "port_in_use",
        f"Cổng {world.port} do một chương trình khác giữ.",
        f"Another program holds port {world.port}.",
        "Dừng chương trình đó, hoặc chạy thongsuot up --port với cổng khác.",
        "Stop that program, or run thongsuot up --port with another one.",
    )


def pages_are_prepared(world: World) -> Iterator[Finding]:
    """Static files are collected, and collected after the last change."""
    from thongsuot.edges.terminal.up import stamps

    folder = world.home / "static"
    if (folder / "staticfiles.json").exists() and stamps.holds(folder / ".stamp", stamps.of_static()):
        return
    yield Finding(
        "static_not_collected",
        "Tệp giao diện (CSS, JavaScript) chưa được gom hoặc đã cũ.",
        "The static files (CSS, JavaScript) are not collected, or are stale.",
        "Chạy thongsuot up, hoặc: python -m django collectstatic --noinput.",
        "Run thongsuot up, or: python -m django collectstatic --noinput.",
    )


def translations_are_compiled(world: World) -> Iterator[Finding]:
    """Every catalogue of messages has its compiled form."""
    from thongsuot.plumbing import messages

    if stale := messages.stale():
        yield Finding(
            "messages_not_compiled",
            f"{len(stale)} tệp bản dịch chưa được biên dịch; trang tiếng Anh sẽ thiếu chữ.",
            f"{len(stale)} catalogues of messages are not compiled; English pages will lack words.",
            "Chạy thongsuot up (tự biên dịch).",
            "Run thongsuot up (it compiles them).",
        )


def _is_open(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _is_ours(port: int) -> bool:
    line = HTTPConnection("127.0.0.1", port, timeout=3)
    try:
        line.request("GET", "/livez", headers={"Host": "localhost"})
        answer = line.getresponse()
        return answer.getheader("X-Request-Id") is not None
    except (OSError, HTTPException):
        return False
    finally:
        line.close()

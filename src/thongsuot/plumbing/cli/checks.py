"""Looks at the machine before work begins: port, disk, folder. Each failing look is one `Trouble`."""

import errno
import os
import shutil
import socket
from pathlib import Path

from thongsuot.plumbing.cli.trouble import Exit, Trouble

_MB = 1024 * 1024


def port_is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether nobody listens there.

    Asked without SO_REUSEPORT, or a second web server would silently share the port.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
    return True


def require_port(port: int, host: str = "127.0.0.1") -> None:
    """Trouble when somebody listens there, or when this machine has no such address."""
    try:
        is_free = port_is_free(port, host)
    except (OSError, OverflowError) as error:
        raise Trouble(
            f"Máy này không lắng nghe được tại {host}, cổng {port}; hãy chọn địa chỉ khác bằng --host.",
            f"This machine cannot listen at {host}, port {port}; choose another address with --host.",
            Exit.USAGE,
        ) from error
    if not is_free:
        raise Trouble(
            f"Cổng {port} đang được chương trình khác dùng; hãy dừng chương trình đó hoặc chọn cổng khác "
            "bằng --port.",
            f"Port {port} is in use by another program; stop it or choose another with --port.",
            Exit.PORT_IN_USE,
        )


def free_mb(folder: Path) -> int:
    """Free space in MB where `folder` is, or will be."""
    return shutil.disk_usage(nearest(folder)).free // _MB


def require_disk(folder: Path, needed_mb: int) -> None:
    free = free_mb(folder)
    if free < needed_mb:
        raise Trouble(
            f"Ổ đĩa chứa {folder} chỉ còn {free} MB, cần ít nhất {needed_mb} MB; hãy giải phóng chỗ rồi "
            "chạy lại.",
            f"Only {free} MB are free where {folder} is, {needed_mb} MB are needed; free some space and "
            "run again.",
            Exit.DISK_FULL,
        )


def require_writable(folder: Path) -> None:
    """Make the folder when it is missing; Trouble when it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Root passes every permission check but not a read-only file system, so a file is really made.
        probe = folder / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise from_os_error(error, folder) from error


def from_os_error(error: OSError, folder: Path) -> Trouble:
    """The sentence for a failed write below `folder`."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Trouble(
            f"Ổ đĩa chứa {folder} đã đầy; hãy giải phóng chỗ rồi chạy lại.",
            f"The disk of {folder} is full; free some space and run again.",
            Exit.DISK_FULL,
        )
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return Trouble(
            f"Không ghi được vào {folder}; hãy chọn thư mục khác bằng THONGSUOT_HOME hoặc sửa quyền của "
            "thư mục.",
            f"{folder} cannot be written; choose another with THONGSUOT_HOME or correct its permissions.",
            Exit.READ_ONLY,
        )
    return Trouble(f"Không ghi được vào {folder}: {error}.", f"{folder} cannot be written: {error}.")


def nearest(path: Path) -> Path:
    """The path itself, or its closest folder that exists."""
    return next(found for found in (path, *path.absolute().parents) if found.exists())

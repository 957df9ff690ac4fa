"""Settings that are dangerous where real citizens are served."""

import os
import subprocess
import sys
from collections.abc import Iterator

from thongsuot.edges.terminal.doctor.world import Finding, World

LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "::1"}
SETTINGS = "thongsuot.plumbing.settings"
DEBUG_NAMES = ("DEBUG", "DJANGO_DEBUG", "PYTHONASYNCIODEBUG")


def demo_stays_at_home(world: World) -> Iterator[Finding]:
    """Demo accounts, whose passwords everybody knows, are not reachable from outside."""
    outside = [name for name in world.hosts if name not in LOOPBACK]
    if world.is_demo and outside:
        yield Finding(
            "demo_in_production",
            f"Tỉnh mẫu (THONGSUOT_DEMO=1) mở ra ngoài dưới tên {', '.join(outside)}.",
            f"The demo province (THONGSUOT_DEMO=1) is open to the outside as {', '.join(outside)}.",
            "Bỏ THONGSUOT_DEMO, hoặc chỉ để localhost trong THONGSUOT_HOSTS.",
            "Unset THONGSUOT_DEMO, or keep only localhost in THONGSUOT_HOSTS.",
        )


def no_demo_accounts(world: World) -> Iterator[Finding]:
    """An installation that is no demo has no demo accounts that work."""
    if world.session is None or world.is_demo:
        return
    count = world.rows("select count(*) from account where is_demo and is_active")[0][0]
    if count:
        yield Finding(
            "demo_accounts",
            f"Còn {count} tài khoản mẫu đang hoạt động trong một hệ thống không phải tỉnh mẫu.",
            f"{count} demo accounts work in an installation that is no demo.",
            "Khóa các tài khoản mẫu, hoặc dựng hệ thống thật trong một THONGSUOT_HOME mới bằng up --no-demo.",
            "Disable them, or set the real installation up in a new THONGSUOT_HOME with up --no-demo.",
        )


def no_debugging(world: World) -> Iterator[Finding]:
    """Nothing in the environment switches debugging on, and the settings are ours."""
    on = [n for n in DEBUG_NAMES if world.environment.get(n, "").lower() in ("1", "true", "yes", "on")]
    if world.environment.get("DJANGO_SETTINGS_MODULE", SETTINGS) != SETTINGS:
        on.append("DJANGO_SETTINGS_MODULE")
    if on:
        yield Finding(
            "debugging_on",
            f"Biến môi trường {', '.join(on)} bật chế độ gỡ lỗi hoặc thay cấu hình.",
            f"The environment ({', '.join(on)}) switches debugging on or replaces the settings.",
            f"Xóa các biến đó: unset {' '.join(on)}.",
            f"Remove them: unset {' '.join(on)}.",
        )


def https_is_on(world: World) -> Iterator[Finding]:
    """Passwords and personal data travel encrypted."""
    if not world.is_demo and world.environment.get("THONGSUOT_HTTPS", "1") != "1":
        yield Finding(
            "https_off",
            "HTTPS bị tắt (THONGSUOT_HTTPS) trong một hệ thống không phải tỉnh mẫu.",
            "HTTPS is off (THONGSUOT_HTTPS) in an installation that is no demo.",
            "Bỏ THONGSUOT_HTTPS và đặt một proxy TLS phía trước (docs/operate.md).",
            "Unset THONGSUOT_HTTPS and put a TLS proxy in front (docs/operate.md).",
        )


def connections_are_whole(world: World) -> Iterator[Finding]:
    """A connection to outside has all of its settings, or none: half of them look like a connection and are none."""
    from thongsuot.edges.exchange import national_portal, vnpay

    for name, english, missing in (
        (
            "Cổng Dịch vụ công quốc gia",
            "the national portal",
            national_portal.check_config(world.environment),
        ),
        ("VNPAY", "VNPAY", vnpay.check_config(world.environment)),
    ):
        if missing:
            yield Finding(
                "half_connected",
                f"Kết nối tới {name} thiếu {', '.join(missing)}: không có gì được gửi đi.",
                f"The connection to {english} lacks {', '.join(missing)}: nothing is sent.",
                f"Đặt {', '.join(missing)}, hoặc bỏ các biến còn lại của kết nối này (docs/operate.md).",
                f"Set {', '.join(missing)}, or unset the others of this connection (docs/operate.md).",
            )


def hosts_are_named(world: World) -> Iterator[Finding]:
    """A wildcard lets anybody's name point at us."""
    if "*" in world.hosts:
        yield Finding(
            "any_host",
            "THONGSUOT_HOSTS chứa “*”: trang trả lời dưới mọi tên miền.",
            "THONGSUOT_HOSTS holds '*': the site answers under any name.",
            "Ghi rõ tên miền, ví dụ THONGSUOT_HOSTS=dichvucong.example.gov.vn.",
            "Name the hosts, like THONGSUOT_HOSTS=dichvucong.example.gov.vn.",
        )


def time_zone_is_known(world: World) -> Iterator[Finding]:
    """Deadlines are counted by the clock of Viet Nam, whatever the machine says."""
    zone = (world.parameters or {}).get("TimeZone", "UTC")
    if zone not in ("UTC", "Etc/UTC", "Asia/Ho_Chi_Minh", "Asia/Saigon", "Asia/Bangkok"):
        yield Finding(
            "time_zone",
            f"Múi giờ của cơ sở dữ liệu là {zone}; báo cáo đọc trực tiếp bằng SQL sẽ lệch ngày.",
            f"The database's time zone is {zone}; reports read by SQL will be off by a day.",
            "Trên máy chủ: ALTER DATABASE thongsuot SET timezone = 'UTC'.",
            "On the server: ALTER DATABASE thongsuot SET timezone = 'UTC'.",
        )


# Django looks for its layers in its own list only; ours that set heads stand in a list of their own.
DEPLOY_CHECK = """
from django.conf import settings
from django.core.management import execute_from_command_line
settings.MIDDLEWARE = [*settings.HEADER_LAYERS, *settings.MIDDLEWARE]
execute_from_command_line(["django", "check", "--deploy", "--fail-level", "WARNING"])
"""


def deploy_check_is_clean(world: World) -> Iterator[Finding]:
    """Django's own checks for production find nothing."""
    environment = {**os.environ, **world.environment, "DJANGO_SETTINGS_MODULE": SETTINGS}
    if world.is_demo:  # what is asked is how the same installation would be without the demo
        environment |= {"THONGSUOT_DEMO": "0", "THONGSUOT_HTTPS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", DEPLOY_CHECK],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "(security." in line or "E0" in line]
        reason = (said or done.stderr.strip().splitlines()[-1:] or ["?"])[0]
        yield Finding(
            "deploy_check",
            f"Kiểm tra triển khai của Django báo: {reason}",
            f"Django's deployment check says: {reason}",
            "Sửa biến môi trường mà thông báo nêu (docs/operate.md).",
            "Correct the variable that it names (docs/operate.md).",
        )

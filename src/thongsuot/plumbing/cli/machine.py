"""What this machine has that only tests need: Chromium, PostgreSQL as Debian packs it, SoftHSM."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

_DEBIAN = Path("/usr/lib/postgresql")
_SOFTHSM = tuple(
    Path(folder) / "libsofthsm2.so"
    for folder in ("/usr/lib/softhsm", "/usr/lib64/pkcs11", "/usr/local/lib/softhsm")
)
OLDEST_POSTGRES, NEWEST_POSTGRES = 15, 18


LIGHT_CHROMIUM = "chromium-headless-shell"


def chromium() -> str | None:
    """Path of Chromium, or None: what THONGSUOT_CHROMIUM names, else the first found by name.

    The shell without windows comes first: it draws the same pages for a third of the processor's time.
    """
    names = (LIGHT_CHROMIUM, "chromium", "chromium-browser", "google-chrome")
    given = os.environ.get("THONGSUOT_CHROMIUM")
    if given:
        return given if Path(given).exists() else None
    return next((found for name in names if (found := shutil.which(name))), None)


def has_light_chromium() -> bool:
    """Whether the browser of choice is here: the named one, or the shell without windows."""
    return bool(os.environ.get("THONGSUOT_CHROMIUM") or shutil.which(LIGHT_CHROMIUM))


def can_drive_a_browser() -> bool:
    """Whether Chromium is here and Playwright's own driver runs: a minimal Debian lacks a library of its."""
    found = importlib.util.find_spec("playwright")
    if chromium() is None or found is None or found.origin is None:
        return False
    driver = Path(found.origin).parent / "driver" / "node"
    try:
        return subprocess.run([str(driver), "--version"], capture_output=True, check=False).returncode == 0  # noqa: S603
    except OSError:
        return False


def debian_postgres() -> Path | None:
    """Programs of the oldest PostgreSQL server from 15 to 18 that Debian installed, or None.

    The oldest: what runs there runs on the newer ones, which the embedded one stands for.
    """
    for major in range(OLDEST_POSTGRES, NEWEST_POSTGRES + 1):
        if (_DEBIAN / str(major) / "bin" / "postgres").exists():
            return _DEBIAN / str(major) / "bin"
    return None


def softhsm() -> Path | None:
    """The library of SoftHSM, a PKCS#11 token in files, or None."""
    return next((path for path in _SOFTHSM if path.exists()), None)


def has_clamd() -> bool:
    """Whether ClamAV's scanner is here: the tests of the virus scan start one of their own."""
    return shutil.which("clamd", path="/usr/sbin:/usr/bin") is not None


def is_debian() -> bool:
    """Whether packages can be installed with apt here, under Debian's names."""
    try:
        described = Path("/etc/os-release").read_text("utf-8")
    except OSError:
        return False
    return "\nID=debian\n" in f"\n{described}\n" and shutil.which("apt-get") is not None


def may_install() -> bool:
    """Whether we may install Debian's packages: root, on Debian."""
    return is_debian() and os.geteuid() == 0

"""Installs from Debian what only tests need: a browser, a second PostgreSQL, SoftHSM; leaves nothing running."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from thongsuot.plumbing.cli import console, machine
from thongsuot.plumbing.cli.trouble import t

_CLUSTER_SETTINGS = Path("/etc/postgresql-common/createcluster.conf")
_BROWSERS = (machine.LIGHT_CHROMIUM, "chromium")  # the second where the first cannot be had
_DRIVER = "libatomic1"  # what Playwright's driver needs and a minimal Debian lacks
_SCANNER = (
    "clamav-daemon",
)  # without its signatures it does not start by itself; tests bring one of their own
_MINUTES = 15


def install_missing() -> dict[str, str]:
    """Install Chromium, PostgreSQL, SoftHSM and ClamAV when they are missing and we may.

    Returns what is still missing afterwards: marker of the tests that need it → why they are skipped.
    """
    is_whole = (
        machine.can_drive_a_browser()
        and machine.has_light_chromium()
        and machine.debian_postgres()
        and machine.softhsm()
        and machine.has_clamd()
    )
    if machine.may_install() and not is_whole:
        with console.progress(t("Cài gói Debian cho kiểm thử", "Installing Debian packages for the tests")):
            _install()
    missing: dict[str, str] = {}
    if not machine.can_drive_a_browser():
        missing["browser"] = t("máy này không chạy được Chromium", "no Chromium runs on this machine")
    if not machine.debian_postgres():
        missing["debian_postgres"] = t(
            "máy này không có PostgreSQL của Debian", "this machine has no PostgreSQL of Debian"
        )
    if not machine.softhsm():
        missing["softhsm"] = t("máy này không có SoftHSM (PKCS#11)", "this machine has no SoftHSM (PKCS#11)")
    return missing


def _install() -> None:
    if not _apt("update", "-qq"):
        return
    if not (machine.can_drive_a_browser() and machine.has_light_chromium()):
        any(_apt("install", "-y", "-qq", "--no-install-recommends", name, _DRIVER) for name in _BROWSERS)
    if not machine.softhsm():
        _apt("install", "-y", "-qq", "--no-install-recommends", "softhsm2")
    if not machine.has_clamd():
        _apt("install", "-y", "-qq", "--no-install-recommends", *_SCANNER)
    # The common package first: it decides whether the server package makes and starts a cluster.
    if not machine.debian_postgres() and _apt(
        "install", "-y", "-qq", "--no-install-recommends", "postgresql-common"
    ):
        with _no_system_cluster():
            _apt("install", "-y", "-qq", "--no-install-recommends", "postgresql")


@contextmanager
def _no_system_cluster() -> Iterator[None]:
    """Keep the server package from making a cluster of the system; its settings are put back afterwards."""
    had = _CLUSTER_SETTINGS.read_text("utf-8") if _CLUSTER_SETTINGS.exists() else ""
    _CLUSTER_SETTINGS.write_text(f"{had}\ncreate_main_cluster = false\n", "utf-8")
    try:
        yield
    finally:
        _CLUSTER_SETTINGS.write_text(had, "utf-8")


def _apt(*words: str) -> bool:
    """One quiet run of apt-get that never asks. False when it failed: no network, no such package."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(
            ["apt-get", "-o", "Acquire::Retries=1", *words],  # noqa: S607
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_MINUTES * 60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0

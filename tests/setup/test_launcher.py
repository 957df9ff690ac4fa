"""./thongsuot before anything is installed: what it decides and what it says."""

import importlib.machinery
import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from thongsuot.plumbing.cli.trouble import Exit

ROOT = Path(__file__).parents[2]


@pytest.fixture
def launcher(tmp_path, monkeypatch):
    """The launcher as a module, its environment in a folder of the test."""
    monkeypatch.setenv("THONGSUOT_VENV", str(tmp_path / "venv"))
    loader = importlib.machinery.SourceFileLoader("launcher", str(ROOT / "thongsuot"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("launcher", loader))
    loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            Exit.DISK_FULL,
        ),
        ("error: failed to write: No space left on device (os error 28)", Exit.DISK_FULL),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", Exit.INSTALL),
        ("error: command 'x86_64-linux-gnu-gcc' failed: No such file or directory", Exit.NO_COMPILER),
        ("unable to execute 'gcc': No such file or directory", Exit.NO_COMPILER),
        ("× Failed to build `typst==0.15.2`\n  Caused by: linker `cc` not found", Exit.NO_COMPILER),
        (
            "NewConnectionError: Failed to establish a new connection: [Errno -3] name resolution",
            Exit.NO_NETWORK,
        ),
        ("error: Failed to fetch: x\n  Caused by: dns error", Exit.NO_NETWORK),
        ("OSError: [Errno 30] Read-only file system: '/x'", Exit.READ_ONLY),
        ("something new\nerror: odd", Exit.INSTALL),
        ("", Exit.INSTALL),
    ],
)
def test_each_complaint_of_an_installer_is_one_sentence_and_one_code(launcher, said, code):
    trouble = launcher.explain(said)
    assert trouble.code == code
    assert "\n" not in trouble.vi + trouble.en


def test_codes_are_those_of_the_command_line(launcher):
    names = ("OLD_PYTHON", "NO_PIP", "NO_NETWORK", "NO_COMPILER", "DISK_FULL", "READ_ONLY", "INSTALL")
    assert {name: getattr(launcher, name) for name in names} == {name: int(Exit[name]) for name in names}


def test_an_old_python_is_told_in_two_languages(launcher, monkeypatch, capsys):
    monkeypatch.setattr(launcher.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(launcher.shutil, "which", lambda _: None)
    assert launcher.main(["up"]) == Exit.OLD_PYTHON
    said = capsys.readouterr().err.splitlines()
    assert [("3.9.2" in line, "3.11" in line) for line in said] == [(True, True)] * 2


def test_an_old_python_gives_way_to_a_newer_one(launcher, monkeypatch):
    def become(path, words):
        raise SystemExit(f"{path} {words[-1]}")

    monkeypatch.setattr(launcher.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(
        launcher.shutil, "which", lambda name: f"/opt/{name}" if name == "python3.12" else None
    )
    monkeypatch.setattr(launcher.os, "execv", become)
    with pytest.raises(SystemExit, match=r"/opt/python3\.12 up"):
        launcher.require_python(["up"])


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["test"], "dev"),
        (["--lang", "en", "test"], "dev"),
        (["--lang=en", "lint"], "dev"),
        (["gate", "--lang", "en", "crash"], "dev"),
        (["--lang", "test", "up"], "runtime"),
        (["up", "test"], "runtime"),
        (["--lang", "en"], "runtime"),
        (["--lang"], "runtime"),
        ([], "runtime"),
    ],
)
def test_what_is_installed_goes_by_the_command_wherever_the_language_stands(launcher, words, wanted):
    assert launcher.packages_for(words) == wanted


def test_a_developer_s_command_after_the_language_asks_for_the_developer_s_packages(launcher, monkeypatch):
    asked = []
    monkeypatch.setattr(launcher, "is_installed", lambda wanted: asked.append(wanted) or True)
    monkeypatch.setattr(launcher.os, "execv", lambda *_: None)
    launcher.main(["--lang", "en", "test"])
    assert asked == ["dev"]


def stamp(launcher, **changes):
    launcher.PYTHON.parent.mkdir(parents=True, exist_ok=True)
    launcher.PYTHON.touch()
    good = {"root": str(ROOT), "runtime": launcher.digest("runtime"), "dev": launcher.digest("dev")}
    launcher.STAMP.write_text(json.dumps(good | changes))


def test_the_stamp_decides_whether_anything_is_installed(launcher):
    assert not launcher.is_installed("runtime")
    stamp(launcher)
    assert launcher.is_installed("runtime")
    assert launcher.is_installed("dev")
    stamp(launcher, dev="older")
    assert launcher.is_installed("runtime")
    assert not launcher.is_installed("dev")
    stamp(launcher, runtime="older")
    assert not launcher.is_installed("dev")
    stamp(launcher, root="/moved")
    assert not launcher.is_installed("runtime")


def test_little_space_is_said_before_anything_is_fetched(launcher, monkeypatch, capsys):
    monkeypatch.setitem(launcher.ROOM_MB, "runtime", 10**9)
    assert launcher.main(["up"]) == Exit.DISK_FULL
    assert "1000000000 MB" in capsys.readouterr().err


def test_a_machine_without_pip_and_uv_is_told_what_to_install(launcher, monkeypatch, capsys):
    monkeypatch.setattr(launcher, "say", lambda command: "")
    assert launcher.main(["up"]) == Exit.NO_PIP
    assert "apt-get install python3-pip" in capsys.readouterr().err


def test_locks_hold_hashes_for_everything_and_no_address():
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "lock.py", "--check"], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "locks: ok\n")

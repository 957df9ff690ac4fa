"""Children of `up`: started again, slower each time, and none left behind."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from thongsuot.edges.terminal.up import children
from thongsuot.plumbing.cli.trouble import Trouble

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False


def look_for_a_minute(child: children.Child) -> None:
    for half_second in range(120):
        if child.process is not None:
            child.process.wait()
        child.look(half_second / 2)


def test_a_dead_child_is_started_again_after_a_pause() -> None:
    child = children.Child("web", SLEEPER)
    child.start()
    assert child.process is not None
    first = child.process.pid
    child.process.kill()
    child.process.wait()
    child.look(100.0)
    assert child.process is None
    child.look(100.1)
    assert child.process is None
    child.look(100.3)
    assert child.process is not None
    assert child.process.pid != first
    children.end([child])
    assert child.process.poll() is not None


def test_one_that_keeps_dying_stops_all() -> None:
    child = children.Child("web", [sys.executable, "-c", "raise SystemExit(3)"])
    child.start()
    with pytest.raises(Trouble, match="web"):
        look_for_a_minute(child)
    assert len(child.deaths) == children.PATIENCE


def test_what_a_dead_child_leaves_behind_is_ended() -> None:
    inner = (
        "import subprocess, sys; print(subprocess.Popen(['sleep', '60']).pid, flush=True); sys.stdin.read()"
    )
    child = children.Child("web", SLEEPER)
    child.process = subprocess.Popen(
        [sys.executable, "-c", inner], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    assert child.process.stdout is not None
    orphan = int(child.process.stdout.readline())
    child.process.kill()
    child.process.wait()
    assert is_alive(orphan)
    child.look(0.0)
    deadline = time.monotonic() + 5
    while is_alive(orphan) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_alive(orphan)


SLOW_TO_LOAD = """
import pathlib, time
pathlib.Path(__file__).with_suffix(".loading").touch()
time.sleep(30)
"""


SLOW_TO_FORK = """
import os, pathlib, runpy, sys, time
def slowly():
    pathlib.Path({mark!r}).touch()
    time.sleep(0.5)
os.register_at_fork(after_in_child=slowly)
runpy.run_module("thongsuot.plumbing.http.serving", run_name="__main__", alter_sys=True)
"""


@pytest.mark.parametrize("moment", ["loading", "forked"])
def test_web_workers_told_to_stop_while_they_start_stop_at_once(
    moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A worker that did not hear would be killed by granian after eight seconds."""
    (tmp_path / "slow.py").write_text(SLOW_TO_LOAD)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *(p for p in sys.path if p)]))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    child = children.web(port=port, host="127.0.0.1", workers=2)
    child.command[-1] = "slow:application"
    mark = tmp_path / f"slow.{moment}"
    if moment == "forked":
        child.command[1:3] = ["-c", SLOW_TO_FORK.format(mark=str(mark))]
    child.start()
    deadline = time.monotonic() + 20
    while not mark.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    began = time.monotonic()
    children.end([child])
    assert time.monotonic() - began < 3
    assert "Killing" not in capfd.readouterr().err


def test_a_child_ends_with_its_parent() -> None:
    code = (
        "import sys; from thongsuot.edges.terminal.up import children;"
        "c = children.Child('x', ['sleep', '60']); c.start(); print(c.process.pid, flush=True); sys.stdin.read()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )  # fmt: skip
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 5
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_alive(pid)

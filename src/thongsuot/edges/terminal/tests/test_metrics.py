"""One scrape tells the whole installation: whichever process it reaches, and whoever has died meanwhile."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from thongsuot.edges.terminal.up import children
from thongsuot.plumbing import meter_files

ASKED = 24
COUNTING = """
import sys
from thongsuot.plumbing import meter_files
meter_files.share(sys.argv[1])
from thongsuot.plumbing import meters
meters.request("GET", "desk/", 200, 0.02)
print("counted", flush=True)
for _ in sys.stdin:
    print(meters.text().decode(), end="\\0", flush=True)
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("THONGSUOT_HOME", str(tmp_path))
    monkeypatch.delenv("THONGSUOT_METRICS_TOKEN", raising=False)
    return tmp_path


@pytest.fixture
def port(home: Path) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found: int = free.getsockname()[1]
    web = children.web(port=found, host="127.0.0.1", workers=2)
    web.start()
    yield found
    children.end([web])


def ask(port: int, path: str) -> str:
    """What stands in the answer."""
    found, text = answer(port, path)
    assert found == 200
    return text


def answer(port: int, path: str) -> tuple[int, str]:
    """Status and text, over a connection of its own: the kernel chooses the process."""
    line = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        line.request("GET", path, headers={"Host": "localhost"})
        found = line.getresponse()
        return found.status, found.read().decode()
    finally:
        line.close()


def value(text: str, row: str) -> float:
    found = re.search(rf"^{re.escape(row)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def scraped(port: int, row: str, wanted: float, seconds: float = 60) -> float:
    """The row once it is as wanted, or as it stood at the end of patience."""
    end, seen = time.monotonic() + seconds, -1.0
    while time.monotonic() < end and seen != wanted:
        try:
            seen = value(ask(port, "/metrics"), row)
        except (OSError, HTTPException):
            seen = -1.0
        time.sleep(0.1)
    return seen


def numbers(home: Path, kind: str) -> set[int]:
    return {meter_files.number_of(file) for file in (home / "run" / "metrics").glob(f"{kind}_*.db")}


def test_one_scrape_of_the_web_server_tells_both_its_processes(home: Path, port: int) -> None:
    livez, web = 'ts_requests_total{method="GET",route="livez",status="200"}', 'ts_processes{kind="web"}'
    assert scraped(port, web, 2) == 2
    found, text = answer(port, "/readyz")  # no database was started in this home
    assert (found, json.loads(text)["reason"]) == (503, "database")
    for _ in range(ASKED):
        ask(port, "/livez")
    assert {value(ask(port, "/metrics"), livez) for _ in range(8)} == {ASKED}
    assert 'ts_request_seconds_count{route="livez"}' in ask(port, "/metrics")
    killed = min(numbers(home, "gauge_livesum"))
    os.kill(killed, signal.SIGKILL)
    end = time.monotonic() + 60
    while time.monotonic() < end and len(numbers(home, "gauge_livesum") - {killed}) < 2:
        time.sleep(0.1)
    assert scraped(port, web, 2) == 2  # another came in its place
    assert killed not in numbers(home, "gauge_livesum")
    assert value(ask(port, "/metrics"), livez) == ASKED  # what it had counted stays counted


def counting(kind: str) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", COUNTING, kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "counted\n"
    return process


def text_of(process: "subprocess.Popen[str]") -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n")
    process.stdin.flush()
    said = ""
    while not said.endswith("\0"):
        said += process.stdout.read(1)
    return said[:-1]


def test_a_worker_counts_beside_the_web_server_and_the_dead_are_forgotten_at_the_next_start(
    home: Path,
) -> None:
    row = 'ts_requests_total{method="GET",route="desk/",status="200"}'
    web, worker = counting("web"), counting("worker")
    try:
        for process in (web, worker):
            assert value(text_of(process), row) == 2
            assert value(text_of(process), 'ts_processes{kind="worker"}') == 1
        assert (home / "run").stat().st_mode & 0o777 == 0o700
        worker.kill()
        worker.communicate()
        assert value(text_of(web), 'ts_processes{kind="worker"}') == 0
        assert value(text_of(web), row) == 2
        meter_files.sweep(home)  # as `up` does before it starts anything
        assert numbers(home, "counter") == {web.pid}
        assert value(text_of(web), row) == 1
    finally:
        for process in (web, worker):
            process.kill()
            process.communicate()


def test_without_room_a_process_counts_alone(home: Path) -> None:
    (home / "run").write_text("no folder")
    alone = counting("web")
    try:
        text = text_of(alone)
        assert value(text, 'ts_requests_total{method="GET",route="desk/",status="200"}') == 1
        assert "ts_processes{" not in text
    finally:
        alone.kill()
        alone.communicate()

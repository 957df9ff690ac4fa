"""A program that is started, watched from outside, and told to stop as a person does it: by Ctrl+C."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

ADDRESS = re.compile(r"http://localhost:\d+/")
TRACEBACK = "Traceback (most recent call last)"
NEVER = -1.0  # an exit code that no program has
LOOK_S = 0.1
GONE_S = 10.0


class Start:
    """One start of a program in a folder; what it says goes into a file."""

    def __init__(self, command: Sequence[str], folder: Path, environment: dict[str, str], log: Path) -> None:
        self.log, self.began = log, time.monotonic()
        self.seconds = 0.0
        with log.open("wb") as said:
            self.process = subprocess.Popen(
                command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                start_new_session=True,
            )  # fmt: skip

    def said(self) -> str:
        return self.log.read_text("utf-8", "replace")

    def says(self, words: str, *, patience: float) -> bool:
        """Wait for these words."""
        return self._comes(lambda: words in self.said(), patience)

    def answers(self, pages: Sequence[str], *, patience: float) -> int:
        """How many of `pages` below the address that it prints answer with 200, waited for together; `seconds` it took."""
        is_there = self._comes(lambda: ADDRESS.search(self.said()) is not None, patience)
        found = 0
        if is_there:
            (address,) = ADDRESS.findall(self.said())[:1]
            found = sum(self._comes(lambda at=page: _is_good(address + at), patience) for page in pages)  # type: ignore[misc]
        self.seconds = round(time.monotonic() - self.began, 1)
        return found

    def interrupt(self, *, patience: float) -> tuple[float, float]:
        """Ctrl+C: its exit code and how long it took; ended by force, and the code `NEVER`, where it does not listen."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        code = self.ended(patience=patience)
        return code, round(time.monotonic() - began, 1)

    def ended(self, *, patience: float) -> int:
        """Its exit code when it ends by itself in time."""
        try:
            return self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()
            return int(NEVER)

    def kill(self) -> None:
        """End it and what it started in its group."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _comes(self, is_there: Callable[[], bool], patience: float) -> bool:
        """Wait until it is so; it never will be once the program has ended."""
        while time.monotonic() - self.began < patience:
            if is_there():
                return True
            if self.process.poll() is not None:
                return is_there()
            time.sleep(LOOK_S)
        return False


def planted(code: str, folder: Path, environment: dict[str, str]) -> Start:
    """A start of a few lines of Python, for the controls."""
    return Start([sys.executable, "-c", code], folder, environment, folder / "said.log")


def tracebacks(said: str) -> int:
    return said.count(TRACEBACK)


def _is_good(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - an address of loopback
            return int(answer.status) == 200
    except OSError:
        return False


def processes_in(folder: Path) -> list[int]:
    """Processes that work in `folder`, or run a program of it, or were started with a path in it."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with suppress(OSError):
                words = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
                at = [os.readlink(entry / "cwd"), os.readlink(entry / "exe"), *words]
                if any(f"{one}/".startswith(f"{folder}/") or f"={folder}/" in one for one in at):
                    found.append(int(entry.name))
    return found


def end_all(folder: Path) -> None:
    """End what is left of our own copy, by force, and wait until it is gone."""
    until = time.monotonic() + GONE_S
    while (left := processes_in(folder)) and time.monotonic() < until:
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(LOOK_S)

"""A province as the gate sees it: its web server, which can be killed, and a hand inside that does what officers do."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from thongsuot.edges.bench import processes, stage
from thongsuot.edges.packs import provinces
from thongsuot.plumbing.postgres import cluster

COMES_S = 180.0


@dataclass(slots=True)
class House:
    """One province. `server`: the process of its web server, None while it is down."""

    environment: dict[str, str]
    port: int
    hand: "subprocess.Popen[str]"
    server: "subprocess.Popen[bytes] | None" = None
    kills: int = field(default=0)

    @property
    def door(self) -> str:
        """Where other provinces send to."""
        return f"http://127.0.0.1:{self.port}/exchange/tinh/"

    def does(self, verb: str, **given: Any) -> Any:
        """Have the hand do something inside; its answer. Raises RuntimeError with what it says of a failure."""
        assert self.hand.stdin is not None
        assert self.hand.stdout is not None
        self.hand.stdin.write(json.dumps({"verb": verb, **given}) + "\n")
        self.hand.stdin.flush()
        answer = json.loads(self.hand.stdout.readline() or '{"error": "the hand has died"}')
        if "error" in answer:
            raise RuntimeError(f"{verb}: {answer['error']}")
        return answer["done"]

    def opens(self) -> None:
        """Start the web server, and wait until it answers."""
        self.server = subprocess.Popen(
            [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port),
             "--workers", "1", "--blocking-threads", "2", "--no-ws", "--log-level", "error",
             "thongsuot.plumbing.wsgi:application"],
            env={**os.environ, **self.environment}, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        end = time.monotonic() + COMES_S
        while time.monotonic() < end:
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self.port}/livez", timeout=5):
                return
            time.sleep(0.1)
        raise RuntimeError("the web server of a province did not come")

    def dies(self) -> None:
        """kill -9 of the web server and its workers."""
        if self.server is not None:
            os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()
            self.server, self.kills = None, self.kills + 1

    def leaves(self) -> None:
        """End all that was started for it."""
        self.dies()
        self.hand.kill()
        self.hand.communicate()


@contextmanager
def two() -> Iterator[tuple[House, House]]:
    """The province where it is filed and the one that is competent; neither web server is up yet."""
    here = provinces.default()
    homes = {"relays-here": here, "relays-there": provinces.beside(here)[0]}
    environments = [stage.enter_alone(name=name, packs=("national", pack)) for name, pack in homes.items()]
    ports = [processes.free_port() for _ in environments]
    inside = {"THONGSUOT_WEBHOOKS_INSIDE": "127.0.0.1", "THONGSUOT_STATIC": "source"}
    found: list[House] = []
    try:
        for environment, port in zip(environments, ports, strict=True):
            given = {**environment, **inside}
            hand = subprocess.Popen(
                [sys.executable, "-m", "thongsuot.edges.bench.relays.hand"], env={**os.environ, **given}, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            found.append(House(given, port, hand))
        yield found[0], found[1]
    finally:
        for house in found:
            house.leaves()
        for environment in environments:
            cluster.stop(Path(environment["THONGSUOT_HOME"]))

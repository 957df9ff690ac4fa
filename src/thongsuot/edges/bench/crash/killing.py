"""The killer: ends every PostgreSQL process of the gate's own cluster at once, then starts it again."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from thongsuot.plumbing.postgres import cluster, process
from thongsuot.plumbing.postgres.places import Places


class Killer(threading.Thread):
    """Kills `kills` times, at random shares of `wanted` intakes; `moments` are the kills."""

    def __init__(self, home: Path, count: Callable[[], int], wanted: int, kills: int, seed: int = 11) -> None:
        super().__init__(daemon=True)
        rnd = random.Random(seed)
        self.places, self.count = Places(home), count
        # One in each equal part of the run, none in its last tenth: after each there is work left.
        part = 0.9 * wanted / kills
        self.marks = [int(part * (number + rnd.uniform(0.1, 1))) for number in range(kills)]
        self.pauses = [rnd.uniform(0, 0.02) for _ in range(kills)]
        self.moments: list[float] = []
        self.error: Exception | None = None
        self.is_over = threading.Event()  # set when nobody hands in any more

    @property
    def done(self) -> int:
        """Kills so far."""
        return len(self.moments)

    def run(self) -> None:
        """Wait for each mark, kill, start again."""
        try:
            for mark, pause in zip(self.marks, self.pauses, strict=True):
                while self.count() < mark:
                    if self.is_over.wait(0.001):
                        return
                time.sleep(pause)  # not always at the same point of a transaction
                self._kill()
                cluster.ensure_running(self.places.home)
        except Exception as error:  # a thread cannot raise to its starter
            self.error = error

    def complain(self) -> None:
        """Raise what went wrong in the thread."""
        if self.error is not None:
            raise self.error

    def _kill(self) -> None:
        """SIGKILL for every process that works inside our data folder: no goodbye, no last flush."""
        found = process.remains(self.places)
        self.moments.append(time.monotonic())
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

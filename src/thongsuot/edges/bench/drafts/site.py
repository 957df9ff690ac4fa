"""A web server that can be killed and comes back at the same address."""

import os
import signal
import time
from contextlib import ExitStack, suppress
from pathlib import Path

from thongsuot.edges.bench import processes


class Site:
    """The platform behind its own web server on loopback."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.environment, self.log = environment, log
        self.port = processes.free_port()
        self.pid = 0
        self._running = ExitStack()

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        served = processes.served(
            workers=1, threads=4, environment=self.environment, port=self.port, log=self.log
        )
        self.pid, _port = self._running.enter_context(served)

    def kill(self) -> None:
        """Kill it with everything below it, at once."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._running.close()
        time.sleep(0.1)

    def stop(self) -> None:
        """End it."""
        self._running.close()

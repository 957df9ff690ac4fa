"""A web server that can be killed and comes back at the same address, while the next one is warming up.

The browser talks to a door that only carries bytes. A killed server takes its door along: whoever knocks meanwhile
is refused, as by a machine on which nothing listens. What answers afterwards is another process.
"""

import asyncio
import os
import signal
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Thread

from thongsuot.edges.bench import processes

CHUNK = 1 << 16


class Site:
    """The platform behind its own web servers on loopback: one answers, one waits for its turn."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.environment, self.log = environment, log
        self.door = Door(processes.free_port())
        self.warming = ThreadPoolExecutor(1)
        self.now: Server | None = None
        self.next: Future[Server] = self._warm()

    @property
    def address(self) -> str:
        return f"http://localhost:{self.door.port}"

    def start(self) -> None:
        """Let the next server answer as soon as it can, and begin to warm up the one after it."""
        self.now = self.next.result()
        self.door.open(self.now.port)
        self.next = self._warm()

    def kill(self) -> None:
        """Kill the server that answers with everything below it, at once."""
        if self.now is not None:
            self.now.kill()
            self.door.shut()

    def stop(self) -> None:
        """End everything."""
        self.kill()
        with suppress(Exception):  # one that did not start is none to end
            self.next.result().kill()
        self.warming.shutdown()
        self.door.end()

    def _warm(self) -> "Future[Server]":
        return self.warming.submit(Server, self.environment, self.log)


class Server:
    """One process of the platform that answers."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.running = ExitStack()
        served = processes.served(workers=1, threads=4, environment=environment, log=log)
        self.pid, self.port = self.running.enter_context(served)

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.running.close()


class Door:
    """A port of loopback that leads to whichever server answers, or is shut."""

    def __init__(self, port: int) -> None:
        self.port, self.to = port, 0
        self.loop = asyncio.new_event_loop()
        self.listening: asyncio.Server | None = None
        self.guests: set[asyncio.StreamWriter] = set()
        Thread(target=self.loop.run_forever, daemon=True).start()

    def open(self, to: int) -> None:
        """Lead to the port `to`."""
        self.to = to
        asyncio.run_coroutine_threadsafe(self._open(), self.loop).result(10)

    def shut(self) -> None:
        """Refuse whoever knocks, and cut off everybody inside."""
        asyncio.run_coroutine_threadsafe(self._shut(), self.loop).result(10)

    def end(self) -> None:
        self.shut()
        self.loop.call_soon_threadsafe(self.loop.stop)

    async def _open(self) -> None:
        self.listening = await asyncio.start_server(self._lead, "localhost", self.port)

    async def _shut(self) -> None:
        if self.listening is not None:
            self.listening.close()
        for guest in list(self.guests):
            guest.transport.abort()
        self.listening = None

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self.to)
        except OSError:
            writer.transport.abort()
            return
        ends = {writer, back}
        self.guests |= ends
        with suppress(OSError):
            await asyncio.gather(_carry(reader, back), _carry(there, writer))
        for end in ends:
            end.close()
        self.guests -= ends


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Every byte from one end to the other, until one of them hangs up."""
    while data := await reader.read(CHUNK):
        writer.write(data)
        await writer.drain()
    writer.close()

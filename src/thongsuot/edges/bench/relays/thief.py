"""Somebody between two provinces who says yes to one message and passes it on to nobody: what the gate must notice."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from thongsuot.edges.exchange import wire


class Thief(ThreadingHTTPServer):
    """Passes everything on to `door` but the first message of the service `steals`."""

    daemon_threads = True

    def __init__(self, door: str, steals: str) -> None:
        super().__init__(("127.0.0.1", 0), _Hand)
        self.door, self.steals, self.stolen = door, steals, 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}/exchange/tinh/"


class _Hand(BaseHTTPRequestHandler):
    server: Thief

    def do_POST(self) -> None:
        """Take it, or pass it on and the answer back."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if not self.server.stolen and json.loads(body.partition(b"\n")[0])["service"] == self.server.steals:
            self.server.stolen += 1
            self._answer(200, b'{"state": "ok"}')
            return
        names = ("webhook-", "content-type")
        headers = {name: value for name, value in self.headers.items() if name.lower().startswith(names)}
        line = wire.Wire(self.server.door)
        try:
            answer = line.post(urlsplit(self.server.door).path, body, headers)
            self._answer(answer.status, answer.body)
        finally:
            line.close()

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""


@contextmanager
def between(door: str, *, steals: str) -> Iterator[Thief]:
    """A thief on the way to this door."""
    found = Thief(door, steals)
    thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        found.shutdown()
        found.server_close()
        thread.join()

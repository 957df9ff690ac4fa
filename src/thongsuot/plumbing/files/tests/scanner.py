"""A scanner that speaks clamd's words and knows one virus."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from thongsuot.plumbing.files.tests.made import EICAR


class _Answers(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        word = b""
        while not word.endswith(b"\0"):
            word += self.rfile.read(1)
        if word == b"zPING\0":
            self.wfile.write(b"PONG\0")
            return
        data = b""
        while length := struct.unpack(">I", self.rfile.read(4))[0]:
            data += self.rfile.read(length)
        self.wfile.write(b"stream: Eicar FOUND\0" if EICAR in data else b"stream: OK\0")


@contextmanager
def awake(folder: Path) -> Iterator[str]:
    """Its socket, while it is awake."""
    path = folder / "clamd.sock"
    with socketserver.ThreadingUnixStreamServer(str(path), _Answers) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield str(path)
        finally:
            server.shutdown()
            path.unlink()

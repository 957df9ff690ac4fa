"""The population data as a small server that knows everybody and nobody, or misbehaves as it is told. For trials only.

    python -m thongsuot.edges.exchange.population.simulator

and on our side THONGSUOT_POPULATION_URL=http://localhost:8092/ and THONGSUOT_POPULATION_SECRET=simulated.

Whoever is asked about is made up from the number itself; a number that ends in 000 belongs to nobody.
"""

import argparse
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from thongsuot.edges.exchange.population.client import SIGNATURE, sign

SECRET = "simulated"  # noqa: S105 - the secret of a server that knows nobody real
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Võ", "Đặng", "Bùi", "Đỗ")
MEN = ("Văn An", "Minh Đức", "Quốc Bảo", "Hữu Phước", "Đình Khoa")
WOMEN = ("Thị Hòa", "Thị Bưởi", "Thu Hà", "Ngọc Lan", "Thanh Mai")


class Behaviour(StrEnum):
    """How it answers."""

    GOOD = "good"
    SLOW = "slow"  # later than anybody waits
    BROKEN = "broken"  # 500
    GARBLED = "garbled"
    SOMEBODY_ELSE = "somebody_else"


def person(number: str) -> dict[str, str] | None:
    """The made-up person of a number; None for nobody's."""
    if len(number) != 12 or number.endswith("000"):
        return None
    is_woman = int(number[3]) % 2 == 1
    century = 1900 + 100 * (int(number[3]) // 2)
    given = (WOMEN if is_woman else MEN)[int(number[-2]) % 5]
    return {
        "SoDinhDanh": number,
        "HoVaTen": f"{FAMILIES[int(number[-1])]} {given}",
        "NgaySinh": f"{century + int(number[4:6])}{int(number[6:8]) % 12 + 1:02d}{int(number[8:10]) % 28 + 1:02d}",
        "GioiTinh": "2" if is_woman else "1",
        "NoiThuongTru": f"{int(number[-3:])} đường Mô Phỏng",
    }


class _Handler(BaseHTTPRequestHandler):
    behaviour = Behaviour.GOOD

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        behaviour: Behaviour = self.server.behaviour  # type: ignore[attr-defined]
        if not hmac.compare_digest(self.headers.get(SIGNATURE, ""), sign(body, SECRET)):
            return self._answer(401, b"{}")
        if behaviour is Behaviour.SLOW:
            time.sleep(4)
        if behaviour is Behaviour.BROKEN:
            return self._answer(500, b"")
        if behaviour is Behaviour.GARBLED:
            return self._answer(200, b"<html>")
        found = person(json.loads(body)["SoDinhDanh"])
        if found is None:
            return self._answer(404, b"{}")
        if behaviour is Behaviour.SOMEBODY_ELSE:
            found["SoDinhDanh"] = "001099000001"
        return self._answer(200, json.dumps(found).encode())

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - named by the base class
        """Silent: whom it was asked about is nobody's business."""


def serve(port: int = 0, behaviour: Behaviour = Behaviour.GOOD) -> ThreadingHTTPServer:
    """A server that is ready to run; `server_port` says where."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
    server.behaviour = behaviour  # type: ignore[attr-defined]
    return server


@contextmanager
def running(behaviour: Behaviour = Behaviour.GOOD) -> Iterator[str]:
    """Its address, while it runs in a thread."""
    server = serve(behaviour=behaviour)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8092)
    parser.add_argument("--behaviour", type=Behaviour, choices=list(Behaviour), default=Behaviour.GOOD)
    asked = parser.parse_args()
    serve(asked.port, asked.behaviour).serve_forever()

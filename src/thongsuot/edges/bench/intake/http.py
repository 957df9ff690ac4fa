"""Clients that hand in filings over loopback: one keep-alive connection each, as light as they can be,
because they share the machine with what they measure."""

import json
import random
import socket
import threading
import time
import uuid
from dataclasses import asdict
from datetime import date
from typing import Any

from thongsuot.edges.bench.intake import filings

BODIES = 400


def bodies(authority_code: str, day: date) -> list[bytes]:
    """Prepared request bodies; the idempotency key makes each request its own."""
    rnd = random.Random(7)
    desks, codes = filings.desks(day), filings.procedures(day, authority_code)
    made = []
    for number in range(BODIES):
        desk = desks[number % len(desks)]
        elsewhere = rnd.choice(desks) if rnd.random() < 0.1 else None
        filing: dict[str, Any] = asdict(filings.filing(rnd, desk, rnd.choice(codes), day, elsewhere))
        filing.pop("id")
        filing.pop("citizen_account_id")
        made.append(json.dumps({"agency_id": desk.agency_id, **filing}, ensure_ascii=False).encode())
    return made


class Client(threading.Thread):
    """Posts for `seconds`; `latencies` in seconds of the accepted ones, `refused` statuses of the others."""

    def __init__(self, port: int, token: str, made: list[bytes], seconds: float, seed: int) -> None:
        super().__init__(daemon=True)
        self.port, self.seconds, self.made = port, seconds, made
        self.rnd = random.Random(seed)
        self.head = (
            f"POST /api/v1/dossiers HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
            "Content-Type: application/json\r\n"
        )
        self.latencies: list[float] = []
        self.refused: list[bytes] = []

    def run(self) -> None:
        """Send and wait, one request at a time."""
        with socket.create_connection(("127.0.0.1", self.port)) as line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            end = time.perf_counter() + self.seconds
            while (began := time.perf_counter()) < end:
                body = self.rnd.choice(self.made)
                head = (
                    f"{self.head}Idempotency-Key: {uuid.uuid4().hex}\r\nContent-Length: {len(body)}\r\n\r\n"
                )
                line.sendall(head.encode() + body)
                answer = _answer(line)
                if answer[9:12] == b"201":
                    self.latencies.append(time.perf_counter() - began)
                else:
                    self.refused.append(answer[:600])


def _answer(line: socket.socket) -> bytes:
    """One whole HTTP answer that says its length."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = line.recv(65536)
        if not more:
            raise ConnectionError("the server closed the connection")
        data += more
    head, _, rest = data.partition(b"\r\n\r\n")
    length = next(
        int(field.split(b":")[1])
        for field in head.split(b"\r\n")
        if field.lower().startswith(b"content-length")
    )
    while len(rest) < length:
        rest += line.recv(65536)
    return head + b"\r\n\r\n" + rest


def load(
    port: int, token: str, made: list[bytes], *, clients: int, seconds: float
) -> tuple[list[float], list[bytes]]:
    """All clients at once; latencies of the accepted and the answers that were none."""
    threads = [Client(port, token, made, seconds, seed) for seed in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [s for t in threads for s in t.latencies], [r for t in threads for r in t.refused]

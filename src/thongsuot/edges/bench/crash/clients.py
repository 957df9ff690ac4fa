"""Clients that hand in over HTTP, ask again under the same key until they have an answer, and write down
what they were told: their journal is what the database is held to."""

import json
import random
import threading
import time
import uuid
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import pairwise

RETRY_S = 0.05
PATIENCE_S = 120


@dataclass
class Journal:
    """What the clients were told. `codes`: key → code; `moments`: when each acknowledgement arrived."""

    wanted: int
    codes: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)
    taken: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self) -> bool:
        """Whether another intake is wanted; counts it."""
        with self.lock:
            self.taken += 1
            return self.taken <= self.wanted

    def acknowledge(self, key: str, code: str, dossier_id: str) -> None:
        """Write an answer down."""
        with self.lock:
            if self.codes.setdefault(key, code) != code:
                self.changed.append(key)
            self.ids[key] = dossier_id
            self.moments.append(time.monotonic())

    def refuse(self, status: int, body: bytes) -> None:
        """Write down an answer that should not have come."""
        with self.lock:
            self.refused.append((status, body[:300].decode("utf-8", "replace")))

    def count(self) -> int:
        """Acknowledged so far."""
        return len(self.moments)

    def pauses(self, kills: list[float]) -> list[float]:
        """Seconds from each kill to the first acknowledgement that could only come after recovery.

        Answers that were under way at the kill arrive within a moment; the pause is the longest silence
        that begins before the next kill.
        """
        found = []
        for number, killed in enumerate(kills):
            until = kills[number + 1] if number + 1 < len(kills) else float("inf")
            after = [killed, *(m for m in self.moments if killed < m <= until)]
            found.append(max((b - a for a, b in pairwise(after)), default=0.0))
        return found


class Client(threading.Thread):
    """One counter: hands in until the journal has enough."""

    def __init__(self, port: int, token: str, made: list[bytes], journal: Journal, seed: int) -> None:
        super().__init__(daemon=True)
        self.port, self.made, self.journal = port, made, journal
        self.rnd = random.Random(seed)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.line: HTTPConnection | None = None

    def run(self) -> None:
        """One filing after another; every tenth is asked a second time, as a client that lost the answer would."""
        while self.journal.take():
            key, body = uuid.uuid4().hex, self.rnd.choice(self.made)
            self._insist(key, body)
            if self.rnd.random() < 0.1:
                self._insist(key, body)

    def _insist(self, key: str, body: bytes) -> None:
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            status, answer = self._send(key, body)
            if status == 201:
                said = json.loads(answer)
                return self.journal.acknowledge(key, said["code"], said["id"])
            if status not in (0, 503):
                return self.journal.refuse(status, answer)
            time.sleep(RETRY_S)
        return self.journal.refuse(0, b"no answer in time")

    def _send(self, key: str, body: bytes) -> tuple[int, bytes]:
        """Status and body; status 0 when the connection broke."""
        self.line = self.line or HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            self.line.request("POST", "/api/v1/dossiers", body, {**self.headers, "Idempotency-Key": key})
            answer = self.line.getresponse()
            return answer.status, answer.read()
        except (OSError, HTTPException):
            self.line.close()
            self.line = None
            return 0, b""

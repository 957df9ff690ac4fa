"""Asking ClamAV. Where it does not answer, a file is "not scanned", and never "clean".

The address is THONGSUOT_CLAMD: a socket's path or `host:port`; without it, Debian's socket if it is there.
"""

import os
import socket
import struct
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from thongsuot.plumbing import logs

log = logs.get(__name__)

DEBIAN = "/run/clamav/clamd.ctl"
SECONDS = 30
PIECE = 256 * 1024


class State(StrEnum):
    NOT_SCANNED = "not_scanned"
    CLEAN = "clean"
    INFECTED = "infected"


STATE_NAMES: dict[State, str] = {
    State.NOT_SCANNED: "Chưa quét vi-rút",
    State.CLEAN: "Đã quét, không có vi-rút",
    State.INFECTED: "Có vi-rút, không mở được",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`note` is the name of what was found, or why nobody looked."""

    state: State
    note: str = ""


def address() -> str:
    """Where the scanner is asked; "" when there is none."""
    given = os.environ.get("THONGSUOT_CLAMD", "")
    if given:
        return given
    return DEBIAN if Path(DEBIAN).exists() else ""


def scan(data: bytes) -> Verdict:
    """What the scanner says of the content."""
    where = address()
    if not where:
        return Verdict(State.NOT_SCANNED, "no scanner")
    try:
        answer = _asked(where, data)
    except OSError as error:
        log.warning("scanner_away", error=type(error).__name__)
        return Verdict(State.NOT_SCANNED, type(error).__name__)
    if answer.endswith(" OK"):
        return Verdict(State.CLEAN)
    if answer.endswith(" FOUND"):
        return Verdict(State.INFECTED, answer.removeprefix("stream: ").removesuffix(" FOUND"))
    log.warning("scanner_unsure", answer=answer[:80])
    return Verdict(State.NOT_SCANNED, answer[:80])


def answers() -> bool:
    """Whether a scanner is there and awake."""
    try:
        return bool(address()) and _spoken(address(), b"zPING\0", b"") == "PONG"
    except OSError:
        return False


def _asked(where: str, data: bytes) -> str:
    parts = [data[at : at + PIECE] for at in range(0, len(data), PIECE)]
    body = b"".join(struct.pack(">I", len(part)) + part for part in parts)
    return _spoken(where, b"zINSTREAM\0", body + struct.pack(">I", 0))


def _spoken(where: str, word: bytes, body: bytes) -> str:
    with _connected(where) as line:
        with suppress(BrokenPipeError, ConnectionResetError):  # it answers early when it was sent too much
            line.sendall(word + body)
        found = b""
        while not found.endswith(b"\0") and (more := line.recv(4096)):
            found += more
    return found.rstrip(b"\0").decode("utf-8", "replace").strip()


def _connected(where: str) -> socket.socket:
    host, colon, port = where.rpartition(":")
    if colon and port.isdecimal():
        return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(SECONDS)
    try:
        line.connect(where)
    except OSError:
        line.close()
        raise
    return line

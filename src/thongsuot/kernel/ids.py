"""Identifiers that sort by the time they were made (RFC 9562, version 7)."""

import secrets
import threading
import time
import uuid


class _Ticks:
    """Time in 1/4096 milliseconds that never repeats and never goes back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self, now_ns: int) -> int:
        milliseconds, rest = divmod(now_ns, 1_000_000)
        with self._lock:
            self._last = max(milliseconds << 12 | (rest << 12) // 1_000_000, self._last + 1)
            return self._last


_ticks = _Ticks()


def uuid7(now_ns: int | None = None) -> uuid.UUID:
    """A new UUID, greater than every one this process made before, whatever the clock does.

    48 bits of milliseconds, 12 bits of the fraction (method 3 of the RFC), 62 random bits.
    `now_ns` nanoseconds since 1970; the system's clock when not given.
    """
    ticks = _ticks.next(time.time_ns() if now_ns is None else now_ns)
    value = (ticks >> 12) << 80 | 7 << 76 | (ticks & 0xFFF) << 64 | 2 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)

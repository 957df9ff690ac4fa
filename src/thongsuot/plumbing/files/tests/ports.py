"""A port for a server that a test starts."""

import random
import socket
from contextlib import suppress


def free() -> int:
    """A loopback port that is free now, and so is the one 10,000 above it, which seaweedfs takes too."""
    while True:
        port = random.randrange(20_000, 45_000)
        with suppress(OSError):
            for one in (port, port + 10_000):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", one))
            return port

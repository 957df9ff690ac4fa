"""`python -m thongsuot.plumbing.http.serving …`: granian, whose workers obey from their first moment.

A forked worker inherits its parent's handlers, which there wake nobody: told to stop while it still loads the
application it would not hear, and be killed when patience ends. Until granian sets a worker's own handlers it
therefore has the system's: told to stop, it stops. What it is told before it has them waits until it does:
Python forgets the signals that come to a child while it is being forked.
"""

import os
import signal

from granian.cli import entrypoint

_STOPS = (signal.SIGTERM, signal.SIGINT)
_before: list[set[int]] = []  # what the forking thread held back already


def _hold() -> None:
    _before.append({*signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)})


def _let_through() -> None:
    signal.pthread_sigmask(signal.SIG_SETMASK, _before.pop())


def _obey() -> None:
    for number in _STOPS:
        signal.signal(number, signal.SIG_DFL)
    _let_through()


if __name__ == "__main__":
    os.register_at_fork(before=_hold, after_in_parent=_let_through, after_in_child=_obey)
    entrypoint()  # type: ignore[no-untyped-call]

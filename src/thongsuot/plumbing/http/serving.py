"""`python -m thongsuot.plumbing.http.serving …`: granian, whose workers obey from their first moment.

A forked worker inherits its parent's handlers, which there wake nobody: told to stop while it still loads the
application it would not hear, and be killed when patience ends. Until granian sets a worker's own handlers it
therefore has the system's: told to stop, it stops.
"""

import os
import signal

from granian.cli import entrypoint


def _obey() -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)


if __name__ == "__main__":
    os.register_at_fork(after_in_child=_obey)
    entrypoint()  # type: ignore[no-untyped-call]

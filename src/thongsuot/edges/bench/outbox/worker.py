"""Workers in a copy of the gate's database: `python -m thongsuot.edges.bench.outbox.worker NAME [unreaped]`.

Everything is imported once; each line on the input forks a worker, whose process number is said on the output. So a
successor is at work at once, and the gate spends its time on deaths instead of on imports.
"""

import os
import signal
import sys


def main(name: str, *flags: str) -> None:
    """Fork a worker for each line until the input ends; with `unreaped` nobody gives back what a dead one held."""
    import django

    django.setup()
    from thongsuot.plumbing import jobs

    if "unreaped" in flags:
        jobs._reap_until = lambda stop: None
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are not waited for
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _work(name)
        print(pid, flush=True)


def _work(name: str) -> None:
    """Work until killed."""
    from thongsuot.edges.bench import lots
    from thongsuot.plumbing import jobs

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        lots.move_to(name)
        jobs.work(concurrency=2)
    finally:
        os._exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])

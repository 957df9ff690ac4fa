"""A worker in a copy of the gate's database: `python -m thongsuot.edges.bench.outbox.worker NAME [unreaped]`."""

import sys


def main(name: str, *flags: str) -> None:
    """Work until killed; with `unreaped` nobody gives back what a dead worker held."""
    import django

    django.setup()
    from thongsuot.edges.bench import lots
    from thongsuot.plumbing import jobs

    if "unreaped" in flags:
        jobs._reap_until = lambda stop: None
    lots.move_to(name)
    jobs.work(concurrency=2)


if __name__ == "__main__":
    main(*sys.argv[1:])

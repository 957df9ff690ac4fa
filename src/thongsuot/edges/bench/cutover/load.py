"""Citizens who go on filing: a process of its own that receives at a steady rate and writes down every answer.

`python -m thongsuot.edges.bench.cutover.load RATE JOURNAL OLD_CENTRES`; it ends when its standard input does.
"""

import json
import random
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

THREADS = 6


class Filing(threading.Thread):
    """Hands in one filing after another, each at its own moment; `queue` are the moments not yet taken."""

    def __init__(self, made: list[tuple[int, Any]], pace: "Pace", out: TextIO, lock: threading.Lock) -> None:
        super().__init__(daemon=True)
        self.made, self.pace, self.out, self.lock = made, pace, out, lock

    def run(self) -> None:
        from django.db import connection

        while (moment := self.pace.next()) is not None:
            agency_id, filing = random.choice(self.made)
            time.sleep(max(0.0, moment - time.monotonic()))
            line = self._hand_in(agency_id, filing, moment)
            with self.lock:
                self.out.write(json.dumps(line) + "\n")
        connection.close()

    def _hand_in(self, agency_id: int, filing: Any, moment: float) -> dict[str, Any]:
        from thongsuot.kernel.actor import SYSTEM
        from thongsuot.plumbing import reference
        from thongsuot.work.dossiers import services

        reference.begin_request()
        try:
            receipt = services.receive(
                actor=SYSTEM, now=datetime.now(UTC), agency_id=agency_id, filing=filing
            )
            found: dict[str, Any] = {"code": receipt.code}
        except Exception as error:
            found = {"error": f"{type(error).__name__}: {error}"[:300]}
        # Waiting in the queue counts: from the moment at which the citizen stood at the counter.
        return found | {"at": time.time(), "took": time.monotonic() - moment}


class Pace:
    """Moments at a steady rate until it is told to stop."""

    def __init__(self, rate: float) -> None:
        self.step, self.at, self.lock, self.is_over = 1 / rate, time.monotonic(), threading.Lock(), False

    def next(self) -> float | None:
        with self.lock:
            if self.is_over:
                return None
            self.at = self.at + self.step
            return self.at


def filings(old_centres: list[int]) -> list[tuple[int, Any]]:
    """(desk, filing): half at the new centres, half at old ones that are about to end."""
    from thongsuot.edges.bench.intake import filings as made
    from thongsuot.registers.units import queries as units

    day, rnd = datetime.now(UTC).date(), random.Random(7)
    desks = made.desks(day)
    authority = units.home_authority()
    assert authority is not None
    top = units.agencies_of(authority_id=authority, day=day, kind="province_committee")[0]
    codes = made.procedures(day, top.code)
    new = [d for d in desks if d.agency_id not in set(old_centres)]
    found = []
    for _ in range(400):
        desk = rnd.choice(new)
        filing = made.filing(rnd, desk, rnd.choice(codes), day, rnd.choice([None, None, rnd.choice(new)]))
        at_old = old_centres and rnd.random() < 0.5
        found.append((rnd.choice(old_centres) if at_old else desk.agency_id, filing))
    return found


def main(rate: str, journal: str, old: str) -> None:
    """Run until standard input ends."""
    import django

    django.setup()
    made = filings(json.loads(old))
    lock, pace = threading.Lock(), Pace(float(rate))
    with Path(journal).open("w", encoding="utf-8") as out:
        threads = [Filing(made, pace, out, lock) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.read()
        pace.is_over = True
        for thread in threads:
            thread.join(30)


if __name__ == "__main__":
    main(*sys.argv[1:])

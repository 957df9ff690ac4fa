"""Random questions for the deadline benchmark, the same from the same seed."""

import csv
import os
import random
from datetime import date, datetime, time, timedelta
from pathlib import Path

from thongsuot.edges.bench.oracle import Case, Moment
from thongsuot.kernel.dates import VIETNAM
from thongsuot.kernel.deadlines import AfterPause, Pause, Term, TimeUnit

PACKS = Path(os.environ.get("THONGSUOT_PACKS", Path(__file__).parents[4] / "packs"))
CALENDAR = PACKS / "national" / "calendar.csv"
FIRST, LAST = date(2025, 1, 6), date(2026, 3, 31)
_LONGEST = {"WORKING_DAY": 60, "DAY": 90, "HOUR": 120, "MONTH": 4}


def calendar_rows(path: Path = CALENDAR) -> list[dict[str, str]]:
    """The rows of the national calendar for the two years whose swapped days are known."""
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["date"] < "2027"]


def random_case(rnd: random.Random) -> Case:
    """A receipt at any minute of the day, any unit, often with the 15:00 rule or one or two stops."""
    span = (LAST - FIRST).days
    received = FIRST + timedelta(days=rnd.randrange(span)), rnd.randrange(1440)
    stops = tuple(_stop(rnd, received) for _ in range(rnd.choice((0, 0, 1, 2))))
    restart = rnd.random() < 0.3
    if rnd.random() < 0.15:
        return Case(
            received, rnd.randint(0, 1), "WORKING_DAY", rnd.choice((660, 840, 900)), True, restart, stops
        )
    unit = rnd.choice(tuple(_LONGEST))
    quantity = rnd.randint(0, _LONGEST[unit])
    return Case(received, quantity, unit, None, rnd.random() < 0.7, restart, stops)


def _stop(rnd: random.Random, received: Moment) -> tuple[Moment, Moment]:
    start = received[0] + timedelta(days=rnd.randint(0, 40))
    minute = rnd.randrange(received[1], 1440) if start == received[0] else rnd.randrange(1440)
    end = start + timedelta(days=rnd.choice((0, 1, 3, 10, 30)))
    return (start, minute), (end, rnd.randrange(minute, 1440) if end == start else rnd.randrange(1440))


def instant_of(moment: Moment) -> datetime:
    day, minute = moment
    return datetime.combine(day, time(minute // 60, minute % 60), VIETNAM)


def term_of(case: Case) -> Term:
    return Term(
        case.quantity,
        TimeUnit(case.unit),
        None if case.cutoff is None else time(case.cutoff // 60, case.cutoff % 60),
        case.office_hours,
        AfterPause.RESTART if case.restart else AfterPause.CONTINUE,
    )


def pauses_of(case: Case) -> list[Pause]:
    return [Pause(instant_of(start), instant_of(end)) for start, end in case.stops]

"""The real register for tests: `load(SYSTEM, now)` inside a test's database."""

import csv
from datetime import datetime
from functools import cache

from django.conf import settings

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.rows import LoadReport, Row
from thongsuot.registers.units import rules, services


@cache
def rows(file: str) -> tuple[Row, ...]:
    """Rows of a pack's file, e.g. `national/wards-2025-01-04.csv`."""
    with (settings.PACKS_DIR / file).open(encoding="utf-8-sig", newline="") as lines:
        return tuple(Row(file, line, row) for line, row in enumerate(csv.DictReader(lines), 2))


@cache
def sources() -> rules.Sources:
    """The national files."""
    return rules.Sources(
        provinces=rows("national/provinces-2025-2026.csv"),
        communes=rows("national/units-2025-2026.csv"),
        wards=rows("national/wards-2025-01-04.csv"),
        crosswalk=rows("national/crosswalk-2025-07-01.csv"),
        amendments=rows("national/amendments-2026.csv"),
    )


def load_sources(found: rules.Sources, actor: Actor, now: datetime) -> LoadReport:
    """Load any five files."""
    return services.load_units(
        actor=actor,
        now=now,
        provinces=found.provinces,
        communes=found.communes,
        wards=found.wards,
        crosswalk=found.crosswalk,
        amendments=found.amendments,
        day=found.day,
        roster_day=found.roster_day,
    )


def load(actor: Actor, now: datetime) -> LoadReport:
    """All units of the country, all codes of level 1, the clauses and agencies of the demo province."""
    report = load_sources(sources(), actor, now)
    report += services.load_clauses(actor=actor, now=now, rows=rows("hue/crosswalk-clauses.csv"))
    report += services.load_level_one(actor=actor, now=now, rows=rows("national/agency-codes-level1.csv"))
    agencies = rows("hue/agencies.csv")
    return report + services.load_agencies(actor=actor, now=now, authority_code="H57", rows=agencies)

"""The gazetteer of the whole country for tests, made once from the pack's files."""

import csv
from functools import cache
from pathlib import Path

from thongsuot.kernel.rows import Row
from thongsuot.registers.addresses import rules
from thongsuot.registers.addresses.rules import sources
from thongsuot.registers.units import rules as units

NATIONAL = Path(__file__).resolve().parents[5] / "packs" / "national"


@cache
def rows(file: str) -> tuple[Row, ...]:
    with (NATIONAL / file).open(encoding="utf-8-sig", newline="") as lines:
        return tuple(Row(file, line, row) for line, row in enumerate(csv.DictReader(lines), 2))


@cache
def plan() -> units.Plan:
    return units.plan(
        units.Sources(
            provinces=rows("provinces-2025-2026.csv"),
            communes=rows("units-2025-2026.csv"),
            wards=rows("wards-2025-01-04.csv"),
            crosswalk=rows("crosswalk-2025-07-01.csv"),
            amendments=rows("amendments-2026.csv"),
        )
    )


@cache
def country() -> rules.Gazetteer:
    places, moves = sources.rows_of(plan())
    return sources.gazetteer(places, moves, rows("place-aliases.csv"))

"""Loading of what published fees are the price."""

from collections.abc import Sequence
from datetime import datetime

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import parse_date
from thongsuot.kernel.rows import LoadReport, Row
from thongsuot.plumbing.commands import command
from thongsuot.registers.catalogue import models
from thongsuot.registers.catalogue.services.lists import refuse_faults, replace_all

WORDS = ("procedure_code", "kind", "unit", "article", "source")
NUMBERS = ("vnd", "reduced_from", "reduced_vnd", "most_vnd")
COLUMNS = (*WORDS, *NUMBERS, "valid_from", "valid_to")


@command("catalogue.load_fee_units", by=frozenset())
def load_fee_units(*, actor: Actor, now: datetime, rows: Sequence[Row]) -> LoadReport:
    """Replace what fees are the price of by what the pack says. Raises `Refused` with every faulty cell."""
    refuse_faults("fee_units", rows)
    entries = [
        models.FeeUnit(
            **{name: row[name] for name in WORDS},
            **{name: int(row[name]) if row[name] else None for name in NUMBERS},
            valid_from=parse_date(row["valid_from"]),
            valid_to=parse_date(row["valid_to"]) if row["valid_to"] else None,
            recorded_at=now,
        )
        for row in rows
    ]
    return replace_all(models.FeeUnit, COLUMNS, entries)

"""Loading what the laws of procedures say of their clocks."""

from collections.abc import Sequence
from datetime import datetime

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import parse_date
from thongsuot.kernel.rows import LoadReport, Row
from thongsuot.plumbing.commands import command
from thongsuot.registers.catalogue import models
from thongsuot.registers.catalogue.services.lists import refuse_faults, replace_all

COLUMNS = (
    "procedure_code",
    "after_pause",
    "silence",
    "quantity",
    "unit",
    "article",
    "supplement",
    "supplement_article",
    "valid_from",
    "valid_to",
    "source",
)

TEXTS = (
    "procedure_code", "after_pause", "silence", "unit", "article", "supplement", "supplement_article"
)  # fmt: skip


@command("catalogue.load_clock_rules", by=frozenset())
def load_clock_rules(*, actor: Actor, now: datetime, rows: Sequence[Row]) -> LoadReport:
    """Replace the rules of clocks by those of the pack. Raises `Refused` with every faulty cell."""
    refuse_faults("clock_rules", rows)
    entries = [
        models.ClockRule(
            **{name: row[name] for name in TEXTS},
            quantity=int(row["quantity"]) if row["quantity"] else None,
            valid_from=parse_date(row["valid_from"]),
            valid_to=parse_date(row["valid_to"]) if row["valid_to"] else None,
            source=row["source"],
            recorded_at=now,
        )
        for row in rows
    ]
    return replace_all(models.ClockRule, COLUMNS, entries)

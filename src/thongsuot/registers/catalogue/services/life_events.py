"""Loading what happens in a life."""

from collections.abc import Sequence
from datetime import datetime

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.rows import LoadReport, Row
from thongsuot.plumbing.commands import command
from thongsuot.registers.catalogue import models
from thongsuot.registers.catalogue.services.lists import refuse_faults, replace_all

COLUMNS = ("position", "code", "name", "name_en", "hint", "hint_en", "procedure_codes")


@command("catalogue.load_life_events", by=frozenset())
def load_life_events(*, actor: Actor, now: datetime, rows: Sequence[Row]) -> LoadReport:
    """Replace the life events: columns code, name, name_en, hint, hint_en, procedures (codes apart by spaces)."""
    refuse_faults("life_events", rows)
    entries = [
        models.LifeEvent(
            position=position,
            code=row["code"],
            name=row["name"],
            name_en=row["name_en"],
            hint=row["hint"],
            hint_en=row["hint_en"],
            procedure_codes=" ".join(row["procedures"].split()),
        )
        for position, row in enumerate(rows, 1)
    ]
    return replace_all(models.LifeEvent, COLUMNS, entries)

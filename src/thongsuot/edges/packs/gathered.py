"""What the files of a pack hold, read and not yet judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from thongsuot.edges.packs import manifest, reading
from thongsuot.kernel.rows import Fault, Row
from thongsuot.kernel.sheets import Source
from thongsuot.registers.forms.rules import Doc

Rows = list[Row]


@dataclass(slots=True)
class Gathered:
    """A pack with everything that its files hold, and what was wrong with their form."""

    pack: manifest.Pack
    rows: dict[str, Rows] = field(default_factory=dict)
    records: dict[str, list[reading.Record]] = field(default_factory=dict)
    documents: dict[str, tuple[manifest.File, Mapping[str, Any]]] = field(default_factory=dict)
    sheets: dict[str, list[Source]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    needs: tuple["Gathered", ...] = ()

    def all_rows(self, holds: str) -> Rows:
        """The rows of the packs that this one needs, then its own."""
        return [row for pack in (*self.needs, self) for row in pack.rows.get(holds, ())]

    def all_sheets(self, holds: str) -> list[Source]:
        """The sheets of the packs that this one needs, then its own."""
        return [one for pack in (*self.needs, self) for one in pack.sheets.get(holds, ())]

    def blocks(self) -> dict[str, list[Doc]]:
        """Blocks of forms by their names; what cannot be read as one is left out."""
        found = (
            block for sheet in self.all_sheets("form_blocks") for block in sheet.document.get("block", ())
        )
        return {str(block.get("id")): list(block.get("fields", ())) for block in found}

    def all_records(self, holds: str) -> list[reading.Record]:
        """The records of the packs that this one needs, then its own."""
        return [record for pack in (*self.needs, self) for record in pack.records.get(holds, ())]

"""The pack's table of escalations."""

from collections.abc import Sequence

from thongsuot.kernel import cells
from thongsuot.kernel.law import house_rule
from thongsuot.kernel.rows import Fault, Row
from thongsuot.kernel.tables import Column, Shape, period_faults, row_faults

ESCALATIONS = Shape(
    (
        Column("working_days", cells.matching(r"\d{1,2}", "3")),
        Column("valid_from", cells.day()),
        Column("valid_to", cells.day(), required=False, may_lack=True),
        Column("document", cells.text(300), required=False),
        Column("source", required=False, may_lack=True),
        Column("is_simulated", cells.flag()),
    ),
    key=("valid_from",),
)


@house_rule("a table is right as a whole or not loaded at all")
def escalation_faults(rows: Sequence[Row]) -> tuple[Fault, ...]:
    """Every fault of the rows, with file and line."""
    return (*row_faults(rows, ESCALATIONS), *period_faults(rows))

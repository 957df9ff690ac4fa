"""What may stand in a table of old dossiers, cell by cell, and what usually goes wrong with it in a spreadsheet.

`fields` the columns and their titles · `sheets` which rows are dossiers · `rows` one row · `letters`, `days`, `numbers`,
`words` the cells · `registers` what the registers say · `findings` how it is said.
"""

from thongsuot.work.imports.rules.books import load_problems, said
from thongsuot.work.imports.rules.classes import CLASSES
from thongsuot.work.imports.rules.fields import (
    BY_KEY,
    FIELDS,
    OURS,
    Cell,
    Field,
    Heading,
    find_heading,
    heading_at,
)
from thongsuot.work.imports.rules.findings import Finding, Kind, Reading
from thongsuot.work.imports.rules.registers import (
    Place,
    hidden_row,
    holder,
    nobody_competent,
    procedure,
    taken,
    territory,
)
from thongsuot.work.imports.rules.rows import Hidden, Row, empties, order_of_days, read_cell
from thongsuot.work.imports.rules.sheets import is_blank, no_dossier

__all__ = [
    "BY_KEY",
    "CLASSES",
    "FIELDS",
    "OURS",
    "Cell",
    "Field",
    "Finding",
    "Heading",
    "Hidden",
    "Kind",
    "Place",
    "Reading",
    "Row",
    "empties",
    "find_heading",
    "heading_at",
    "hidden_row",
    "holder",
    "is_blank",
    "load_problems",
    "no_dossier",
    "nobody_competent",
    "order_of_days",
    "procedure",
    "read_cell",
    "said",
    "taken",
    "territory",
]

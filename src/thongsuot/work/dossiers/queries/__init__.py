"""Reading dossiers. Everything passes the one gate: `viewer=` first, row-level security behind it.

`worklists` ordered by time left · `finding` by code, phone or name · `reading` one dossier whole ·
`standing` what the verbs lock · `tracking` by code and the phone's last digits.
"""

from thongsuot.work.dossiers.queries.finding import find, mine
from thongsuot.work.dossiers.queries.reading import (
    DossierRecord,
    PaperRecord,
    StepRecord,
    dossier,
    dossier_by_code,
    papers_of,
    steps_of,
)
from thongsuot.work.dossiers.queries.tracking import prove
from thongsuot.work.dossiers.queries.worklists import (
    Cursor,
    Page,
    Tally,
    WorklistRow,
    rows_of,
    tally,
    worklist,
)

__all__ = [
    "Cursor",
    "DossierRecord",
    "Page",
    "PaperRecord",
    "StepRecord",
    "Tally",
    "WorklistRow",
    "dossier",
    "dossier_by_code",
    "find",
    "mine",
    "papers_of",
    "prove",
    "rows_of",
    "steps_of",
    "tally",
    "worklist",
]

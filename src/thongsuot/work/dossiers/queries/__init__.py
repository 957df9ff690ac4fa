"""Reading dossiers. Everything passes the one gate: `viewer=` first, row-level security behind it.

`worklists` ordered by time left · `finding` by code, phone or name · `reading` one dossier whole, `whole` many ·
`standing` what the verbs lock · `recalculating` what a changed calendar moves ·
`switching` what a reorganisation moves, `arriving` whereto · `lying` what a rule reads of those of a split unit ·
`files` digitised papers · `tracking` by code and the phone's last digits · `telling` what other systems are told ·
`books` the register of an office · `correcting` who asks · `collecting` where results are handed out, `places` how many ·
`answering` what was refused, stopped or put off · `duties` what an agency may not do at its points ·
`national` the ten statuses · `supplementing` until when an applicant adds what is missing.
"""

from thongsuot.work.dossiers.queries.answering import answered_since
from thongsuot.work.dossiers.queries.arriving import (
    Arrival,
    arrivals,
    arriving_rows,
    due_rows,
    moved_rows,
    stranded_rows,
)
from thongsuot.work.dossiers.queries.books import Registered, registered
from thongsuot.work.dossiers.queries.collecting import (
    Collecting,
    choosing_problems,
    collect_names,
    collect_places,
    collecting_at,
)
from thongsuot.work.dossiers.queries.competence import competent_for
from thongsuot.work.dossiers.queries.correcting import AS_KNOWN, corrections
from thongsuot.work.dossiers.queries.day_counts import Counted, counted, is_due
from thongsuot.work.dossiers.queries.duties import duty_problems
from thongsuot.work.dossiers.queries.earlier import Earlier, own_papers, papers_of_person
from thongsuot.work.dossiers.queries.exporting import InHand, every, holders, in_hand
from thongsuot.work.dossiers.queries.files import (
    FileRecord,
    StoreItem,
    as_given,
    file,
    file_content,
    files_of,
    own_store,
    results_of,
    reused_results,
    unsigned_results,
)
from thongsuot.work.dossiers.queries.finding import find, mine, search
from thongsuot.work.dossiers.queries.heirs import heir
from thongsuot.work.dossiers.queries.lying import (
    Clocks,
    Lying,
    Matter,
    NumberSeries,
    clocks_at,
    lying_at,
    matters_at,
    number_series,
)
from thongsuot.work.dossiers.queries.national import national_statuses, owes_after, status_after
from thongsuot.work.dossiers.queries.places import PlaceCount, by_place
from thongsuot.work.dossiers.queries.reading import (
    DossierRecord,
    PaperRecord,
    StepRecord,
    dossier,
    dossier_by_code,
    dossier_named,
    moves,
    papers_of,
    steps_of,
)
from thongsuot.work.dossiers.queries.recalculating import Preview, Window, recalculation_preview
from thongsuot.work.dossiers.queries.shifts import came, here, received_by
from thongsuot.work.dossiers.queries.statistics import Series, Statistics, statistics
from thongsuot.work.dossiers.queries.supplementing import announced, announced_until, ending, supplement_law
from thongsuot.work.dossiers.queries.switching import (
    Goer,
    Listing,
    Lot,
    held,
    holds_stranded,
    moving,
    moving_lots,
    moving_overview,
    moving_rows,
)
from thongsuot.work.dossiers.queries.telling import (
    Happening,
    Standing,
    happenings,
    id_by_external,
    ids_by_code,
    ids_given,
    ids_moved,
    ids_recalculated,
    standing_of_days,
)
from thongsuot.work.dossiers.queries.tracking import prove
from thongsuot.work.dossiers.queries.whole import Whole, wholes
from thongsuot.work.dossiers.queries.worklists import (
    Chosen,
    Cursor,
    Page,
    Tally,
    WorklistRow,
    chosen,
    matching,
    rows_of,
    tally,
    worklist,
)

__all__ = [
    "AS_KNOWN",
    "Arrival",
    "Chosen",
    "Clocks",
    "Collecting",
    "Counted",
    "Cursor",
    "DossierRecord",
    "Earlier",
    "FileRecord",
    "Goer",
    "Happening",
    "InHand",
    "Listing",
    "Lot",
    "Lying",
    "Matter",
    "NumberSeries",
    "Page",
    "PaperRecord",
    "PlaceCount",
    "Preview",
    "Registered",
    "Series",
    "Standing",
    "Statistics",
    "StepRecord",
    "StoreItem",
    "Tally",
    "Whole",
    "Window",
    "WorklistRow",
    "announced",
    "announced_until",
    "answered_since",
    "arrivals",
    "arriving_rows",
    "as_given",
    "by_place",
    "came",
    "choosing_problems",
    "chosen",
    "clocks_at",
    "collect_names",
    "collect_places",
    "collecting_at",
    "competent_for",
    "corrections",
    "counted",
    "dossier",
    "dossier_by_code",
    "dossier_named",
    "due_rows",
    "duty_problems",
    "ending",
    "every",
    "file",
    "file_content",
    "files_of",
    "find",
    "happenings",
    "heir",
    "held",
    "here",
    "holders",
    "holds_stranded",
    "id_by_external",
    "ids_by_code",
    "ids_given",
    "ids_moved",
    "ids_recalculated",
    "in_hand",
    "is_due",
    "lying_at",
    "matching",
    "matters_at",
    "mine",
    "moved_rows",
    "moves",
    "moving",
    "moving_lots",
    "moving_overview",
    "moving_rows",
    "national_statuses",
    "number_series",
    "owes_after",
    "own_papers",
    "own_store",
    "papers_of",
    "papers_of_person",
    "prove",
    "recalculation_preview",
    "received_by",
    "registered",
    "results_of",
    "reused_results",
    "rows_of",
    "search",
    "standing_of_days",
    "statistics",
    "status_after",
    "steps_of",
    "stranded_rows",
    "supplement_law",
    "tally",
    "unsigned_results",
    "wholes",
    "worklist",
]

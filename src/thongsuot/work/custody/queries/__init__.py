"""Reading who has which papers, through the viewer's eyes: `reading` as it stands, `books` by period."""

from thongsuot.work.custody.queries.books import Came, HandedOut, came_in, handed_out
from thongsuot.work.custody.queries.reading import (
    LIMIT,
    BundleRecord,
    CollectionRecord,
    LineRecord,
    SlipRecord,
    StayRecord,
    bundles,
    collection,
    given_back,
    held,
    lines,
    overdue_slips,
    slip,
    slips,
    stays,
    to_send,
)

__all__ = [
    "LIMIT",
    "BundleRecord",
    "Came",
    "CollectionRecord",
    "HandedOut",
    "LineRecord",
    "SlipRecord",
    "StayRecord",
    "bundles",
    "came_in",
    "collection",
    "given_back",
    "handed_out",
    "held",
    "lines",
    "overdue_slips",
    "slip",
    "slips",
    "stays",
    "to_send",
]

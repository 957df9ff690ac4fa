"""Drafts and filings as pure functions: two windows on one draft, the questions every filing has, what is known."""

from thongsuot.work.filings.rules.general import (
    GENERAL,
    SECTION,
    asks_case,
    case_of,
    electronic,
    filing_of,
    general_section,
    key_of,
    with_general,
)
from thongsuot.work.filings.rules.merging import Conflict, Merge, merged, remembered, size_problems
from thongsuot.work.filings.rules.prefilling import PREFILLS, from_citizen_id, prefilled, told

__all__ = [
    "GENERAL",
    "PREFILLS",
    "SECTION",
    "Conflict",
    "Merge",
    "asks_case",
    "case_of",
    "electronic",
    "filing_of",
    "from_citizen_id",
    "general_section",
    "key_of",
    "merged",
    "prefilled",
    "remembered",
    "size_problems",
    "told",
    "with_general",
]

"""Drafts and filings as pure functions: two windows on one draft, the questions every filing has, what is known."""

from thongsuot.work.filings.rules.general import (
    COLLECT_AT,
    FILES,
    GENERAL,
    OTHER_NAME,
    OTHER_PAPER,
    SECTION,
    answered,
    asks_case,
    case_of,
    electronic,
    files_of,
    filing_of,
    general_section,
    key_of,
    with_general,
)
from thongsuot.work.filings.rules.lasting import Policy, ends_at, is_told
from thongsuot.work.filings.rules.merging import Conflict, Merge, merged, remembered, size_problems, storable
from thongsuot.work.filings.rules.population import consent_problems, difference_problems, different
from thongsuot.work.filings.rules.prefilling import PREFILLS, from_citizen_id, prefilled, told

__all__ = [
    "COLLECT_AT",
    "FILES",
    "GENERAL",
    "OTHER_NAME",
    "OTHER_PAPER",
    "PREFILLS",
    "SECTION",
    "Conflict",
    "Merge",
    "Policy",
    "answered",
    "asks_case",
    "case_of",
    "consent_problems",
    "difference_problems",
    "different",
    "electronic",
    "ends_at",
    "files_of",
    "filing_of",
    "from_citizen_id",
    "general_section",
    "is_told",
    "key_of",
    "merged",
    "prefilled",
    "remembered",
    "size_problems",
    "storable",
    "told",
    "with_general",
]

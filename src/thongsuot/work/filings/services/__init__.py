"""Verbs of filings: `filing` a form as a citizen or at a counter, `drafting` what is not filed yet."""

from thongsuot.work.filings.services.drafting import (
    DRAFTS_MOST,
    Kept,
    adopt,
    begin,
    discard,
    keep,
    renew,
    sweep,
)
from thongsuot.work.filings.services.filing import amend, assess_draft, desk_of, receive, submit

__all__ = [
    "DRAFTS_MOST",
    "Kept",
    "adopt",
    "amend",
    "assess_draft",
    "begin",
    "desk_of",
    "discard",
    "keep",
    "receive",
    "renew",
    "submit",
    "sweep",
]

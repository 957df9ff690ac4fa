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
from thongsuot.work.filings.services.looking_up import ask, look_up, person_mark, receive_different
from thongsuot.work.filings.services.reusing import open_papers

__all__ = [
    "DRAFTS_MOST",
    "Kept",
    "adopt",
    "amend",
    "ask",
    "assess_draft",
    "begin",
    "desk_of",
    "discard",
    "keep",
    "look_up",
    "open_papers",
    "person_mark",
    "receive",
    "receive_different",
    "renew",
    "submit",
    "sweep",
]

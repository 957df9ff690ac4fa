"""Verbs of a reorganisation: `planning` says what should be, `switching` does it, rehearses
it and undoes it, `reporting` counts it anew."""

from thongsuot.transition.reorganisation.services.planning import Say, assign, make_plan, preview
from thongsuot.transition.reorganisation.services.reporting import balance, balance_paper
from thongsuot.transition.reorganisation.services.switching import Outcome, activate, rehearse, settle, undo

__all__ = [
    "Outcome",
    "Say",
    "activate",
    "assign",
    "balance",
    "balance_paper",
    "make_plan",
    "preview",
    "rehearse",
    "settle",
    "undo",
]

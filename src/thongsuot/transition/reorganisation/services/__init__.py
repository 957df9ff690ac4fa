"""Verbs of a reorganisation: `planning` says what should be, `switching` does it, rehearses
it and undoes it, `ordering` has that done by a worker, `reporting` counts it anew."""

from thongsuot.transition.reorganisation.services.ordering import begin_order, carry_out, order, turn_down
from thongsuot.transition.reorganisation.services.planning import (
    Say,
    assign,
    change_line,
    make_plan,
    preview,
)
from thongsuot.transition.reorganisation.services.reporting import (
    VerifiedPaper,
    balance,
    balance_paper,
    verify_paper,
)
from thongsuot.transition.reorganisation.services.switching import Outcome, activate, rehearse, settle, undo

__all__ = [
    "Outcome",
    "Say",
    "VerifiedPaper",
    "activate",
    "assign",
    "balance",
    "balance_paper",
    "begin_order",
    "carry_out",
    "change_line",
    "make_plan",
    "order",
    "preview",
    "rehearse",
    "settle",
    "turn_down",
    "undo",
    "verify_paper",
]

"""Time limits by law: a term, a moment of receipt and a calendar give a due date with its reasons.

`due_date` for one dossier, `deadlines.many.deadlines_many` for arrays (it imports numpy),
`time_left` and `share_used` for what a worklist shows.
"""

from thongsuot.kernel.deadlines.due import DueDate
from thongsuot.kernel.deadlines.left import TimeLeft, share_used, tenths_used, time_left, when_used
from thongsuot.kernel.deadlines.rules import due_date, extension_problems
from thongsuot.kernel.deadlines.terms import (
    AfterPause,
    Clock,
    Extension,
    Linked,
    Pause,
    Remaining,
    Step,
    Term,
    TimeUnit,
)

__all__ = [
    "AfterPause",
    "Clock",
    "DueDate",
    "Extension",
    "Linked",
    "Pause",
    "Remaining",
    "Step",
    "Term",
    "TimeLeft",
    "TimeUnit",
    "due_date",
    "extension_problems",
    "share_used",
    "tenths_used",
    "time_left",
    "when_used",
]

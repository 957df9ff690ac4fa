"""Verbs of the dossiers. Each takes one dossier or many; one that cannot move says why, the others go on.

`receiving` new dossiers · `acting` everything after · `many` at once · `recalculating` when the calendar changes.
"""

from thongsuot.work.dossiers.services.acting import (
    Done,
    ask_for_more,
    decide,
    extend,
    forward,
    refuse,
    return_result,
    stop,
    supplement,
    take,
    withdraw,
)
from thongsuot.work.dossiers.services.many import Deed, act_many
from thongsuot.work.dossiers.services.recalculating import Recalculation, recalculate
from thongsuot.work.dossiers.services.receiving import (
    Receipt,
    assess,
    decline,
    receive,
    receive_many,
)

__all__ = [
    "Deed",
    "Done",
    "Recalculation",
    "Receipt",
    "act_many",
    "ask_for_more",
    "assess",
    "decide",
    "decline",
    "extend",
    "forward",
    "recalculate",
    "receive",
    "receive_many",
    "refuse",
    "return_result",
    "stop",
    "supplement",
    "take",
    "withdraw",
]

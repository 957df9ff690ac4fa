"""Reading the clocks: `reckoning` by law and calendar · `attention` today · `line` of one dossier · `backlog` of a field ·
`telling` to whom a passed mark is told.
"""

from thongsuot.work.clocks.queries.attention import Cell, Cells, Kind, attention, cells
from thongsuot.work.clocks.queries.backlog import Heap, Lain, backlog, backlog_list
from thongsuot.work.clocks.queries.line import AlertRecord, ClockLine, alerts_of, clock_line
from thongsuot.work.clocks.queries.reckoning import ProcedureLaw, escalation_days, law_of, marks_for, turns_of
from thongsuot.work.clocks.queries.telling import Telling, tellings

__all__ = [
    "AlertRecord",
    "Cell",
    "Cells",
    "ClockLine",
    "Heap",
    "Kind",
    "Lain",
    "ProcedureLaw",
    "Telling",
    "alerts_of",
    "attention",
    "backlog",
    "backlog_list",
    "cells",
    "clock_line",
    "escalation_days",
    "law_of",
    "marks_for",
    "tellings",
    "turns_of",
]

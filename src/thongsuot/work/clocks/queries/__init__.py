"""Reading the clocks: `reckoning` by law and calendar · `attention` what must be looked at · `line` of one dossier."""

from thongsuot.work.clocks.queries.attention import Cell, Cells, Kind, attention, cells
from thongsuot.work.clocks.queries.line import AlertRecord, ClockLine, alerts_of, clock_line
from thongsuot.work.clocks.queries.reckoning import ProcedureLaw, escalation_days, law_of, marks_for, turns_of

__all__ = [
    "AlertRecord",
    "Cell",
    "Cells",
    "ClockLine",
    "Kind",
    "ProcedureLaw",
    "alerts_of",
    "attention",
    "cells",
    "clock_line",
    "escalation_days",
    "law_of",
    "marks_for",
    "turns_of",
]

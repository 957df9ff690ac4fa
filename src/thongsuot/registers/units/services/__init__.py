"""Verbs of units and agencies: load the registers (only the system may), record and undo changes."""

from thongsuot.registers.units.services.agencies import load_agencies, load_level_one
from thongsuot.registers.units.services.changes import (
    counter_change,
    record_change,
    record_changes,
    withdraw_change,
)
from thongsuot.registers.units.services.clauses import load_clauses
from thongsuot.registers.units.services.closing import close_agencies, reopen_agencies
from thongsuot.registers.units.services.settings import load_settings
from thongsuot.registers.units.services.units import load_units

__all__ = [
    "close_agencies",
    "counter_change",
    "load_agencies",
    "load_clauses",
    "load_level_one",
    "load_settings",
    "load_units",
    "record_change",
    "record_changes",
    "reopen_agencies",
    "withdraw_change",
]

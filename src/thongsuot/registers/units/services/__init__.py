"""Verbs of units and agencies: load the registers (only the system may), record and undo changes."""

from thongsuot.registers.units.services.agencies import load_agencies, load_level_one
from thongsuot.registers.units.services.changes import (
    counter_change,
    record_change,
    record_changes,
    withdraw_change,
)
from thongsuot.registers.units.services.clauses import load_clauses
from thongsuot.registers.units.services.closing import (
    Following,
    close_agencies,
    follow_agencies,
    reopen_agencies,
    unfollow_agencies,
)
from thongsuot.registers.units.services.parts import NewPart, load_parts, record_part, withdraw_part
from thongsuot.registers.units.services.seals import (
    NewSeal,
    give_back_seals,
    issue_seals,
    load_seals,
    recall_seals,
)
from thongsuot.registers.units.services.settings import load_settings
from thongsuot.registers.units.services.successions import (
    AgencyChange,
    load_successions,
    record_agency_changes,
    withdraw_agency_changes,
)
from thongsuot.registers.units.services.units import load_units

__all__ = [
    "AgencyChange",
    "Following",
    "NewPart",
    "NewSeal",
    "close_agencies",
    "counter_change",
    "follow_agencies",
    "give_back_seals",
    "issue_seals",
    "load_agencies",
    "load_clauses",
    "load_level_one",
    "load_parts",
    "load_seals",
    "load_settings",
    "load_successions",
    "load_units",
    "recall_seals",
    "record_agency_changes",
    "record_change",
    "record_changes",
    "record_part",
    "reopen_agencies",
    "unfollow_agencies",
    "withdraw_agency_changes",
    "withdraw_change",
    "withdraw_part",
]

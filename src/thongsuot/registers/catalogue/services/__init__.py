"""Verbs of the catalogue. Only the system loads registers; a province's officer records mandates."""

from thongsuot.registers.catalogue.services.clocks import load_clock_rules
from thongsuot.registers.catalogue.services.competences import load_competences
from thongsuot.registers.catalogue.services.counting import load_fee_units
from thongsuot.registers.catalogue.services.giving import (
    end_mandate,
    faults,
    record_mandate,
    withdraw_mandate,
)
from thongsuot.registers.catalogue.services.life_events import load_life_events
from thongsuot.registers.catalogue.services.lists import (
    load_commonness,
    load_everyday_words,
    load_fields,
    load_same_day,
    load_subject_types,
)
from thongsuot.registers.catalogue.services.mandates import load_mandates
from thongsuot.registers.catalogue.services.procedures import load_procedures

__all__ = [
    "end_mandate",
    "faults",
    "load_clock_rules",
    "load_commonness",
    "load_competences",
    "load_everyday_words",
    "load_fee_units",
    "load_fields",
    "load_life_events",
    "load_mandates",
    "load_procedures",
    "load_same_day",
    "load_subject_types",
    "record_mandate",
    "withdraw_mandate",
]

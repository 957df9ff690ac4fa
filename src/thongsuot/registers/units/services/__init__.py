"""Verbs of units and agencies. They load registers, so only the system may call them."""

from thongsuot.registers.units.services.agencies import load_agencies, load_level_one
from thongsuot.registers.units.services.clauses import load_clauses
from thongsuot.registers.units.services.settings import load_settings
from thongsuot.registers.units.services.units import load_units

__all__ = ["load_agencies", "load_clauses", "load_level_one", "load_settings", "load_units"]

"""Verbs of units and agencies. They load registers, so only the system may call them."""

from thongsuot.registers.units.services.clauses import load_clauses
from thongsuot.registers.units.services.units import load_units

__all__ = ["load_clauses", "load_units"]

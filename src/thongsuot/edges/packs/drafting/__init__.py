"""Draft the pack of a province from the national data and another province's pack: a first text to correct.

The other pack gives the structure (which bodies a ward has, which department does what, office hours); units
and the code of the province come from the national pack. Everything made up is marked as simulated.
"""

from thongsuot.edges.packs.drafting.files import write
from thongsuot.edges.packs.drafting.planning import Draft, plan
from thongsuot.edges.packs.drafting.tables import tables

__all__ = ["Draft", "plan", "tables", "write"]

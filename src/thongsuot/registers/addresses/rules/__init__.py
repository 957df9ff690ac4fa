"""Reading and converting addresses in plain Python: letters, gazetteer, reading, following, the answer."""

from thongsuot.registers.addresses.rules.converting import Answer, Target, convert
from thongsuot.registers.addresses.rules.gazetteer import Alias, Gazetteer, Move, Place, place
from thongsuot.registers.addresses.rules.letters import LONGEST
from thongsuot.registers.addresses.rules.sources import ALIASES, aliases_of, rows_of

__all__ = [
    "ALIASES",
    "LONGEST",
    "Alias",
    "Answer",
    "Gazetteer",
    "Move",
    "Place",
    "Target",
    "aliases_of",
    "convert",
    "place",
    "rows_of",
]

"""Reading and converting addresses in plain Python: letters, gazetteer, reading, following, the answer.

`sources` makes the gazetteer from the rules of units; who only asks does not wait for those.
"""

from thongsuot.registers.addresses.rules.converting import Answer, Target, convert
from thongsuot.registers.addresses.rules.gazetteer import Alias, Gazetteer, Move, Place, place
from thongsuot.registers.addresses.rules.letters import LONGEST
from thongsuot.registers.addresses.rules.streets import Front, front

__all__ = [
    "LONGEST",
    "Alias",
    "Answer",
    "Front",
    "Gazetteer",
    "Move",
    "Place",
    "Target",
    "convert",
    "front",
    "place",
]

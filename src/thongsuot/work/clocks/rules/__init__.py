"""When somebody must be told of a running term. Nothing here knows a database or a clock.

`lives` a clock and its versions · `marks` when each part of a term is used up · `ringing` what is told, once.
"""

from thongsuot.work.clocks.rules.lives import Life, Turn, lives
from thongsuot.work.clocks.rules.marks import BITS, MARK_NAMES, Mark, marks_of
from thongsuot.work.clocks.rules.ringing import Alert, Pending, relaid, rung, story
from thongsuot.work.clocks.rules.tables import ESCALATIONS, escalation_faults

__all__ = [
    "BITS",
    "ESCALATIONS",
    "MARK_NAMES",
    "Alert",
    "Life",
    "Mark",
    "Pending",
    "Turn",
    "escalation_faults",
    "lives",
    "marks_of",
    "relaid",
    "rung",
    "story",
]

"""When somebody must be told of a running term. Nothing here knows a database or a clock.

`lives` a clock and its versions · `marks` when each part of a term is used up · `ringing` what is told, once ·
`backlog` ages and reasons.
"""

from thongsuot.work.clocks.rules.backlog import EDGES, LYING_NAMES, Lying, age_class, lying_for
from thongsuot.work.clocks.rules.lives import Life, Turn, lives
from thongsuot.work.clocks.rules.marks import BITS, MARK_NAMES, Mark, marks_of
from thongsuot.work.clocks.rules.ringing import Alert, Pending, relaid, rung, story
from thongsuot.work.clocks.rules.tables import ESCALATIONS, escalation_faults

__all__ = [
    "BITS",
    "EDGES",
    "ESCALATIONS",
    "LYING_NAMES",
    "MARK_NAMES",
    "Alert",
    "Life",
    "Lying",
    "Mark",
    "Pending",
    "Turn",
    "age_class",
    "escalation_faults",
    "lives",
    "lying_for",
    "marks_of",
    "relaid",
    "rung",
    "story",
]

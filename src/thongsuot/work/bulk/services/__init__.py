"""Verbs of runs over many dossiers: `choosing` what, `steering` it, `carrying` it out part by part."""

from thongsuot.work.bulk.services.carrying import Progress, carry_on, carry_on_to_end
from thongsuot.work.bulk.services.choosing import Choice, prepare
from thongsuot.work.bulk.services.steering import JOB, drop, pause, resume, start, undo

__all__ = [
    "JOB",
    "Choice",
    "Progress",
    "carry_on",
    "carry_on_to_end",
    "drop",
    "pause",
    "prepare",
    "resume",
    "start",
    "undo",
]

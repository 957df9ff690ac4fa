"""Verbs of the clocks. All but `read` are the system's: nobody is told by hand that time has gone.

`following` what a dossier's steps do to its clock · `alerting` marks that were passed, silence that is consent ·
`loading` the table of escalations.
"""

from thongsuot.work.clocks.services.alerting import alert, read, ring, take_silence
from thongsuot.work.clocks.services.following import follow, follow_all, heal, regive, rehold
from thongsuot.work.clocks.services.loading import load_escalations

__all__ = [
    "alert",
    "follow",
    "follow_all",
    "heal",
    "load_escalations",
    "read",
    "regive",
    "rehold",
    "ring",
    "take_silence",
]

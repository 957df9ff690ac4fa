"""Nothing lost, nothing doubled: before = after + what the plan says, checked dossier by dossier, right by right.

This package shares no code with the engine whose work it checks: it reads the plan's lines and everybody's tables
by itself (`looking`), works out in its own way where each thing has to be (`book`), and looks whether it is there
(`audit`). Besides, it asks PostgreSQL how many rows the transaction wrote, so that nothing can be touched that no
line speaks of. What it found is a trial balance (`balance`).
"""

from thongsuot.transition.reorganisation.conservation.again import Recount, recount
from thongsuot.transition.reorganisation.conservation.audit import Audit
from thongsuot.transition.reorganisation.conservation.balance import Balance, Entry, digest
from thongsuot.transition.reorganisation.conservation.looking import standing

__all__ = ["Audit", "Balance", "Entry", "Recount", "digest", "recount", "standing"]

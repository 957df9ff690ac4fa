"""Verbs of relays.

`connecting` with other provinces · `filing` here for them · `taking` what they send · `settling` what could not be taken
in by itself · `originals` on their way · `handing` the result out.
"""

from thongsuot.work.relays.services.connecting import connect, disconnect
from thongsuot.work.relays.services.filing import Scan, file
from thongsuot.work.relays.services.handing import hand_out, open_file
from thongsuot.work.relays.services.originals import record_arrival, send_originals
from thongsuot.work.relays.services.settling import acknowledge, acknowledge_file, decline, retry
from thongsuot.work.relays.services.taking import Message, take

__all__ = [
    "Message",
    "Scan",
    "acknowledge",
    "acknowledge_file",
    "connect",
    "decline",
    "disconnect",
    "file",
    "hand_out",
    "open_file",
    "record_arrival",
    "retry",
    "send_originals",
    "take",
]

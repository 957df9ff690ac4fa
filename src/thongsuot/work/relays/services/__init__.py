"""Verbs of relays.

`connecting` with other provinces · `filing` here for them · `taking` what they send · `settling` what could not be taken
in by itself · `supplementing` what they asked for · `originals` on their way there and back · `handing` the result out ·
`following` a successor.
"""

from thongsuot.work.relays.services.connecting import connect, disconnect
from thongsuot.work.relays.services.filing import Scan, file
from thongsuot.work.relays.services.following import follow
from thongsuot.work.relays.services.handing import hand_out, open_file
from thongsuot.work.relays.services.originals import record_arrival, send_back, send_originals
from thongsuot.work.relays.services.settling import acknowledge, acknowledge_file, decline, retry
from thongsuot.work.relays.services.supplementing import acknowledge_supplement, send_more, supplement
from thongsuot.work.relays.services.taking import Message, take

__all__ = [
    "Message",
    "Scan",
    "acknowledge",
    "acknowledge_file",
    "acknowledge_supplement",
    "connect",
    "decline",
    "disconnect",
    "file",
    "follow",
    "hand_out",
    "open_file",
    "record_arrival",
    "retry",
    "send_back",
    "send_more",
    "send_originals",
    "supplement",
    "take",
]

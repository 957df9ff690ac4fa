"""Verbs of custody: `bags` pack, hand over, receive · `collecting` hand out for good · `following` reorganised agencies."""

from thongsuot.work.custody.services.bags import Arrival, cancel, find, hand_over, pack, receive
from thongsuot.work.custody.services.collecting import collect, keep, take_back
from thongsuot.work.custody.services.following import follow

__all__ = [
    "Arrival",
    "cancel",
    "collect",
    "find",
    "follow",
    "hand_over",
    "keep",
    "pack",
    "receive",
    "take_back",
]

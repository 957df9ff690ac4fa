"""Verbs of custody: `bags` pack, hand over, receive · `collecting` hand out for good ·
`giving_back` what was handed in · `settling` what the post says · `following` reorganised agencies.
"""

from thongsuot.work.custody.services.bags import Arrival, cancel, find, hand_over, pack, receive
from thongsuot.work.custody.services.collecting import collect, keep, take_back
from thongsuot.work.custody.services.following import follow
from thongsuot.work.custody.services.giving_back import give_back
from thongsuot.work.custody.services.settling import settle_post

__all__ = [
    "Arrival",
    "cancel",
    "collect",
    "find",
    "follow",
    "give_back",
    "hand_over",
    "keep",
    "pack",
    "receive",
    "settle_post",
    "take_back",
]

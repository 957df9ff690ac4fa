"""Verbs of the way: `walking` complete and send back, `opinions` ask, answer, take back, `moving` to a new version.

`following` writes down where dossiers begin, what deciding, returning and ending them did to their steps, and until
when they last after a pause, an extension or a change of the calendar.
"""

from thongsuot.work.steps.services.carrying import carry
from thongsuot.work.steps.services.following import begin, follow, reckon
from thongsuot.work.steps.services.moving import (
    REBASED_MOST,
    Preview,
    needing,
    newest,
    place,
    preview,
    rebase,
)
from thongsuot.work.steps.services.opinions import (
    ask_opinion,
    drop_opinion,
    give_opinion,
    is_silent,
    take_silence,
)
from thongsuot.work.steps.services.walking import complete, send_back

__all__ = [
    "REBASED_MOST",
    "Preview",
    "ask_opinion",
    "begin",
    "carry",
    "complete",
    "drop_opinion",
    "follow",
    "give_opinion",
    "is_silent",
    "needing",
    "newest",
    "place",
    "preview",
    "rebase",
    "reckon",
    "send_back",
    "take_silence",
]

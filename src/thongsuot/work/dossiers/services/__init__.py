"""Verbs of the dossiers. Each takes one dossier or many; one that cannot move says why, the others go on.

`receiving` new dossiers · `acting` everything after · `assigning` to officers (`giving`: very many) · `many` at once ·
`recalculating` when the calendar changes · `moving` when agencies are reorganised ·
`collecting` where the result is handed out · `correcting` who asks · `taking_over` from older registers ·
`digitising` the files of their papers.
"""

from thongsuot.work.dossiers.services.acting import (
    Done,
    ask_for_more,
    consent,
    decide,
    extend,
    forward,
    link,
    refuse,
    return_result,
    stop,
    supplement,
    take,
    withdraw,
)
from thongsuot.work.dossiers.services.assigning import assign
from thongsuot.work.dossiers.services.certifying import certify_copy
from thongsuot.work.dossiers.services.collecting import choose_place
from thongsuot.work.dossiers.services.correcting import correct_applicant
from thongsuot.work.dossiers.services.counting import count_days
from thongsuot.work.dossiers.services.digitising import (
    Again,
    Content,
    Paper,
    Scan,
    add_signed,
    attach,
    hand_in,
    open_file,
    open_store,
    receive_digitised,
    remove_file,
    reuse,
    reuse_own,
    send_more,
    use_again,
)
from thongsuot.work.dossiers.services.exporting import export
from thongsuot.work.dossiers.services.giving import Lot, Share, give, give_back
from thongsuot.work.dossiers.services.many import Deed, act_many
from thongsuot.work.dossiers.services.moving import (
    Rehoused,
    check_keys,
    close_intake,
    hold,
    mark,
    redirect,
    rehouse,
)
from thongsuot.work.dossiers.services.putting_back import Back, put_back
from thongsuot.work.dossiers.services.recalculating import Recalculation, recalculate, recalculate_part
from thongsuot.work.dossiers.services.receiving import (
    Assessed,
    Receipt,
    assess,
    decline,
    due_of,
    receive,
    receive_many,
    receive_reserved,
    reserve,
)
from thongsuot.work.dossiers.services.reminding import remind
from thongsuot.work.dossiers.services.taking_over import Legacy, take_over

__all__ = [
    "Again",
    "Assessed",
    "Back",
    "Content",
    "Deed",
    "Done",
    "Legacy",
    "Lot",
    "Paper",
    "Recalculation",
    "Receipt",
    "Rehoused",
    "Scan",
    "Share",
    "act_many",
    "add_signed",
    "ask_for_more",
    "assess",
    "assign",
    "attach",
    "certify_copy",
    "check_keys",
    "choose_place",
    "close_intake",
    "consent",
    "correct_applicant",
    "count_days",
    "decide",
    "decline",
    "due_of",
    "export",
    "extend",
    "forward",
    "give",
    "give_back",
    "hand_in",
    "hold",
    "link",
    "mark",
    "open_file",
    "open_store",
    "put_back",
    "recalculate",
    "recalculate_part",
    "receive",
    "receive_digitised",
    "receive_many",
    "receive_reserved",
    "redirect",
    "refuse",
    "rehouse",
    "remind",
    "remove_file",
    "reserve",
    "return_result",
    "reuse",
    "reuse_own",
    "send_more",
    "stop",
    "supplement",
    "take",
    "take_over",
    "use_again",
    "withdraw",
]

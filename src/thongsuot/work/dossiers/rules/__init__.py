"""What may be done to a dossier, by whom, and by when. Nothing here knows a database or a clock.

`states` the table of states and acts · `filing` what a filing needs · `answers` asking, extending,
refusing, deciding · `files` digitised papers · `certifying` certified electronic copies ·
`collecting` where the result is handed out · `correcting` who asks · `tracking` who may follow a dossier by its code.
"""

from thongsuot.work.dossiers.rules.answers import (
    REFUSAL_REASONS,
    RefusalReason,
    asking_problems,
    counts_late,
    deciding_problems,
    extension_problems,
    is_unanswered,
    refusal_problems,
    reminded_days,
    until_problems,
)
from thongsuot.work.dossiers.rules.collecting import place_problems
from thongsuot.work.dossiers.rules.correcting import FIELD_NAMES, Correction
from thongsuot.work.dossiers.rules.filing import Applicant, Filing, PaperGiven, filing_problems, sets_of
from thongsuot.work.dossiers.rules.legacy import OFFICE_CLOSES, kept_clock, received_at
from thongsuot.work.dossiers.rules.moves import Assigned, Move, Narrow, Part, Posting, Way, successor
from thongsuot.work.dossiers.rules.states import (
    ACT_NAMES,
    NATIONAL_NAMES,
    NEXT,
    OPEN_STATES,
    STATE_NAMES,
    Act,
    State,
    act_problems,
    acts_open,
    is_open,
    national_status,
    seat_problems,
)
from thongsuot.work.dossiers.rules.tracking import is_proof_of_holding, phone_digits

__all__ = [
    "ACT_NAMES",
    "FIELD_NAMES",
    "NATIONAL_NAMES",
    "NEXT",
    "OFFICE_CLOSES",
    "OPEN_STATES",
    "REFUSAL_REASONS",
    "STATE_NAMES",
    "Act",
    "Applicant",
    "Assigned",
    "Correction",
    "Filing",
    "Move",
    "Narrow",
    "PaperGiven",
    "Part",
    "Posting",
    "RefusalReason",
    "State",
    "Way",
    "act_problems",
    "acts_open",
    "asking_problems",
    "counts_late",
    "deciding_problems",
    "extension_problems",
    "filing_problems",
    "is_open",
    "is_proof_of_holding",
    "is_unanswered",
    "kept_clock",
    "national_status",
    "phone_digits",
    "place_problems",
    "received_at",
    "refusal_problems",
    "reminded_days",
    "seat_problems",
    "sets_of",
    "successor",
    "until_problems",
]

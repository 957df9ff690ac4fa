"""The law of signing as pure functions: certificates, who may sign what, what a signature on a file means."""

from thongsuot.work.signatures.rules.certificates import (
    STANDING_NAMES,
    USABLE,
    WARNED_BEFORE,
    Certificate,
    Standing,
    chosen,
    holding_problems,
    recording_problems,
    standing,
)
from thongsuot.work.signatures.rules.signing import (
    MOST_AT_ONCE,
    SEAL,
    Box,
    Case,
    Hand,
    batch_problems,
    hand_box,
    seal_box,
    signing_problems,
    two_person_problems,
)
from thongsuot.work.signatures.rules.verdicts import VERDICT_NAMES, Facts, Verdict, explained, verdict, worst

__all__ = [
    "MOST_AT_ONCE",
    "SEAL",
    "STANDING_NAMES",
    "USABLE",
    "VERDICT_NAMES",
    "WARNED_BEFORE",
    "Box",
    "Case",
    "Certificate",
    "Facts",
    "Hand",
    "Standing",
    "Verdict",
    "batch_problems",
    "chosen",
    "explained",
    "hand_box",
    "holding_problems",
    "recording_problems",
    "seal_box",
    "signing_problems",
    "standing",
    "two_person_problems",
    "verdict",
    "worst",
]

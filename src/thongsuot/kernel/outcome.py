"""How sure an answer is. Every register that answers a question says it in the same three words."""

from enum import StrEnum


class Outcome(StrEnum):
    """Never a silent pick: one for certain, several with reasons, or none."""

    EXACT = "exact"
    CANDIDATES = "candidates"
    UNKNOWN = "unknown"

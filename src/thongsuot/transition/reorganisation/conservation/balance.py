"""The trial balance: what was there, where it went, what is left, and the digest that anybody can compute again."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the trial balance. `went`: to which agency how many; `difference` must be 0."""

    item: str
    agency_id: int
    before: int
    went: dict[int, int]
    after: int

    @property
    def difference(self) -> int:
        return self.before - sum(self.went.values()) - self.after


@dataclass(frozen=True, slots=True)
class Balance:
    """The trial balance of one switch. `findings` are sentences in English for the log; none: it holds."""

    entries: tuple[Entry, ...]
    findings: tuple[str, ...]
    in_hand: int = 0

    @property
    def holds(self) -> bool:
        return not self.findings and all(entry.difference == 0 for entry in self.entries)

    def as_json(self) -> dict[str, Any]:
        """Stable keys; agencies by id."""
        entries = [
            {
                "item": e.item,
                "agency": e.agency_id,
                "before": e.before,
                "went": {str(to): count for to, count in sorted(e.went.items())},
                "after": e.after,
                "difference": e.difference,
            }
            for e in self.entries
        ]
        return {
            "entries": entries,
            "findings": list(self.findings),
            "in_hand": self.in_hand,
            "holds": self.holds,
        }


def digest(body: object) -> str:
    """SHA-256 over canonical JSON, as anybody can compute it again."""
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()

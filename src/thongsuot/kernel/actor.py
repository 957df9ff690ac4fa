"""Who acts or looks: an officer, a citizen, the holder of a tracking code, or the system itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    OFFICER = "officer"
    CITIZEN = "citizen"
    TRACKER = "tracker"  # anyone who proved to hold a dossier's code
    SYSTEM = "system"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Grant:
    """One right in time: verbs at an agency during [from_date, to_date).

    `agency_ids` are the agencies it reaches (the named one and, if granted, those below it);
    `authority_id` is set when it reaches everything of a province.
    """

    verbs: frozenset[str]
    agency_ids: frozenset[int]
    from_date: date
    to_date: date | None = None
    authority_id: int | None = None

    def is_valid_on(self, day: date) -> bool:
        return self.from_date <= day and (self.to_date is None or day < self.to_date)


@dataclass(frozen=True, slots=True)
class Actor:
    """`account_id` is the officer's or citizen's account; `dossier_id` the one a tracker may see.

    `day` is the day for which the grants were read; without it nothing may be read through them.
    """

    kind: Kind
    account_id: int | None = None
    name: str = ""
    grants: tuple[Grant, ...] = ()
    day: date | None = None
    dossier_id: str | None = None
    attributes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    @property
    def key(self) -> str:
        """Stable name for the journal and for idempotency: `officer:12`, `tracker:<dossier>`, `system`."""
        return f"{self.kind}:{self.account_id or self.dossier_id or self.name or '-'}"


SYSTEM = Actor(Kind.SYSTEM, name="system")
ANONYMOUS = Actor(Kind.ANONYMOUS)

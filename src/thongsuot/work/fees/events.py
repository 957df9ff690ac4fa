"""What has happened to the money of a dossier. Ids only: an event carries no amount and no person."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MoneyMoved:
    """A transfer was booked: something was charged, paid, or paid back."""

    dossier_id: UUID
    transfer_id: UUID

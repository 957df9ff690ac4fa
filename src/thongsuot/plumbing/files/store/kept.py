"""One piece of content as a store lists it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """Its key, bytes, and when it was put there (aware UTC)."""

    key: str
    size: int
    at: datetime

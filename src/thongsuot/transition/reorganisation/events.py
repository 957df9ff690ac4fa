"""What has happened to a plan of reorganisation."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Switched:
    """The agencies of a plan were switched for real, or (`back`) switched back."""

    plan_id: int
    at: datetime
    back: bool


@dataclass(frozen=True, slots=True)
class Ordered:
    """A person ordered that a plan be rehearsed, carried out or undone."""

    order_id: int

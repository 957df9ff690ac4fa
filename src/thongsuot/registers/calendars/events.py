"""What has happened to the calendar."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class CalendarChanged:
    """Days from `from_day` to `to_day` became free or working days, for the reason that people will read.

    Without `authority_id` in the whole country, without `unit_id` in the whole province.
    """

    authority_id: int | None
    unit_id: int | None
    from_day: date
    to_day: date
    because: str
    at: datetime

"""Open now, until when, and if not, when next."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from thongsuot.kernel.dates import VIETNAM
from thongsuot.kernel.law import house_rule
from thongsuot.kernel.workdays import Rest, WorkCalendar

LOOK_AHEAD = 30  # days; longer than any Tết, short enough to say "no opening known"


@dataclass(frozen=True, slots=True)
class OpenState:
    """Both moments by Vietnam's clock. `closes` while open, `opens` (None: none known) while closed.

    `why` says why a closed day is off (weekend, holiday, closure); None when it is merely not the hour.
    """

    is_open: bool
    closes: datetime | None = None
    opens: datetime | None = None
    why: Rest | None = None


@house_rule("Nobody should travel to a closed door: the next opening is part of the answer.")
def open_state(calendar: WorkCalendar, moment: datetime) -> OpenState:
    """The state at `moment` (aware). Closing time is the first minute of being closed."""
    here = moment.astimezone(VIETNAM)
    if not calendar.covers(here.date()):
        return OpenState(False)
    for sitting in calendar.sessions_on(here.date()):
        if sitting.opens <= here.time() < sitting.closes:
            return OpenState(True, closes=datetime.combine(here.date(), sitting.closes, VIETNAM))
    has_sessions = bool(calendar.sessions_on(here.date()))
    why = None if has_sessions else calendar.rest_on(here.date())
    return OpenState(False, opens=_next_opening(calendar, here), why=why)


def _next_opening(calendar: WorkCalendar, here: datetime) -> datetime | None:
    day: date = here.date()
    for _ in range(LOOK_AHEAD):
        if not calendar.covers(day):
            return None
        for sitting in calendar.sessions_on(day):
            opens = datetime.combine(day, sitting.opens, VIETNAM)
            if opens > here:
                return opens
        day += timedelta(days=1)
    return None

"""How each unit of time runs: from a moment to an end, and from an end to what is left.

Each run keeps `raw`, the end before a day off moves it, so that pauses preserve what was left.
Moments carry Vietnam's wall clock, in whole minutes.
"""

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from thongsuot.kernel.dates import VIETNAM
from thongsuot.kernel.deadlines.steps import Note, span
from thongsuot.kernel.deadlines.terms import Remaining, Term, TimeUnit
from thongsuot.kernel.workdays import WorkCalendar


class Run(Protocol):
    """One term running on one calendar."""

    def start(self, at: datetime) -> None:
        """Run the whole term from `at`."""

    def left(self, at: datetime) -> Remaining:
        """What is left when the clock stops at `at`."""

    def go_on(self, at: datetime, left: Remaining) -> None:
        """Run what was left from `at`."""

    def end(self) -> datetime:
        """The moment it ends, after days off have moved it."""

    def end_on(self, day: date) -> None:
        """End with the office hours of that working day instead."""


def run_of(term: Term, calendar: WorkCalendar, notes: list[Note]) -> Run:
    """The run for the term's unit; OTHER has none and must not come here."""
    if term.same_day_until is not None:
        return SameDay(term, calendar, notes)
    if term.unit is TimeUnit.WORKING_DAY:
        return WorkingDays(term, calendar, notes)
    if term.unit is TimeUnit.HOUR:
        return (OfficeHours if term.hours_are_office_hours else ClockHours)(term, calendar, notes)
    return CalendarDays(term, calendar, notes)


class _Running:
    def __init__(self, term: Term, calendar: WorkCalendar, notes: list[Note]) -> None:
        self.term = term
        self.calendar = calendar
        self.notes = notes

    def _note(self, code: str, **params: Any) -> None:
        self.notes.append((code, params))

    def _note_received(self, at: datetime, counted: datetime) -> None:
        if at == counted:
            self._note("received", received_at=at)
        else:
            self._note("received_closed", received_at=at, counted_at=counted)

    def _counted(self, at: datetime) -> datetime:
        """Received while the office is closed counts as received when it opens next."""
        counted = self.calendar.reception_from(at)
        self._note_received(at, counted)
        return counted

    def _rolled(self, day: date) -> date:
        """A last day that is a day off: the next working day, and a step that says so."""
        to_day = self.calendar.next_working_day(day)
        if to_day != day:
            rest = self.calendar.rest_on(day)
            name = rest.name if rest else ""
            self._note("rolled", day_last=day, name=name, day=to_day)
        return to_day


class _Days(_Running):
    """Common to terms in days: they end with the office hours of their last day."""

    from_day: date  # the day that is not counted
    raw: date

    def end(self) -> datetime:
        return self.calendar.closing(self._rolled(self.raw))

    def end_on(self, day: date) -> None:
        self.raw = day


class WorkingDays(_Days):
    def start(self, at: datetime) -> None:
        self.from_day = self._counted(at).date()
        self.raw = self.calendar.add(self.from_day, self.term.quantity)
        if self.term.quantity:
            first = self.from_day + timedelta(days=1)
            self._note("term", quantity=self.term.quantity, unit=self.term.unit, day=first)
            self.notes.append(span(self.calendar, self.from_day, self.raw))
        else:
            self._note("term_zero")

    def end(self) -> datetime:
        return self.calendar.closing(self.raw)  # a day reached by counting working days is one

    def left(self, at: datetime) -> Remaining:
        day = max(at.date(), self.from_day)
        return Remaining(max(0, self.calendar.count(day, self.raw)), TimeUnit.WORKING_DAY)

    def go_on(self, at: datetime, left: Remaining) -> None:
        self.from_day = max(self.calendar.reception_from(at).date(), self.from_day)
        self.raw = self.calendar.add(self.from_day, left.quantity)
        self.notes.append(span(self.calendar, self.from_day, self.raw))


class CalendarDays(_Days):
    """DAY, MONTH and YEAR: days off count, only the last day must be a working day."""

    def start(self, at: datetime) -> None:
        self.from_day = self._counted(at).date()
        quantity, unit = self.term.quantity, self.term.unit
        if not quantity:
            self._note("term_zero")
        else:
            first = self.from_day + timedelta(days=1)
            self._note("term", quantity=quantity, unit=unit, day=first)
        if unit is TimeUnit.DAY:
            self.raw = self.from_day + timedelta(days=quantity)
        else:
            self.raw = months_after(self.from_day, quantity * (12 if unit is TimeUnit.YEAR else 1))
            if self.raw.day != self.from_day.day:
                self._note("month_end", number=self.from_day.day, day=self.raw)

    def left(self, at: datetime) -> Remaining:
        day = max(at.date(), self.from_day)
        return Remaining(max(0, (self.raw - day).days), TimeUnit.DAY)

    def go_on(self, at: datetime, left: Remaining) -> None:
        self.from_day = max(self.calendar.reception_from(at).date(), self.from_day)
        self.raw = self.from_day + timedelta(days=left.quantity)


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class SameDay(_Days):
    """Result on the day of receipt up to the cut-off, on the next working day after it."""

    def start(self, at: datetime) -> None:
        cutoff = self.term.same_day_until
        assert cutoff is not None
        counted = self.calendar.reception_from(at)
        if counted.date() == at.date() and at.time() > cutoff:
            self.raw = self.calendar.add(at.date(), 1)
            self._note("after_cutoff", received_at=at, cutoff=cutoff, day=self.raw)
            return
        self._note_received(at, counted)
        self.raw = counted.date()
        self._note("same_day", cutoff=cutoff, day=self.raw)

    def left(self, at: datetime) -> Remaining:
        return Remaining(0, TimeUnit.WORKING_DAY)

    def go_on(self, at: datetime, left: Remaining) -> None:
        self.start(at)


class OfficeHours(_Running):
    """Hours that run only while the office works."""

    from_at: datetime
    from_mark: int
    raw: int

    def start(self, at: datetime) -> None:
        self.from_at = self._counted(at)
        self.from_mark = self._mark(self.from_at)
        self.raw = self.from_mark + self.term.quantity * 60
        self._note("term_office_hours", quantity=self.term.quantity)

    def _mark(self, at: datetime) -> int:
        return self.calendar.office_minutes(at)

    def left(self, at: datetime) -> Remaining:
        return Remaining(max(0, self.raw - max(self._mark(at), self.from_mark)), TimeUnit.HOUR)

    def go_on(self, at: datetime, left: Remaining) -> None:
        self.from_at = max(self.calendar.reception_from(at), self.from_at)
        self.from_mark = self._mark(self.from_at)
        self.raw = self.from_mark + left.quantity

    def end(self) -> datetime:
        if self.raw > self.from_mark:
            return self.calendar.at_office_minutes(self.raw)
        # Nothing is left to run: the end is where it starts, or the next opening of a working day.
        day = self.calendar.next_working_day(self.from_at.date())
        opening = datetime.combine(day, self.calendar.sessions_on(day)[0].opens, VIETNAM)
        return max(self.from_at, opening)

    def end_on(self, day: date) -> None:
        self.raw = self._mark(self.calendar.closing(day))


class ClockHours(_Running):
    """Hours that run day and night from the moment; a last day off still gives way."""

    from_at: datetime
    raw: datetime

    def start(self, at: datetime) -> None:
        self.from_at = at
        self.raw = at + timedelta(hours=self.term.quantity)
        self._note("received", received_at=at)
        self._note("term_clock_hours", quantity=self.term.quantity)

    def left(self, at: datetime) -> Remaining:
        return Remaining(max(0, (self.raw - at) // timedelta(minutes=1)), TimeUnit.HOUR)

    def go_on(self, at: datetime, left: Remaining) -> None:
        self.raw = at + timedelta(minutes=left.quantity)

    def end(self) -> datetime:
        if self.calendar.is_working_day(self.raw.date()):
            return self.raw
        return self.calendar.closing(self._rolled(self.raw.date()))

    def end_on(self, day: date) -> None:
        self.raw = self.calendar.closing(day)

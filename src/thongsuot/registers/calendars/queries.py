"""One calendar for every office: the same object for the same contents, so that it is built once."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Q

from thongsuot.kernel.errors import Problem, Refused
from thongsuot.kernel.workdays import FORTY_HOURS, DayKind, WeekHours, WorkCalendar, minute_of
from thongsuot.kernel.workdays import CalendarDay as Day
from thongsuot.plumbing import reference
from thongsuot.registers.calendars import rules
from thongsuot.registers.calendars.models import CalendarDay, OfficeHours


@reference.remembered
def calendar_for(*, authority_id: int, unit_id: int | None, day: date) -> WorkCalendar:
    """The working days of a unit of the province, with the office hours that hold on `day`.

    unit_id None: the province as a whole. Raises `Refused` (`calendar_missing`) while none is loaded.
    """
    national = _days(authority_id=None, unit_id=None)
    own = () if unit_id is None else _days(authority_id=authority_id, unit_id=unit_id)
    known = years()
    if known is None:
        raise Refused(
            Problem("calendar_missing", "Chưa nạp lịch nghỉ lễ nên không tính được ngày.", "calendar")
        )
    days = [*national, *_days(authority_id=authority_id, unit_id=None), *own]
    provisional = frozenset(d.day.year for d, is_provisional in days if is_provisional)
    hours = week_on(authority_id=authority_id, day=day)
    return _built(known, tuple(d for d, _ in days), hours, provisional)


@reference.remembered
def years() -> tuple[int, int] | None:
    """First and last year of which the country's holidays are loaded, or None."""
    return rules.years_of(
        d.day for d, _ in _days(authority_id=None, unit_id=None) if d.kind is DayKind.HOLIDAY
    )


@lru_cache(maxsize=256)
def _built(
    years: tuple[int, int], days: tuple[Day, ...], hours: WeekHours, provisional: frozenset[int]
) -> WorkCalendar:
    return rules.assemble(years, days, hours, provisional)


@reference.remembered
def _days(*, authority_id: int | None, unit_id: int | None) -> tuple[tuple[Day, bool], ...]:
    rows = CalendarDay.objects.filter(of(authority_id, unit_id), withdrawn_at=None).order_by("day", "kind")
    return tuple((Day(row.day, DayKind(row.kind), row.name), row.is_provisional) for row in rows)


def of(authority_id: int | None, unit_id: int | None) -> Q:
    """The rows of exactly this level: the country's (None, None), a province's, or a unit's."""
    where = Q(authority__isnull=True) if authority_id is None else Q(authority_id=authority_id)
    return where & (Q(unit__isnull=True) if unit_id is None else Q(unit_id=unit_id))


@reference.remembered
def week_on(*, authority_id: int | None, day: date) -> WeekHours:
    """The office hours of the province on a day: its own, else the country's, else forty hours."""
    mine = Q(authority_id=authority_id) if authority_id else Q()
    rows = OfficeHours.objects.filter(
        mine | Q(authority_id=None), valid__contains=day, withdrawn_at=None
    ).order_by("weekday", "opens")
    own = [row for row in rows if row.authority_id == authority_id]
    return rules.week_of((r.weekday, r.opens, r.closes, r.counts) for r in own or rows)


@reference.remembered
def hours_are_simulated(*, authority_id: int, day: date) -> bool:
    """Whether the province's hours on a day are made up for a demonstration."""
    return OfficeHours.objects.filter(
        authority_id=authority_id, valid__contains=day, withdrawn_at=None, is_simulated=True
    ).exists()


@reference.remembered
def sittings(*, authority_id: int) -> frozenset[tuple[int, int]]:
    """Every sitting (opens, closes; minutes of the day) that the province's hours ever had, the default ones too."""
    rows = OfficeHours.objects.filter(Q(authority_id=authority_id) | Q(authority_id=None), withdrawn_at=None)
    default = {(minute_of(s.opens), minute_of(s.closes)) for day in FORTY_HOURS.sessions for s in day}
    return frozenset(default | {(minute_of(r.opens), minute_of(r.closes)) for r in rows})


@reference.remembered
def units_apart(*, authority_id: int) -> frozenset[int]:
    """The units whose calendar differs from the province's, because one of their days is closed."""
    rows = CalendarDay.objects.filter(authority_id=authority_id, unit__isnull=False, withdrawn_at=None)
    return frozenset(id_ for id_ in rows.values_list("unit_id", flat=True) if id_ is not None)


@dataclass(frozen=True, slots=True)
class Closure:
    """A day closed by decision; `unit_id` None is the whole province."""

    unit_id: int | None
    day: date
    reason: str
    decision: str


@reference.remembered
def closures(*, authority_id: int) -> tuple[Closure, ...]:
    """The days closed by decision in a province, the latest first."""
    rows = CalendarDay.objects.filter(authority_id=authority_id, is_decision=True, withdrawn_at=None)
    ordered = rows.order_by("-day", "unit_id")
    return tuple(Closure(r.unit_id, r.day, r.name, r.source) for r in ordered)

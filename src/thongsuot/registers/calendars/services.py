"""Verbs of the calendar: load a pack's days and hours, close an office by decision, open it again."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import TypeVar

from psycopg.types.range import Range

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import format_date, local_day
from thongsuot.kernel.differences import Difference, difference
from thongsuot.kernel.errors import Forbidden, NotFound, Problem, refuse_if
from thongsuot.kernel.rows import Fault, LoadReport, Row
from thongsuot.kernel.workdays import DayKind
from thongsuot.plumbing import bus, reference
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.calendars import queries, rules
from thongsuot.registers.calendars.events import CalendarChanged
from thongsuot.registers.calendars.models import CalendarDay, OfficeHours
from thongsuot.registers.units import queries as units

K = TypeVar("K", bound=Hashable)


@command("calendars.load_days", by=frozenset())
def load_days(*, actor: Actor, now: datetime, authority_id: int | None, rows: Sequence[Row]) -> LoadReport:
    """Make the days of the country (authority_id None) or of a province those of a pack. Whole or nothing.

    Rows as `rules.DAYS`. Days closed by decision stay. Raises `Refused` with every fault.
    """
    _refuse_faults(rules.day_faults(rows))
    wanted = {
        (date.fromisoformat(r["date"]), r["kind"]): (
            r["name_vi"],
            r["source"],
            r["confidence"] == rules.PROVISIONAL,
        )
        for r in rows
    }
    present = list(
        CalendarDay.objects.filter(queries.of(authority_id, None), is_decision=False, withdrawn_at=None)
    )
    found = difference(wanted, {(d.day, d.kind): (d.name, d.source, d.is_provisional) for d in present})
    _withdraw(CalendarDay, found, {(d.day, d.kind): d.pk for d in present}, now)
    CalendarDay.objects.bulk_create(
        CalendarDay(
            authority_id=authority_id,
            day=day,
            kind=kind,
            name=name,
            source=source,
            is_provisional=provisional,
            recorded_at=now,
        )
        for day, kind in found.added + found.changed
        for name, source, provisional in [wanted[day, kind]]
    )
    _finish(found.report, authority_id, now)
    touched = sorted(day for day, _ in (*found.added, *found.changed, *found.gone))
    if present and touched:  # the first load finds no deadline to move
        bus.publish(
            CalendarChanged(authority_id, None, touched[0], touched[-1], "lịch nghỉ đã cập nhật", now)
        )
    return found.report


@command("calendars.load_hours", by=frozenset())
def load_hours(*, actor: Actor, now: datetime, authority_id: int | None, rows: Sequence[Row]) -> LoadReport:
    """Make the office hours of a province those of a pack. Rows as `rules.HOURS`; whole or nothing."""
    _refuse_faults(rules.hours_faults(rows))
    wanted = {
        (int(r["weekday"]), time.fromisoformat(r["opens"]), date.fromisoformat(r["valid_from"])): (
            time.fromisoformat(r["closes"]),
            r["counts"] == "yes",
            date.fromisoformat(r["valid_to"]) if r["valid_to"] else None,
            r["source"],
            r["is_simulated"] == "yes",
        )
        for r in rows
    }
    present = {
        (h.weekday, h.opens, h.valid.lower): h
        for h in OfficeHours.objects.filter(authority_id=authority_id, withdrawn_at=None)
    }
    found = difference(
        wanted, {k: (h.closes, h.counts, h.valid.upper, h.source, h.is_simulated) for k, h in present.items()}
    )
    _withdraw(OfficeHours, found, {k: h.pk for k, h in present.items()}, now)
    OfficeHours.objects.bulk_create(
        OfficeHours(
            authority_id=authority_id,
            weekday=weekday,
            opens=opens,
            closes=closes,
            counts=counts,
            valid=Range(start, end),
            source=source,
            is_simulated=simulated,
            recorded_at=now,
        )
        for weekday, opens, start in found.added + found.changed
        for closes, counts, end, source, simulated in [wanted[weekday, opens, start]]
    )
    _finish(found.report, authority_id, now)
    return found.report


def _refuse_faults(faults: Iterable[Fault]) -> None:
    refuse_if(f.problem for f in faults)


def _withdraw(
    model: type[CalendarDay] | type[OfficeHours], found: Difference[K], pks: Mapping[K, int], now: datetime
) -> None:
    """Stop believing what the pack no longer says, or says otherwise."""
    model.objects.filter(pk__in=[pks[key] for key in found.gone + found.changed]).update(withdrawn_at=now)


def _finish(report: LoadReport, authority_id: int | None, now: datetime) -> None:
    """Let every process forget, and see that the country's and the province's days still agree."""
    note(subject=f"authority:{authority_id or '-'}", count=report.changes)
    if report.changes:
        reference.bump()
        if queries.years() is not None:
            queries.calendar_for(authority_id=authority_id or 0, unit_id=None, day=local_day(now))


@command("calendars.close")
def close(
    *, actor: Actor, now: datetime, agency_id: int, unit_id: int | None, day: date, reason: str, decision: str,
    to_day: date | None = None,
) -> tuple[date, ...]:  # fmt: skip
    """Close the offices of a province (unit_id None) or of one unit (storm, flood) from `day` to `to_day`.

    `agency_id` is the agency that decides, `decision` the number of its document. Deadlines that the days touch
    move on, also when the closure is entered afterwards. Returns the days closed. Raises `Refused` when they are off
    anyway or the unit is none of the province's, `Forbidden` outside its territory.
    """
    authority_id = _authority_of(agency_id, unit_id)
    calendar = queries.calendar_for(authority_id=authority_id, unit_id=unit_id, day=day)
    found = rules.closure_problems(calendar=calendar, day=day, reason=reason, to_day=to_day)
    refuse_if([*_stranger(authority_id, unit_id, day), *found])
    days = rules.closure_days(calendar=calendar, day=day, to_day=to_day or day)
    CalendarDay.objects.bulk_create(
        CalendarDay(
            authority_id=authority_id,
            unit_id=unit_id,
            day=one,
            kind=DayKind.CLOSURE,
            name=reason.strip(),
            source=decision.strip(),
            is_decision=True,
            recorded_at=now,
        )
        for one in days
    )
    because = f"{reason.strip()} ({decision.strip()})" if decision.strip() else reason.strip()
    _tell(authority_id, unit_id, days, because, now)
    return days


@command("calendars.reopen")
def reopen(
    *, actor: Actor, now: datetime, agency_id: int, unit_id: int | None, day: date, to_day: date | None = None,
    reason: str = "",
) -> tuple[date, ...]:  # fmt: skip
    """Withdraw closures that did not come about; it stays known that they had been decided. Deadlines move back."""
    authority_id = _authority_of(agency_id, unit_id)
    found = CalendarDay.objects.filter(
        queries.of(authority_id, unit_id),
        day__range=(day, to_day or day),
        is_decision=True,
        withdrawn_at=None,
    )
    days = tuple(sorted(found.values_list("day", flat=True)))
    if not days:
        raise NotFound(Problem("no_closure", "Không có quyết định đóng cửa nào cho ngày này.", "day"))
    found.update(withdrawn_at=now)
    because = reason.strip() or f"bỏ quyết định đóng cửa ngày {format_date(days[0])}"
    _tell(authority_id, unit_id, days, because, now)
    return days


def _tell(
    authority_id: int | None, unit_id: int | None, days: Sequence[date], because: str, now: datetime
) -> None:
    """Journal, every process's memory, and whoever computes dates learn of the days."""
    note(subject=f"closure:{days[0].isoformat()}", unit=unit_id, count=len(days))
    reference.bump()
    bus.publish(CalendarChanged(authority_id, unit_id, days[0], days[-1], because, now))


def _stranger(authority_id: int, unit_id: int | None, day: date) -> Iterable[Problem]:
    """The unit, unless it is the province or one of its communes on the day."""
    if unit_id in (None, authority_id):
        return
    unit = units.unit(unit_id=unit_id, day=day)
    if unit is None or unit.province_id != authority_id:
        message = "Ngày đó tỉnh, thành phố không có đơn vị này."
        yield Problem("no_such_unit", message, "unit_id")


def _authority_of(agency_id: int, unit_id: int | None) -> int:
    """The province of the deciding agency; an agency of a commune decides for its commune only."""
    agency = units.agency(agency_id=agency_id)
    if agency is None or agency.authority_id is None:
        raise Forbidden(Problem("no_authority", "Cơ quan này không thuộc tỉnh, thành phố nào.", "agency_id"))
    if agency.unit_id not in (None, agency.authority_id, unit_id):
        raise Forbidden(
            Problem("not_your_unit", "Cơ quan cấp xã chỉ quyết định được cho địa bàn của mình.", "unit_id")
        )
    return agency.authority_id

"""The law of time limits: from the moment of receipt to the due date, with the reasons.

Instants in and out are aware UTC datetimes; counting is done by Vietnam's clock in whole minutes,
the precision of the printed receipt.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from thongsuot.kernel.dates import format_date, local
from thongsuot.kernel.deadlines.due import DueDate
from thongsuot.kernel.deadlines.linking import linked_due, linked_extended
from thongsuot.kernel.deadlines.runs import Run, run_of
from thongsuot.kernel.deadlines.steps import Note
from thongsuot.kernel.deadlines.terms import (
    AfterPause,
    Clock,
    Extension,
    Pause,
    Term,
    TimeUnit,
)
from thongsuot.kernel.errors import Problem, Refused, refuse_if
from thongsuot.kernel.law import house_rule, law
from thongsuot.kernel.workdays import WorkCalendar

Notes = list[Note]


@law("Bộ luật Dân sự 2015", "Điều 147 (ngày đầu tiên không tính; giờ tính từ thời điểm xác định)")
@law("Bộ luật Dân sự 2015", "Điều 148 (ngày cuối là ngày nghỉ thì hết hạn ở ngày làm việc tiếp theo)")
@law("NĐ 118/2025/NĐ-CP", "Điều 17 (thời hạn tính từ khi tiếp nhận hồ sơ đầy đủ, hợp lệ)")
@house_rule("Received while the office is closed counts as received when it opens next")
@house_rule("HOUR runs in office hours unless the term says otherwise: a closed office cannot work")
@house_rule("A pause preserves what was left in the term's own unit and never brings the due date forward")
def due_date(
    *,
    received_at: datetime,
    term: Term,
    calendar: WorkCalendar,
    pauses: Sequence[Pause] = (),
    extension: Extension | None = None,
) -> DueDate:
    """The due date of a dossier received complete and valid at `received_at`.

    Raises `Refused`: `calendar_missing` when the calendar does not reach, `pause_backwards`,
    `pause_before_receipt`. A pause or extension that comes too late changes nothing and says so.
    What other agencies' terms add (`term.then`) is told part by part.
    """
    notes: Notes = []
    if term.unit is TimeUnit.OTHER:
        return DueDate(Clock.NONE, None, None, notes=(("no_term", {}),))
    if term.then:
        return _linked(received_at, term, calendar, pauses, extension)
    at = _minute(received_at)
    run = run_of(term, calendar, notes)
    run.start(at)
    end = run.end()
    if pauses or extension:
        stops = _merged(pauses, at)
        for event in _in_order(stops, extension):
            notes.append(("due", {"due_at": end}))
            if isinstance(event, Extension):
                end = _extend(run, event, end, calendar, notes)
            elif event.to_at is None and event.from_at < end:
                return _standing(run, event, notes)
            else:
                end = _pause(run, event, end, term, notes)
    _warn_if_provisional(calendar, at, end, notes)
    notes.append(("due", {"due_at": end}))
    return DueDate(Clock.RUNNING, end.astimezone(UTC), end.date(), notes=tuple(notes))


def _linked(
    received_at: datetime, term: Term, calendar: WorkCalendar, pauses: Sequence[Pause], extension: Extension | None
) -> DueDate:  # fmt: skip
    def alone(at: datetime, one: Term, stops: Sequence[Pause]) -> DueDate:
        return due_date(received_at=at, term=one, calendar=calendar, pauses=stops)

    if extension is None:
        return linked_due(received_at, term, pauses, alone)
    return linked_extended(received_at, term, calendar, pauses, extension, alone)


def _minute(instant: datetime) -> datetime:
    here = local(instant)
    return here.replace(second=0, microsecond=0) if here.second or here.microsecond else here


def _merged(pauses: Iterable[Pause], received: datetime) -> list[Pause]:
    """Pauses by Vietnam's clock, in order, those that touch or overlap made one."""
    stops = [Pause(_minute(p.from_at), p.to_at and _minute(p.to_at)) for p in pauses]
    refuse_if(_pause_problems(stops, received))
    merged: list[Pause] = []
    for stop in sorted(stops, key=lambda stop: stop.from_at):
        if not merged or (merged[-1].to_at is not None and merged[-1].to_at < stop.from_at):
            merged.append(stop)
            continue
        last = merged.pop()
        to_at = None if last.to_at is None or stop.to_at is None else max(last.to_at, stop.to_at)
        merged.append(Pause(last.from_at, to_at))
    return merged


def _pause_problems(stops: Iterable[Pause], received: datetime) -> Iterable[Problem]:
    for stop in stops:
        if stop.to_at is not None and stop.to_at < stop.from_at:
            yield Problem(
                "pause_backwards", "Thời điểm bổ sung phải sau thời điểm yêu cầu bổ sung.", "pauses"
            )
        if stop.from_at < received:
            yield Problem(
                "pause_before_receipt", "Không thể dừng đồng hồ trước khi tiếp nhận hồ sơ.", "pauses"
            )


def _in_order(stops: list[Pause], extension: Extension | None) -> list[Pause | Extension]:
    if extension is None:
        return list(stops)
    granted = _minute(extension.granted_at)
    earlier = [stop for stop in stops if stop.from_at < granted]
    return [*earlier, extension, *stops[len(earlier) :]]


def _extend(run: Run, extension: Extension, end: datetime, calendar: WorkCalendar, notes: Notes) -> datetime:
    day = calendar.next_working_day(extension.to_date)
    extended = calendar.closing(day)
    if extended <= end:
        notes.append(("extension_ignored", {"day": extension.to_date}))
        return end
    notes.append(("extended", {"day": day}))
    run.end_on(day)
    return extended


def _pause(run: Run, stop: Pause, end: datetime, term: Term, notes: Notes) -> datetime:
    if stop.from_at >= end or stop.to_at is None:
        notes.append(("pause_too_late", {"from_at": stop.from_at}))
        return end
    left = run.left(stop.from_at)
    notes.append(_paused_note(stop, left.quantity, left.unit))
    if term.after_pause is AfterPause.RESTART:
        notes.append(("restarted", {"to_at": stop.to_at}))
        run.start(stop.to_at)
    else:
        notes.append(("resumed", {"to_at": stop.to_at}))
        run.go_on(stop.to_at, left)
    return max(end, run.end())


def _paused_note(stop: Pause, quantity: int, unit: TimeUnit) -> Note:
    if unit is TimeUnit.HOUR:
        return ("paused_minutes", {"from_at": stop.from_at, "minutes": quantity})
    return ("paused", {"from_at": stop.from_at, "quantity": quantity, "unit": unit})


def _standing(run: Run, stop: Pause, notes: Notes) -> DueDate:
    left = run.left(stop.from_at)
    notes.append(_paused_note(stop, left.quantity, left.unit))
    notes.append(("standing", {}))
    return DueDate(Clock.STANDING, None, None, left, tuple(notes))


def _warn_if_provisional(calendar: WorkCalendar, at: datetime, end: datetime, notes: Notes) -> None:
    if calendar.provisional:
        for year in range(at.year, end.year + 1):
            if year in calendar.provisional:
                notes.append(("provisional", {"year": year}))


@law("NĐ 118/2025/NĐ-CP", "Điều 19 (xin lỗi và gia hạn một lần, ghi rõ ngày hẹn mới)")
def extension_problems(
    *, due: DueDate, to_date: date, calendar: WorkCalendar, already_extended: bool
) -> tuple[Problem, ...]:
    """What is wrong with moving the due date to `to_date`: only once, only later, only to a working day."""
    problems: list[Problem] = []
    if already_extended:
        problems.append(
            Problem("extension_twice", "Hồ sơ đã được gia hạn một lần, không gia hạn thêm.", "to_date")
        )
    if due.due_date is None:
        problems.append(Problem("extension_no_due", "Hồ sơ chưa có ngày hẹn trả để gia hạn.", "to_date"))
    elif to_date <= due.due_date:
        problems.append(
            Problem(
                "extension_not_later",
                "Ngày hẹn mới phải sau ngày {day}: hãy chọn ngày muộn hơn.",
                "to_date",
                params={"day": format_date(due.due_date)},
            )
        )
    problems += _day_off_problems(to_date, calendar, is_later=due.due_date is None or to_date > due.due_date)
    return tuple(problems)


def _day_off_problems(day: date, calendar: WorkCalendar, *, is_later: bool) -> tuple[Problem, ...]:
    """A day too early needs no calendar of its year; one that is meant does."""
    try:
        rest = calendar.rest_on(day)
    except Refused as refused:
        return refused.problems if is_later else ()
    if rest is None:
        return ()
    return (
        Problem(
            "extension_day_off",
            "Ngày {day} là ngày nghỉ ({name}): hãy chọn một ngày làm việc.",
            "to_date",
            params={"day": format_date(day), "name": rest.name},
        ),
    )

"""What a changed calendar does to a deadline that still runs. What has been finished stays as it was."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from thongsuot.kernel import deadlines
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.deadlines import DueDate, Extension, Pause, Step, Term
from thongsuot.kernel.law import house_rule, law
from thongsuot.kernel.workdays import WorkCalendar

MOVED = "Hạn dời từ {old_at} sang {new_at} vì: {because}."
SET = "Có hạn {new_at} vì: {because}."
STANDS = "Hạn {old_at} không còn: đồng hồ đã dừng trước đó, vì: {because}."


@dataclass(frozen=True, slots=True)
class Running:
    """The clock of an open dossier: what its due date is computed from, and what it is now."""

    received_at: datetime
    term: Term
    pauses: tuple[Pause, ...] = ()
    extension: Extension | None = None
    due_at: datetime | None = None


@house_rule("office hours are those of the day on which the due date was last set, as its sentences say")
def hours_day(running: Running) -> date:
    """The day whose office hours the present due date follows."""
    moments = [running.received_at]
    for pause in running.pauses:
        moments += [pause.from_at, *([pause.to_at] if pause.to_at else [])]
    if running.extension is not None:
        moments.append(running.extension.granted_at)
    return local_day(max(moments))


@law("Bộ luật Dân sự 2015", "Điều 147, Điều 148: ngày nghỉ và kết thúc thời hạn")
@house_rule("one calendar gives one date: a closure learnt late counts as if it had been known in time")
def recomputed(running: Running, calendar: WorkCalendar) -> DueDate | None:
    """The due date by the calendar as it is now; None when it is what it was."""
    due = deadlines.due_date(
        received_at=running.received_at,
        term=running.term,
        calendar=calendar,
        pauses=running.pauses,
        extension=running.extension,
    )
    return None if due.due_at == running.due_at else due


@house_rule("a date that moves says from when, to when and why, to the officer and to the applicant")
def moved_sentence(*, old_at: datetime | None, new_at: datetime | None, because: str) -> Step:
    """The sentence for a due date that a calendar moved; `say` gives it in a language."""
    text = STANDS if new_at is None else MOVED if old_at is not None else SET
    return Step("moved", text, {"old_at": old_at, "new_at": new_at, "because": because.rstrip(". ")})


@house_rule("minutes of one day that fall between the same openings and closings count alike")
def boundaries(sittings: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    """Minutes of the day at which a reception begins to count otherwise, from sittings as (opens, closes).

    A sitting includes its last minute.
    """
    return tuple(sorted({minute for opens, closes in sittings for minute in (opens, closes + 1)}))

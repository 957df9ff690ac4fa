"""How much of a term is left or used at a moment, measured by the office's clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from thongsuot.kernel.dates import local
from thongsuot.kernel.deadlines.due import DueDate
from thongsuot.kernel.deadlines.terms import Clock, Pause, Step
from thongsuot.kernel.law import house_rule
from thongsuot.kernel.workdays import WorkCalendar

TEXTS = {
    "days_left": "còn {days} ngày làm việc, đến {due_at}",
    "hours_left": "còn {hours} giờ {minutes} phút làm việc, đến {due_time} hôm nay",
    "due_now": "đến hạn lúc {due_time} hôm nay",
    "late_today": "quá hạn từ {due_time} hôm nay",
    "late_days": "quá hạn {days} ngày làm việc, hạn là {due_at}",
    "standing": "đồng hồ đang dừng, còn lại {quantity} {unit}",
    "standing_minutes": "đồng hồ đang dừng, còn lại {minutes} phút",
    "no_due": "không có ngày hẹn trả",
}
# Vietnamese counts one day like many; other languages need a sentence of its own for it.
TEXTS_OF_ONE = {
    "days_left": "còn 1 ngày làm việc, đến {due_at}",
    "late_days": "quá hạn 1 ngày làm việc, hạn là {due_at}",
}


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """`working_days` and `minutes` (office minutes) until due; negative when late.

    Both None when there is no due date. `said` is the sentence: `said.say()`.
    """

    is_late: bool
    working_days: int | None
    minutes: int | None
    said: Step


@house_rule("What is left is said in working days, and in office hours on the last day")
def time_left(now: datetime, due: DueDate, calendar: WorkCalendar) -> TimeLeft:
    """Time left at `now` (UTC) of a due date. Raises `Refused` (`calendar_missing`)."""
    if due.due_at is None or due.due_date is None:
        return TimeLeft(False, None, None, _no_due(due))
    here, end = local(now), local(due.due_at)
    days = calendar.count(here.date(), due.due_date)
    minutes = calendar.office_minutes(end) - calendar.office_minutes(here)
    is_late = now > due.due_at
    return TimeLeft(is_late, days, minutes, _said(here, end, days, minutes, is_late))


def _no_due(due: DueDate) -> Step:
    if due.clock is Clock.NONE or due.remaining is None:
        return _step("no_due")
    if due.remaining.unit.value == "HOUR":
        return _step("standing_minutes", minutes=due.remaining.quantity)
    return _step("standing", quantity=due.remaining.quantity, unit=due.remaining.unit)


def _said(here: datetime, end: datetime, days: int, minutes: int, is_late: bool) -> Step:
    if here.date() == end.date():
        if is_late:
            return _step("late_today", due_time=end.time())
        if minutes <= 0:
            return _step("due_now", due_time=end.time())
        return _step("hours_left", hours=minutes // 60, minutes=minutes % 60, due_time=end.time())
    if is_late:
        return _step("late_days", days=-days, due_at=end)
    return _step("days_left", days=days, due_at=end)


def _step(code: str, **params: object) -> Step:
    text = TEXTS_OF_ONE.get(code) if params.get("days") == 1 else None
    return Step(code, text or TEXTS[code], params)


@house_rule("Reminders go by tenths of the office time of a term, pauses taken out")
def share_used(
    *,
    received_at: datetime,
    due: DueDate,
    now: datetime,
    calendar: WorkCalendar,
    pauses: Sequence[Pause] = (),
) -> float | None:
    """The share of the term's office time gone at `now`: 0 to 1, more when late; None without a due date."""
    if due.due_at is None:
        return None
    mark = calendar.office_minutes
    start, end, here = mark(local(received_at)), mark(local(due.due_at)), mark(local(max(now, received_at)))
    stops = [(mark(local(p.from_at)), mark(local(p.to_at)) if p.to_at else None) for p in pauses]
    total = end - start - sum(min(to, end) - min(from_, end) for from_, to in stops if to is not None)
    stood = sum(min(here if to is None else to, here) - min(from_, here) for from_, to in stops)
    if total <= 0:
        return 1.0 if now >= due.due_at else 0.0
    return max(0, here - start - stood) / total


def tenths_used(share: float) -> int:
    """The last ten-percent mark passed: 0 to 10, and 10 for anything late."""
    return min(10, int(share * 10 + 1e-9))


@house_rule("A reminder is due at the first minute at which its part of the term's office time has gone")
def when_used(
    *,
    percent: int,
    begun_at: datetime,
    due_at: datetime,
    calendar: WorkCalendar,
    pauses: Sequence[Pause] = (),
) -> datetime:
    """The first instant (UTC) at which `share_used` reaches `percent` hundredths; never after `due_at`.

    `begun_at`: when the term began to run, its last restart included. `pauses` all have an end.
    """
    mark = calendar.office_minutes
    start, end = mark(local(begun_at)), mark(local(due_at))
    stops = sorted(
        (min(mark(local(p.from_at)), end), min(mark(local(p.to_at)), end))
        for p in pauses
        if p.to_at is not None
    )
    total = end - start - sum(to - from_ for from_, to in stops)
    if percent >= 100 or total <= 0:
        return due_at
    wanted = start - (-total * percent // 100)
    for from_, to in stops:
        if from_ < wanted:
            wanted += to - from_
    if wanted <= start:
        return begun_at
    return min(due_at, max(begun_at, calendar.at_office_minutes(wanted).astimezone(UTC)))

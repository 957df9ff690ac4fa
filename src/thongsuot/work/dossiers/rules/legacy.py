"""Dossiers that were received before this house stood: their days are kept, not computed anew."""

from datetime import date, datetime, time

from thongsuot.kernel import deadlines
from thongsuot.kernel.dates import instant, local
from thongsuot.kernel.deadlines import Term, TimeUnit
from thongsuot.kernel.errors import Refused
from thongsuot.kernel.law import house_rule, law
from thongsuot.kernel.workdays import WorkCalendar

OFFICE_OPENS, OFFICE_CLOSES = time(8), time(17)


@house_rule("an old register gives the day only: it counts from the morning")
def received_at(day: date | datetime) -> datetime:
    """The instant of a reception; a day without a time is 08:00 in Viet Nam."""
    clock = day.time() if isinstance(day, datetime) else OFFICE_OPENS
    return instant(day.date() if isinstance(day, datetime) else day, clock)


@law("NĐ 118/2025/NĐ-CP", "Điều 18: hạn trả đã hẹn với người nộp được giữ")
def kept_clock(
    *, received: datetime, due_day: date | None, published: Term | None, calendar: WorkCalendar
) -> tuple[Term | None, datetime | None]:
    """Term and due date of an old dossier, such that it is due at the close of the day that was promised.

    The procedure's own term where it gives that day; else so many days as lie between, so that a pause keeps what
    was left; else (a promise on a day off, years without a calendar) the day alone. No promise: no due date.
    """
    if due_day is None:
        return None, None
    candidates = [published] if published is not None and published.unit is not TimeUnit.OTHER else []
    try:
        start = calendar.reception_from(local(received)).date()
        if due_day >= start:
            candidates.append(Term((due_day - start).days, TimeUnit.DAY))
        for term in candidates:
            due = deadlines.due_date(received_at=received, term=term, calendar=calendar)
            if due.due_date == due_day and due.due_at is not None:
                return term, due.due_at
    except Refused:  # the calendar does not know these years
        pass
    return None, instant(due_day, OFFICE_CLOSES)

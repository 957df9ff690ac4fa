"""A term that other agencies' terms follow: one after the other they add up, of those side by side the last counts."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from thongsuot.kernel.dates import local
from thongsuot.kernel.deadlines.due import DueDate
from thongsuot.kernel.deadlines.steps import Note
from thongsuot.kernel.deadlines.terms import Clock, Extension, Linked, Pause, Remaining, Term, TimeUnit
from thongsuot.kernel.law import house_rule, law
from thongsuot.kernel.workdays import WorkCalendar

Alone = Callable[[datetime, Term, Sequence[Pause]], DueDate]  # `due_date` without an apology


@law("NĐ 118/2025/NĐ-CP", "Điều 20 (liên thông: các bước nối tiếp thì cộng, song song lấy việc dài nhất)")
@house_rule("A pause stops whoever has the dossier then; what was over before it began stays over")
def linked_due(received_at: datetime, term: Term, pauses: Sequence[Pause], alone: Alone) -> DueDate:
    """The own term, then group after group what others do; each begins when the one before it ends."""
    own = _in_time(received_at, replace(term, then=()), pauses, alone)
    if own.due_at is None:
        return own
    at, notes = own.due_at, list(own.notes[:-1])
    for group in term.then:
        ends = [at]
        for one in group:
            part = _in_time(at, one.term, pauses, alone)
            notes += _told(one, at, part)
            if part.due_at is None:
                return replace(part, notes=tuple(notes))
            ends.append(part.due_at)
        at = max(ends)
        if len(group) > 1:
            notes.append(("linked_longest", {"to_at": local(at)}))
    return _running(at, notes)


def _told(one: Linked, at: datetime, part: DueDate) -> list[Note]:
    """The part's own sentences between where it begins and where it ends."""
    begins: Note = ("linked", {"name": one.name, "from_at": local(at)})
    if part.due_at is None:
        return [begins, *part.notes[1:]]
    return [begins, *part.notes[1:-1], ("linked_end", {"name": one.name, "to_at": local(part.due_at)})]


def _in_time(at: datetime, term: Term, pauses: Sequence[Pause], alone: Alone) -> DueDate:
    """The part of that term with the pauses that fall into it."""
    taken: list[Pause] = []
    found = alone(at, term, taken)
    for pause in sorted(pauses, key=lambda one: one.from_at):
        if found.due_at is None or pause.from_at >= found.due_at:
            break
        if pause.to_at is None or pause.to_at > at:
            taken.append(Pause(max(pause.from_at, at), pause.to_at))
            found = alone(at, term, taken)
    return found


@law("NĐ 118/2025/NĐ-CP", "Điều 19 (xin lỗi và gia hạn một lần: ngày mới là của cả hồ sơ liên thông)")
def linked_extended(
    received_at: datetime, term: Term, calendar: WorkCalendar, pauses: Sequence[Pause], extension: Extension, alone: Alone
) -> DueDate:  # fmt: skip
    """The day that an apology names, for all parts together, and what later pauses add to it in working days."""
    earlier = [pause for pause in pauses if pause.from_at < extension.granted_at]
    plain = linked_due(received_at, term, earlier, alone)
    day = calendar.next_working_day(extension.to_date)
    end = calendar.closing(day)
    if plain.due_at is None or end <= plain.due_at:
        return linked_due(received_at, term, pauses, alone)
    notes: list[Note] = [*plain.notes, ("extended", {"day": day})]
    for pause in sorted((one for one in pauses if one not in earlier), key=lambda one: one.from_at):
        if pause.from_at >= end:
            break
        left = calendar.count(local(pause.from_at).date(), end.date())
        known = {"from_at": local(pause.from_at), "quantity": left, "unit": TimeUnit.WORKING_DAY}
        notes.append(("paused", known))
        if pause.to_at is None:
            notes.append(("standing", {}))
            return DueDate(Clock.STANDING, None, None, Remaining(left, TimeUnit.WORKING_DAY), tuple(notes))
        notes.append(("resumed", {"to_at": local(pause.to_at)}))
        again = calendar.reception_from(local(pause.to_at)).date()
        end = max(end, calendar.closing(calendar.add(again, left)))
    return _running(end, notes)


def _running(at: datetime, notes: list[Note]) -> DueDate:
    here = local(at)
    return DueDate(
        Clock.RUNNING, here.astimezone(UTC), here.date(), notes=(*notes, ("due", {"due_at": here}))
    )

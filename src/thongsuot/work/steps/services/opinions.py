"""Asking other agencies while a step is open, their answers, and taking a question back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.deadlines import Term, TimeUnit
from thongsuot.kernel.errors import Problem, refuse_if
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.units import queries as units
from thongsuot.work.steps import queries, rules
from thongsuot.work.steps.models import Position
from thongsuot.work.steps.queries import PositionRecord
from thongsuot.work.steps.services import writing
from thongsuot.work.steps.services.writing import Way

MOST = 500


@command("steps.ask_opinion")
def ask_opinion(
    *, actor: Actor, now: datetime, agency_id: int, dossier_id: UUID, number: int, agencies: Sequence[int],
    question: str, days: int | None, is_required: bool = True,
) -> None:  # fmt: skip
    """Ask agencies of the province at the same time; `days`: working days for the answer. The dossier stays."""
    writing.must_see(actor, dossier_id)
    with seeing(SYSTEM):
        way = writing.opened(actor, now, agency_id, dossier_id)
        found = writing.place_of(way, number)
        step = way.standing.flow.step(found.step)
        already = [p.agency_id for p in way.standing.opinions(found.step) if p.is_open and p.agency_id]
        refuse_if(
            (
                *writing.seat_problems(way, found, step),
                *rules.asking_problems(step, question, days, agencies, agency_id, already),
                *_strangers(way, agencies),
            )
        )
        assert days is not None, "rules want one"
        law = queries.silence_of(way.record)
        due_at = rules.answer_until(
            queries.due_of(way.record, Term(days, TimeUnit.WORKING_DAY), now),
            queries.due_of(way.record, law.answer_term if law else None, now),
        )
        Position.objects.bulk_create(
            Position(
                dossier_id=dossier_id, authority_id=way.record.authority_id, code=way.record.code,
                flow_id=way.standing.record.id, number=way.next_number + n, kind=rules.Kind.OPINION.value,
                step=found.step, is_required=is_required, agency_id=asked, asked_by_id=agency_id,
                question=question.strip(), entered_at=now, due_at=due_at, silence=law.article if law else "",
            )
            for n, asked in enumerate(agencies)
        )  # fmt: skip
    note(subject=f"dossier:{dossier_id}", count=len(agencies), step=found.step)


def _strangers(way: Way, agencies: Sequence[int]) -> tuple[Problem, ...]:
    known = units.agencies_by_id(agency_ids=frozenset(agencies))
    if all(id_ in known and known[id_].authority_id == way.record.authority_id for id_ in agencies):
        return ()
    return (Problem("unknown_agency", "Không có cơ quan này trong tỉnh, thành phố.", "agencies"),)


@command("steps.give_opinion")
def give_opinion(
    *, actor: Actor, now: datetime, agency_id: int, dossier_id: UUID, number: int, said: str
) -> None:
    """Answer a question that was put to the agency."""
    writing.must_see(actor, dossier_id, number)
    with seeing(SYSTEM):
        way = writing.opened(actor, now, agency_id, dossier_id)
        found = _question(way, number)
        step = way.standing.flow.step(found.step)
        refuse_if((*writing.seat_problems(way, found, step), *rules.answer_problems(said)))
        writing.leave(way, [number], rules.Outcome.ANSWERED, said.strip())
    note(subject=f"dossier:{dossier_id}", step=found.step)


@command("steps.drop_opinion")
def drop_opinion(
    *, actor: Actor, now: datetime, agency_id: int, dossier_id: UUID, number: int, reason: str
) -> None:
    """Take a question back, with the reason: nobody waits for it any more."""
    writing.must_see(actor, dossier_id)
    with seeing(SYSTEM):
        way = writing.opened(actor, now, agency_id, dossier_id)
        found = _question(way, number)
        step = way.standing.flow.step(found.step)
        main = next((p for p in way.standing.open() if p.step == found.step), found)
        refuse_if((*writing.seat_problems(way, main, step), *rules.answer_problems(reason)))
        writing.leave(way, [number], rules.Outcome.DROPPED, reason.strip())
    note(subject=f"dossier:{dossier_id}", step=found.step)


@command("steps.take_silence", by=frozenset())
def take_silence(*, actor: Actor, now: datetime) -> int:
    """Record what the law did: questions that nobody answered in time, where that is consent. Returns how many.

    Done again it finds nothing; an answer that came first stands.
    """
    with seeing(SYSTEM):
        late = Position.objects.filter(left_at__isnull=True, due_at__lte=now).exclude(silence="")
        found: dict[UUID, list[tuple[int, str]]] = {}
        rows = late.order_by("due_at")[:MOST].values_list("dossier_id", "number", "silence")
        for dossier_id, number, article in rows:
            found.setdefault(dossier_id, []).append((number, article))
        count = 0
        for dossier_id in sorted(found):
            way = writing.opened(actor, now, None, dossier_id)
            still = {p.number for p in way.standing.positions if p.is_open}
            for number, article in found[dossier_id]:
                if number in still:
                    writing.leave(way, [number], rules.Outcome.SILENT, article)
                    count += 1
    note(subject="steps", count=count)
    return count


def is_silent(*, now: datetime) -> bool:
    """Whether there is any question whose silence has become consent."""
    with seeing(SYSTEM):
        return Position.objects.filter(left_at__isnull=True, due_at__lte=now).exclude(silence="").exists()


def _question(way: Way, number: int) -> PositionRecord:
    found = writing.place_of(way, number)
    if found.kind is not rules.Kind.OPINION:
        refuse_if([Problem("no_question", "Đây không phải một câu hỏi xin ý kiến.")])
    return found

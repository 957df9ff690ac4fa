"""What every verb does: look through the actor's eyes, lock, find the place, write it as the system."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from thongsuot.kernel.actor import SYSTEM, Actor, Kind
from thongsuot.kernel.dates import local, local_day
from thongsuot.kernel.deadlines import Linked
from thongsuot.kernel.errors import Conflict, NotFound, Problem, Refused
from thongsuot.registers.flows.rules import Step
from thongsuot.registers.identity import queries as people
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as acting
from thongsuot.work.dossiers.queries import DossierRecord, standing
from thongsuot.work.dossiers.rules import State
from thongsuot.work.steps import queries, rules
from thongsuot.work.steps.models import Position
from thongsuot.work.steps.queries import PositionRecord, Standing

NOT_THERE = Problem("no_such_dossier", "Không có hồ sơ này, hoặc bạn không được xem.")


@dataclass(slots=True)
class Way:
    """A locked dossier with its way; `next_number` for the next place that is written."""

    record: DossierRecord
    standing: Standing
    actor: Actor
    now: datetime
    agency_id: int | None
    next_number: int


def opened(actor: Actor, now: datetime, agency_id: int | None, dossier_id: UUID) -> Way:
    """The dossier, locked, with its places written down. Call as SYSTEM sees, after asking what the actor may see.

    Raises NotFound, `Refused` (no flow).
    """
    standing.lock([dossier_id])
    record = dossiers.dossier(viewer=SYSTEM, dossier_id=dossier_id)
    if record is None:
        raise NotFound(NOT_THERE)
    found = queries.standing(viewer=SYSTEM, record=record)
    if found is None:
        raise Refused(Problem("no_flow", "Thủ tục này không có quy trình từng bước."))
    last = max((p.number for p in found.positions), default=0)
    if last == 0:
        Position.objects.bulk_create(
            row_of(record, _now(record, p, now), number) for number, p in enumerate(found.positions, 1)
        )
        found = queries.standing(viewer=SYSTEM, record=record) or found
        last = len(found.positions)
    return Way(record, found, actor, now, agency_id, last + 1)


def _now(record: DossierRecord, found: PositionRecord, now: datetime) -> PositionRecord:
    """A place that nobody wrote down when it began, at whoever does today what that agency was to do."""
    if found.agency_id is None:
        return found
    return replace(found, agency_id=queries.now_at(record, found.agency_id, local_day(now)))


def must_see(actor: Actor, dossier_id: UUID, number: int | None = None) -> None:
    """Raise NotFound unless the actor sees the dossier, or the place of that number."""
    if dossiers.dossier(viewer=actor, dossier_id=dossier_id) is not None:
        return
    if number is None or queries.position(viewer=actor, dossier_id=dossier_id, number=number) is None:
        raise NotFound(NOT_THERE)


def row_of(record: DossierRecord, found: PositionRecord, number: int) -> Position:
    """A place as a row."""
    return Position(
        dossier_id=record.id, authority_id=record.authority_id, code=record.code, flow_id=found.flow_id,
        number=number, kind=found.kind.value, step=found.step, is_required=found.is_required,
        agency_id=found.agency_id, asked_by_id=found.asked_by_id, question=found.question,
        entered_at=found.entered_at, due_at=found.due_at,
    )  # fmt: skip


def place_of(way: Way, number: int) -> PositionRecord:
    """The open place of that number. Raises NotFound, or Conflict with who left it and when."""
    found = next((p for p in way.standing.positions if p.number == number), None)
    if found is None:
        raise NotFound(Problem("no_such_step", "Hồ sơ không có bước này."))
    if found.left_at is not None:
        who = (
            people.names(account_ids=[found.officer_id]).get(found.officer_id, "") if found.officer_id else ""
        )
        message = "Bước này đã xong lúc {at} ({who}). Hãy xem lại hồ sơ."
        params = {"at": f"{local(found.left_at):%H:%M %d/%m/%Y}", "who": who or "–"}
        raise Conflict(Problem("step_left", message, "", params))
    return found


def seat_problems(way: Way, found: PositionRecord, step: Step) -> tuple[Problem, ...]:
    """Why this agency does not act there: it is another's work. Outside offices' work is noted by the dossier's own."""
    if way.actor.kind is not Kind.OFFICER:
        return ()
    assert way.agency_id is not None
    below = units.agency_tree(agency_id=way.agency_id, day=local_day(way.now)) | {way.agency_id}
    own = {way.record.holder_agency_id, way.record.competent_agency_id}
    if found.agency_id in below or (found.agency_id is None and own & below):
        return ()
    message = "Bước “{step}” do {agency} làm. Hãy chờ cơ quan đó, hoặc đề nghị họ."
    place = units.agency(agency_id=found.agency_id) if found.agency_id else None
    params = {"step": step.name, "agency": place.name if place else step.named or "–"}
    return (Problem("not_your_step", message, "", params),)


def leave(way: Way, numbers: Iterable[int], outcome: str, said: str = "") -> None:
    """Close open places."""
    officer = way.actor.account_id if way.actor.kind is Kind.OFFICER else None
    Position.objects.filter(
        dossier=way.record.id, number__in=list(numbers), left_at__isnull=True
    ).update(
        left_at=way.now, left_by=way.actor.key, officer_id=officer, left_agency_id=way.agency_id,
        outcome=outcome, said=said,
    )  # fmt: skip


def enter(way: Way, steps: Iterable[str]) -> None:
    """Open steps, each at its agency; when one alone is open the dossier goes there too."""
    rows = []
    for id_ in steps:
        step = way.standing.flow.step(id_)
        agency_id = queries.agency_for(way.record, step, local_day(way.now))
        rows.append(
            Position(
                dossier_id=way.record.id, authority_id=way.record.authority_id, code=way.record.code,
                flow_id=way.standing.record.id, number=way.next_number, kind=rules.Kind.STEP.value, step=id_,
                agency_id=agency_id, asked_by_id=way.agency_id, entered_at=way.now,
                due_at=queries.step_due(way.record, step.term, way.now),
            )
        )  # fmt: skip
        way.next_number += 1
    Position.objects.bulk_create(rows)
    _hand_on(way)


def widen(way: Way, then: tuple[tuple[Linked, ...], ...]) -> None:
    """Count what other agencies add on the way that was chosen, unless the due date knows of it already."""
    term = way.record.term
    if term is None or all(group in term.then for group in then):
        return
    acting.link(actor=way.actor, now=way.now, agency_id=way.agency_id, dossier_id=way.record.id, then=then)
    found = dossiers.dossier(viewer=SYSTEM, dossier_id=way.record.id)
    assert found is not None, "it is locked"
    way.record = found


def _hand_on(way: Way) -> None:
    """Forward the dossier to where its only open step is done."""
    open_ = Position.objects.filter(
        dossier=way.record.id, left_at__isnull=True, kind=rules.Kind.STEP.value
    ).values_list("agency_id", flat=True)
    to = list(open_)
    running = way.record.state in (State.RECEIVED, State.PROCESSING, State.DECIDED)
    by_officer = way.actor.kind is Kind.OFFICER  # what a decision opens stays where it was decided
    if len(to) != 1 or to[0] is None or to[0] == way.record.holder_agency_id or not (running and by_officer):
        return
    seats = (way.record.holder_agency_id, way.record.competent_agency_id)
    acting.forward(
        actor=way.actor,
        now=way.now,
        agency_id=way.agency_id if way.agency_id in seats else way.record.holder_agency_id,
        dossier_ids=[way.record.id],
        to_agency_id=to[0],
    )

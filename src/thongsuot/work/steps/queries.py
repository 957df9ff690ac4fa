"""Reading where dossiers are. Everything passes the one gate: `viewer=` first, row-level security behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from thongsuot.kernel import deadlines
from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local, local_day
from thongsuot.kernel.deadlines import Term
from thongsuot.kernel.errors import Problem
from thongsuot.kernel.names import fold
from thongsuot.kernel.workdays import WorkCalendar
from thongsuot.plumbing.access import reading
from thongsuot.registers.calendars import queries as calendars
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.flows import queries as flows
from thongsuot.registers.flows.queries import FlowRecord
from thongsuot.registers.flows.rules import Flow, Place, Step, begun, regions
from thongsuot.registers.units import queries as units
from thongsuot.registers.units.rules import AgencyKind
from thongsuot.work.dossiers.queries import DossierRecord
from thongsuot.work.dossiers.rules import State
from thongsuot.work.steps import rules
from thongsuot.work.steps.models import Position
from thongsuot.work.steps.rules import Kind, Outcome, Stay

RUNNING = (State.RECEIVED, State.PROCESSING, State.WAITING)


@dataclass(frozen=True, slots=True)
class PositionRecord:
    """A place on the way. Instants are aware UTC; `number` is 0 while nobody has written it down yet."""

    dossier_id: UUID
    code: str
    flow_id: int
    number: int
    kind: Kind
    step: str
    is_required: bool
    agency_id: int | None
    asked_by_id: int | None
    question: str
    entered_at: datetime
    due_at: datetime | None
    left_at: datetime | None
    officer_id: int | None
    left_agency_id: int | None
    outcome: str
    said: str

    @property
    def is_open(self) -> bool:
        return self.left_at is None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one dossier is: its flow, and every place it came to, in order."""

    record: FlowRecord
    positions: tuple[PositionRecord, ...]

    @property
    def flow(self) -> Flow:
        return self.record.flow

    def open(self, kind: Kind = Kind.STEP) -> tuple[PositionRecord, ...]:
        """The open ones of a kind."""
        return tuple(p for p in self.positions if p.is_open and p.kind is kind)

    def opinions(self, step: str) -> tuple[PositionRecord, ...]:
        """What was asked since the step began this time."""
        since = max((p.number for p in self.positions if p.kind is Kind.STEP and p.step == step), default=0)
        return tuple(
            p for p in self.positions if p.kind is Kind.OPINION and p.step == step and p.number > since
        )

    def marks(self) -> dict[str, str]:
        """Step → now, done: as its picture shows it."""
        left = (Outcome.BACK, Outcome.CANCELLED, Outcome.MOVED)
        found = {
            p.step: "done"
            for p in self.positions
            if p.kind is Kind.STEP and not p.is_open and p.outcome not in left
        }
        return {**found, **{p.step: "now" for p in self.open()}}


@reading
def standing(*, viewer: Actor, record: DossierRecord) -> Standing | None:
    """Where the dossier is; None when its procedure has no flow. Not yet written down: where it begins."""
    found = positions_of([record.id])
    if found:
        kept = flows.flow(flow_id=found[-1].flow_id)
        assert kept is not None, "a flow that dossiers run on stays"
        return Standing(kept, tuple(found))
    version = catalogue.version(version_id=record.procedure_version_id)
    day = local_day(record.received_at)
    at_start = flows.flow_on(procedure_code=version.code, day=day) if version else None
    if at_start is None:
        return None
    return Standing(at_start, first(record, at_start) if record.state in RUNNING else ())


def positions_of(dossier_ids: Sequence[UUID]) -> list[PositionRecord]:
    """The written places of dossiers, as the present transaction sees them."""
    rows = Position.objects.filter(dossier__in=list(dossier_ids)).order_by("dossier", "number")
    return [record_of(row) for row in rows]


def record_of(row: Position) -> PositionRecord:
    """A row as others read it."""
    names = [n for n in PositionRecord.__dataclass_fields__ if n != "kind"]
    return PositionRecord(**{n: getattr(row, n) for n in names}, kind=Kind(row.kind))


def first(record: DossierRecord, kept: FlowRecord) -> tuple[PositionRecord, ...]:
    """Where a received dossier begins."""
    day = local_day(record.received_at)
    return tuple(
        _begun(record, kept, kept.flow.step(id_), agency_for(record, kept.flow.step(id_), day))
        for id_ in begun(kept.flow)
    )


def _begun(record: DossierRecord, kept: FlowRecord, step: Step, agency_id: int | None) -> PositionRecord:
    return PositionRecord(
        record.id, record.code, kept.id, 0, Kind.STEP, step.id, True, agency_id, None, "", record.received_at,
        due_of(record, step.term, record.received_at), None, None, None, "", "",
    )  # fmt: skip


def calendar_of(record: DossierRecord, day: date) -> WorkCalendar:
    """The calendar by which the dossier's own term runs."""
    office = units.agency(agency_id=record.competent_agency_id)
    unit_id = office.unit_id if office else None
    return calendars.calendar_for(authority_id=record.authority_id, unit_id=unit_id, day=day)


def due_of(record: DossierRecord, term: Term | None, entered_at: datetime) -> datetime | None:
    """Until when a step of this term that began then lasts; None without a term."""
    if term is None:
        return None
    calendar = calendar_of(record, local_day(entered_at))
    return deadlines.due_date(received_at=entered_at, term=term, calendar=calendar).due_at


def agency_for(record: DossierRecord, step: Step, day: date) -> int | None:
    """Who does a step of this dossier; None: an office that the register does not have, or has twice."""
    if step.at is Place.COUNTER:
        return record.received_agency_id
    if step.at is Place.HEAD:
        return record.competent_agency_id
    words = fold(step.named)
    if step.at is Place.DIVISION:
        ids = units.agency_tree(agency_id=record.competent_agency_id, day=day) - {record.competent_agency_id}
        below = units.agencies_by_id(agency_ids=frozenset(ids)).values()
        named = [
            a.id for a in below if a.kind is not AgencyKind.SERVICE_UNIT and words and words in fold(a.name)
        ]
        return named[0] if len(named) == 1 else record.competent_agency_id
    everywhere = units.agencies_of(authority_id=record.authority_id, day=day)
    found = [a for a in everywhere if words and words in fold(a.name)]
    near = [a for a in found if a.unit_id == record.territory_id] or found
    return near[0].id if len(near) == 1 else None


@reading
def waiting(*, viewer: Actor, agency_ids: Sequence[int], limit: int = 200) -> tuple[PositionRecord, ...]:
    """What other agencies wait for from these: open opinions, and steps of dossiers that they do not hold."""
    rows = Position.objects.filter(agency__in=list(agency_ids), left_at__isnull=True).extra(
        where=[
            "kind = 'opinion' or not exists (select from dossier d where d.id = dossier_id "
            "and (d.holder_agency_id = step_position.agency_id or d.competent_agency_id = step_position.agency_id))"
        ]
    )
    return tuple(record_of(row) for row in rows.order_by("due_at", "id")[:limit])


@reading
def position(*, viewer: Actor, dossier_id: UUID, number: int) -> PositionRecord | None:
    """One place, or None when the viewer sees none."""
    row = Position.objects.filter(dossier=dossier_id, number=number).first()
    return record_of(row) if row else None


def in_hands(found: Standing, calendar: WorkCalendar, now: datetime) -> list[tuple[int | None, int]]:
    """Office minutes that each agency had the dossier, the longest first; None: offices outside the register."""
    stays = [Stay(p.agency_id, p.entered_at, p.left_at) for p in found.positions]
    total: dict[int | None, int] = {}
    for stay in rules.merged(stays, now):
        assert stay.to_at is not None
        spent = calendar.office_minutes(local(stay.to_at)) - calendar.office_minutes(local(stay.from_at))
        total[stay.agency_id] = total.get(stay.agency_id, 0) + max(0, spent)
    return sorted(total.items(), key=lambda pair: -pair[1])


OPEN = """select dossier_id, flow_id, array_agg(step) filter (where kind = 'step'),
  count(*) filter (where kind = 'opinion' and is_required)
from step_position where dossier_id = any(%s::uuid[]) and left_at is null group by dossier_id, flow_id"""


def objections(dossier_ids: Sequence[UUID]) -> dict[UUID, tuple[Problem, ...]]:
    """Why these dossiers cannot be decided yet."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN, [[str(id_) for id_ in dossier_ids]])
        rows = cursor.fetchall()
    found: dict[UUID, tuple[Problem, ...]] = {}
    for id_, flow_id, steps, opinions in rows:
        kept = flows.flow(flow_id=flow_id)
        assert kept is not None
        where = regions(kept.flow)
        problems = rules.deciding_problems(sum(bool(where[step]) for step in steps or ()), opinions)
        if problems:
            found[id_] = problems
    return found

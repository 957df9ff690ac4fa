"""Reading where dossiers are. Everything passes the one gate: `viewer=` first, row-level security behind it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel import deadlines
from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local, local_day
from thongsuot.kernel.deadlines import Pause, Term
from thongsuot.kernel.errors import Problem
from thongsuot.kernel.names import fold
from thongsuot.kernel.workdays import WorkCalendar
from thongsuot.plumbing.access import reading
from thongsuot.plumbing.records import as_json
from thongsuot.registers.calendars import queries as calendars
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.catalogue.queries import ClockRuleRecord
from thongsuot.registers.flows import queries as flows
from thongsuot.registers.flows.queries import FlowRecord
from thongsuot.registers.flows.rules import LINKED, Flow, Place, Step, begun, office_on, regions
from thongsuot.registers.units import queries as units
from thongsuot.registers.units.rules import AgencyKind
from thongsuot.work.dossiers.queries import DossierRecord
from thongsuot.work.dossiers.rules import Move, State
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
    silence: str = ""
    kept_for: int | None = None

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
        step_due(record, step.term, record.received_at), None, None, None, "", "",
    )  # fmt: skip


def calendar_of(record: DossierRecord, day: date) -> WorkCalendar:
    """The calendar by which the dossier's own term runs."""
    office = units.agency(agency_id=record.competent_agency_id)
    unit_id = office.unit_id if office else None
    return calendars.calendar_for(authority_id=record.authority_id, unit_id=unit_id, day=day)


def step_due(record: DossierRecord, term: Term | None, entered_at: datetime) -> datetime | None:
    """Until when a step of this term that began then lasts; None without a term, and while the applicant is waited for.

    The step that was in hand when the dossier was extended lasts as much longer.
    """
    due_at = due_of(record, term, entered_at, rules.pauses_within(record.pauses, entered_at))
    granted = record.extension.granted_at if record.extension else None
    if due_at is None or granted is None or record.term is None or entered_at > granted:
        return due_at
    calendar = calendar_of(record, local_day(record.received_at))
    known = replace(record, pauses=tuple(p for p in record.pauses if p.from_at < granted))
    before, after = replace(known, extension=None).due(calendar).due_at, known.due(calendar).due_at
    return rules.stretched(due_at, before, after, calendar) if before and after else due_at


def due_of(
    record: DossierRecord, term: Term | None, from_at: datetime, pauses: Sequence[Pause] = ()
) -> datetime | None:
    """When a term that begins then ends by the calendar of the dossier; None without a term."""
    if term is None:
        return None
    calendar = calendar_of(record, local_day(from_at))
    return deadlines.due_date(received_at=from_at, term=term, calendar=calendar, pauses=pauses).due_at


def silence_of(record: DossierRecord) -> ClockRuleRecord | None:
    """The rule by which an asked agency's silence is consent; None where the procedure's law says nothing of it."""
    version = catalogue.version(version_id=record.procedure_version_id)
    day = local_day(record.received_at)
    rule = catalogue.clock_rule(procedure_code=version.code, day=day) if version else None
    return rule if rule is not None and rule.silence == "asked" else None


def agency_for(record: DossierRecord, step: Step, day: date) -> int | None:
    """Who does a step of this dossier; None: an office that the register does not have, or has twice."""
    if step.at is Place.COUNTER:
        return now_at(record, record.received_agency_id, day)
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
    if step.at in LINKED:
        offices = flows.offices(authority_id=record.authority_id)
        office = office_on(offices, step.at, record.territory_id, day)
        if office is not None:
            return now_at(record, office.agency_id, day) if office.agency_id else None
    everywhere = units.agencies_of(authority_id=record.authority_id, day=day)
    found = [a for a in everywhere if words and words in fold(a.name)]
    near = [a for a in found if a.unit_id == record.territory_id] or found
    return near[0].id if len(near) == 1 else None


def now_at(record: DossierRecord, agency_id: int, day: date) -> int:
    """Who does on a day what an agency was to do: itself, or the one that followed it.

    Of several that followed, the one that has the dossier; without any, whoever has it.
    """
    heirs = [a.id for a in units.agency_successors(agency_id=agency_id, day=day)]
    if agency_id in heirs:
        return agency_id
    return heirs[0] if len(heirs) == 1 else record.holder_agency_id


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
def open_at(*, viewer: Actor, agency_ids: Collection[int]) -> tuple[tuple[UUID, int], ...]:
    """(dossier, agency) of every step and question that is open at these agencies."""
    rows = Position.objects.filter(agency__in=list(agency_ids), left_at__isnull=True)
    return tuple(rows.order_by("id").values_list("dossier_id", "agency_id"))


@reading
def position(*, viewer: Actor, dossier_id: UUID, number: int) -> PositionRecord | None:
    """One place, or None when the viewer sees none."""
    row = Position.objects.filter(dossier=dossier_id, number=number).first()
    return record_of(row) if row else None


def in_hands(
    found: Standing, pauses: Sequence[Pause], calendar: WorkCalendar, now: datetime
) -> list[tuple[int | None, int]]:
    """Office minutes that each agency had the dossier, the longest first; None: offices outside the register.

    pauses: when the applicant was waited for, which is nobody's time.
    """
    stays = [Stay(p.agency_id, p.entered_at, p.left_at) for p in found.positions]
    total: dict[int | None, int] = {}
    for stay in rules.without(rules.merged(stays, now), pauses, now):
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


# Each of the two agencies of an open place is led on by itself: a word for the dossier, its territory's way, the rest.
# Undone, what the run led on and nobody has led further goes back to where it was, whatever else leads there.
GOING = """with w as (
  select * from jsonb_to_recordset(%(ways)s::jsonb) as w(old_agency_id bigint, new_agency_id bigint, territory_id bigint)
), g as (
  select distinct on (dossier_id, old_agency_id) * from jsonb_to_recordset(%(assigned)s::jsonb)
    as a(dossier_id uuid, old_agency_id bigint, new_agency_id bigint) order by dossier_id, old_agency_id
), p as (
  select p.id, p.dossier_id, p.code, p.flow_id, p.kind, p.step, p.due_at, p.agency_id as a0, p.asked_by_id as b0,
    d.territory_id,
    case when %(back)s and p.carried->-1->>'ref' = %(ref)s then p.carried->-1 end as was
  from step_position p join dossier d on d.id = p.dossier_id
  where p.left_at is null and p.authority_id = %(authority)s
    and (p.agency_id = any(%(olds)s::bigint[]) or p.asked_by_id = any(%(olds)s::bigint[])
      or (%(back)s and p.carried->-1->>'ref' = %(ref)s))
), t as (
  select p.*,
    coalesce(case when (was->>'agency_to')::bigint = a0 then (was->>'agency')::bigint end,
      ga.new_agency_id, ta.new_agency_id, aa.new_agency_id, a0) as a1,
    coalesce(case when (was->>'asked_by_to')::bigint = b0 then (was->>'asked_by')::bigint end,
      gb.new_agency_id, tb.new_agency_id, ab.new_agency_id, b0) as b1
  from p
  left join g ga on ga.dossier_id = p.dossier_id and ga.old_agency_id = p.a0
  left join w ta on ta.old_agency_id = p.a0 and ta.territory_id = p.territory_id
  left join w aa on aa.old_agency_id = p.a0 and aa.territory_id is null
  left join g gb on gb.dossier_id = p.dossier_id and gb.old_agency_id = p.b0
  left join w tb on tb.old_agency_id = p.b0 and tb.territory_id = p.territory_id
  left join w ab on ab.old_agency_id = p.b0 and ab.territory_id is null
)"""
TASKS = f"""{GOING} select id, dossier_id, code, flow_id, kind, step, due_at, a0,
  case when a1 = any(%(ends)s::bigint[]) then null else a1 end from t where a0 = any(%(olds)s::bigint[]) order by id"""


@dataclass(frozen=True, slots=True)
class Task:
    """An open place at an agency that is reorganised, and who goes on with it; `to_id` None: a person has to say."""

    id: int
    dossier_id: UUID
    code: str
    flow_id: int
    kind: Kind
    step: str
    due_at: datetime | None
    from_id: int
    to_id: int | None


def params_of(move: Move) -> dict[str, Any]:
    """The switch as `GOING` takes it."""
    return {
        "ways": as_json(move.ways), "assigned": as_json(move.assigned), "authority": move.authority_id, "ref": move.ref,
        "back": move.back, "olds": move.from_ids, "ends": sorted(move.ends),
    }  # fmt: skip


@reading
def tasks_going(*, viewer: Actor, move: Move) -> tuple[Task, ...]:
    """Steps and questions that are open at the agencies of a switch, in order, and where each would go."""
    with connection.cursor() as cursor:
        cursor.execute(TASKS, params_of(move))
        return tuple(
            Task(id_, dossier, code, flow, Kind(kind), step, due_at, from_id, to_id)
            for id_, dossier, code, flow, kind, step, due_at, from_id, to_id in cursor.fetchall()
        )

"""Running dossiers and a new version of their flow: who would be where, and taking those over who stand surely."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.access import reading, seeing
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.flows import queries as flows
from thongsuot.registers.flows import rules as flow_rules
from thongsuot.registers.flows.queries import FlowRecord
from thongsuot.registers.flows.rules import Rebased, Running
from thongsuot.work.steps import queries, rules
from thongsuot.work.steps.models import Position
from thongsuot.work.steps.queries import Standing
from thongsuot.work.steps.services import writing

REBASED_MOST = 500


@dataclass(frozen=True, slots=True)
class Preview:
    """A dossier that runs by an older version: where it is, and where it would be."""

    dossier_id: UUID
    code: str
    standing: Standing
    moved: Rebased


def newest(code: str, day: date) -> FlowRecord:
    """The version in force on a day. Raises NotFound."""
    found = [f for f in flows.flows() if f.flow.code == code and f.flow.valid_from <= day]
    if not found:
        raise NotFound(Problem("no_such_flow", "Không có quy trình này."))
    return found[0]


@reading
def preview(*, viewer: Actor, code: str, day: date) -> tuple[Preview, ...]:
    """Dossiers in the viewer's sight that run by another version of the flow, up to 500."""
    new = newest(code, day)
    rows = Position.objects.filter(left_at__isnull=True, kind=rules.Kind.STEP.value, flow__code=code)
    ids = rows.exclude(flow_id=new.id).order_by("dossier").values_list("dossier_id", flat=True).distinct()
    found: dict[UUID, list[queries.PositionRecord]] = {}
    for position in queries.positions_of(list(ids[:REBASED_MOST])):
        found.setdefault(position.dossier_id, []).append(position)
    return tuple(_preview(id_, positions, new) for id_, positions in found.items())


def _preview(id_: UUID, positions: Sequence[queries.PositionRecord], new: FlowRecord) -> Preview:
    old = flows.flow(flow_id=positions[-1].flow_id)
    assert old is not None
    standing = Standing(old, tuple(positions))
    return Preview(id_, positions[0].code, standing, where(standing, new))


def where(standing: Standing, new: FlowRecord) -> Rebased:
    """Where the dossier would be in the new version."""
    marks = standing.marks()
    open_ = {p.step for p in standing.open()}
    done = {step for step, mark in marks.items() if mark == "done"}
    return flow_rules.rebased(standing.flow, new.flow, open_, done)


@command("steps.rebase")
def rebase(
    *, actor: Actor, now: datetime, agency_id: int, code: str, day: date, dossier_ids: Sequence[UUID]
) -> int:
    """Let dossiers go on by the version in force; how many did. Those that a person must see stay as they are.

    Raises `Refused` where the flow's rule is that running dossiers keep their version.
    """
    new = newest(code, day)
    if new.flow.running is not Running.REBASE:
        message = "Hồ sơ đang giải quyết giữ bản quy trình lúc tiếp nhận: quy trình {code} không cho chuyển."
        raise Refused(Problem("keeps_version", message, "", {"code": code}))
    moved = 0
    for id_ in sorted(dossier_ids):
        writing.must_see(actor, id_)
        with seeing(SYSTEM):
            moved += _move(writing.opened(actor, now, agency_id, id_), new)
    note(subject="dossiers", count=moved, flow=code, version=new.flow.version)
    return moved


def _move(way: writing.Way, new: FlowRecord) -> int:
    """1 when the dossier goes on by the new version; its opinions stay asked, its time goes on."""
    if way.standing.record.id == new.id or way.standing.flow.code != new.flow.code:
        return 0
    found = where(way.standing, new)
    if found.lost or not found.open:
        return 0
    entered = {p.step: p.entered_at for p in way.standing.open()}
    asked = way.standing.open(rules.Kind.OPINION)
    writing.leave(way, [p.number for p in (*way.standing.open(), *asked)], rules.Outcome.MOVED)
    rows = []
    for old, to in found.open.items():
        step = new.flow.step(to)
        agency_id = queries.agency_for(way.record, step, local_day(way.now))
        due_at = queries.step_due(way.record, step.term, entered[old])
        rows.append(_row(way, new, to, entered[old], agency_id=agency_id, due_at=due_at))
    for p in asked:
        more = {
            "agency_id": p.agency_id,
            "due_at": p.due_at,
            "asked_by_id": p.asked_by_id,
            "question": p.question,
            "silence": p.silence,
        }
        rows.append(_row(way, new, found.open.get(p.step, p.step), p.entered_at, kind="opinion",
                         is_required=p.is_required, **more))  # fmt: skip
    Position.objects.bulk_create(rows)
    return 1


def _row(way: writing.Way, new: FlowRecord, step: str, entered_at: datetime, **more: object) -> Position:
    number = way.next_number
    way.next_number += 1
    given = {"kind": rules.Kind.STEP.value, **more}
    return Position(
        dossier_id=way.record.id, authority_id=way.record.authority_id, code=way.record.code, flow_id=new.id,
        number=number, step=step, entered_at=entered_at, **given,
    )  # fmt: skip

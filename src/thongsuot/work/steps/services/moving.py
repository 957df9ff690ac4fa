"""Running dossiers and a new version of their flow: who would be where, and taking those over who stand surely."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import NotFound, Problem, Refused, refuse_if
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
GLANCE = 100


@dataclass(frozen=True, slots=True)
class Preview:
    """A dossier that runs by an older version: where it is, and where it would be.

    `is_kept`: a person chose that it keeps its own; `proposed`: where a person may send it ("": nowhere is left).
    """

    dossier_id: UUID
    code: str
    standing: Standing
    moved: Rebased
    is_kept: bool = False
    proposed: str = ""

    @property
    def needs_person(self) -> bool:
        """Whether nobody has said yet where it goes on, and it cannot go by itself."""
        return bool(self.moved.lost) and not self.is_kept


def newest(code: str, day: date) -> FlowRecord:
    """The version in force on a day. Raises NotFound."""
    found = [f for f in flows.flows() if f.flow.code == code and f.flow.valid_from <= day]
    if not found:
        raise NotFound(Problem("no_such_flow", "Không có quy trình này."))
    return found[0]


@reading
def preview(*, viewer: Actor, code: str, day: date, most: int = REBASED_MOST) -> tuple[Preview, ...]:
    """Dossiers in the viewer's sight that run by another version of the flow, up to 500."""
    new = newest(code, day)
    rows = Position.objects.filter(left_at__isnull=True, kind=rules.Kind.STEP.value, flow__code=code)
    ids = rows.exclude(flow_id=new.id).order_by("dossier").values_list("dossier_id", flat=True).distinct()
    found: dict[UUID, list[queries.PositionRecord]] = {}
    for position in queries.positions_of(list(ids[:most])):
        found.setdefault(position.dossier_id, []).append(position)
    return tuple(_preview(id_, positions, new) for id_, positions in found.items())


def _preview(id_: UUID, positions: Sequence[queries.PositionRecord], new: FlowRecord) -> Preview:
    old = flows.flow(flow_id=positions[-1].flow_id)
    assert old is not None
    standing = Standing(old, tuple(positions))
    moved = where(standing, new)
    first = flow_rules.proposed(old.flow, new.flow, _done(standing)) if moved.lost else ""
    return Preview(id_, positions[0].code, standing, moved, _is_kept(standing, new), first)


@reading
def needing(*, viewer: Actor, day: date) -> dict[str, int]:
    """Flow → how many of the viewer's dossiers wait for a person to say where they go on; a glance at the first 100."""
    found: dict[str, int] = {}
    several = Counter(record.flow.code for record in flows.flows() if record.flow.valid_from <= day)
    for code in sorted(code for code, versions in several.items() if versions > 1):
        if newest(code, day).flow.running is Running.REBASE:
            found[code] = sum(
                one.needs_person for one in preview(viewer=viewer, code=code, day=day, most=GLANCE)
            )
    return {code: count for code, count in found.items() if count}


def _done(standing: Standing) -> set[str]:
    return {step for step, mark in standing.marks().items() if mark == "done"}


def _is_kept(standing: Standing, new: FlowRecord) -> bool:
    return any(p.kept_for == new.id for p in standing.positions)


def where(standing: Standing, new: FlowRecord) -> Rebased:
    """Where the dossier would be in the new version."""
    open_ = {p.step for p in standing.open()}
    return flow_rules.rebased(standing.flow, new.flow, open_, _done(standing))


@command("steps.rebase")
def rebase(
    *, actor: Actor, now: datetime, agency_id: int, code: str, day: date, dossier_ids: Sequence[UUID]
) -> int:
    """Let dossiers go on by the version in force; how many did. Those that a person must see stay as they are.

    Raises `Refused` where the flow's rule is that running dossiers keep their version.
    """
    new = _rebasing(code, day)
    moved = 0
    for id_ in sorted(dossier_ids):
        writing.must_see(actor, id_)
        with seeing(SYSTEM):
            moved += _move(writing.opened(actor, now, agency_id, id_), new)
    note(subject="dossiers", count=moved, flow=code, version=new.flow.version)
    return moved


@command("steps.place")
def place(
    *, actor: Actor, now: datetime, agency_id: int, code: str, day: date, dossier_id: UUID, to_step: str, reason: str
) -> None:  # fmt: skip
    """A person says of a dossier that cannot go by itself: it goes on at a step of the new version, or ("") keeps its own.

    Raises `Refused` with every reason, NotFound for a dossier that the actor does not see.
    """
    new = _rebasing(code, day)
    writing.must_see(actor, dossier_id)
    with seeing(SYSTEM):
        way = writing.opened(actor, now, agency_id, dossier_id)
        refuse_if(
            (
                *_person_problems(way, new),
                *rules.placing_problems(to_step, flow_rules.alone(new.flow), reason),
            )
        )
        if to_step:
            _put(way, new, to_step, reason.strip())
        else:
            open_ = Position.objects.filter(dossier=dossier_id, left_at__isnull=True)
            open_.update(kept_for=new.id, kept_because=reason.strip())
    note(
        subject=f"dossier:{dossier_id}",
        flow=code,
        version=new.flow.version,
        to=to_step,
        reason=reason.strip(),
    )


def _rebasing(code: str, day: date) -> FlowRecord:
    """The version in force, to which running dossiers may go. Raises NotFound, `Refused`."""
    new = newest(code, day)
    if new.flow.running is not Running.REBASE:
        message = "Hồ sơ đang giải quyết giữ bản quy trình lúc tiếp nhận: quy trình {code} không cho chuyển."
        raise Refused(Problem("keeps_version", message, "", {"code": code}))
    return new


def _person_problems(way: writing.Way, new: FlowRecord) -> tuple[Problem, ...]:
    """Why no person has to say anything here."""
    standing = way.standing
    waits = (
        standing.record.id != new.id
        and standing.flow.code == new.flow.code
        and bool(where(standing, new).lost)
        and not _is_kept(standing, new)
    )
    if waits:
        return ()
    return (Problem("nothing_to_place", "Hồ sơ này không còn chờ người chọn bước. Hãy xem lại danh sách."),)


def _put(way: writing.Way, new: FlowRecord, to_step: str, reason: str) -> None:
    """Everything open ends, questions of its steps too, and the step chosen begins now."""
    writing.leave(way, [p.number for p in way.standing.positions if p.is_open], rules.Outcome.MOVED, reason)
    step = new.flow.step(to_step)
    agency_id = queries.agency_for(way.record, step, local_day(way.now))
    due_at = queries.step_due(way.record, step.term, way.now)
    more = {"agency_id": agency_id, "due_at": due_at, "asked_by_id": way.agency_id}
    Position.objects.bulk_create([_row(way, new, to_step, way.now, **more)])


def _move(way: writing.Way, new: FlowRecord) -> int:
    """1 when the dossier goes on by the new version; its opinions stay asked, its time goes on."""
    if way.standing.record.id == new.id or way.standing.flow.code != new.flow.code:
        return 0
    found = where(way.standing, new)
    if found.lost or not found.open or _is_kept(way.standing, new):
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

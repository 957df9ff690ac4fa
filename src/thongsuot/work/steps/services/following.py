"""What deciding, returning and ending dossiers did to their steps; where received ones begin. By the worker."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.flows import queries as flows
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules import Act
from thongsuot.work.steps import queries, rules
from thongsuot.work.steps.models import Position
from thongsuot.work.steps.services import walking, writing

VERBS = {Act.DECIDE: "dossiers.decide", Act.CONSENT: "dossiers.decide", Act.RETURN: "dossiers.return"}
MOVING = (Act.ASK_FOR_MORE, Act.SUPPLEMENT, Act.EXTEND, Act.PUT_BACK)
ENDS = (Act.REFUSE, Act.WITHDRAW, Act.STOP)


@command("steps.begin", by=frozenset())
def begin(*, actor: Actor, now: datetime, dossier_ids: Sequence[UUID]) -> None:
    """Write down where received dossiers begin; those without a flow, and those that have begun, are left alone."""
    rows = []
    with seeing(SYSTEM):
        begun = set(
            Position.objects.filter(dossier__in=list(dossier_ids)).values_list("dossier_id", flat=True)
        )
        for id_ in dossier_ids:
            record = dossiers.dossier(viewer=SYSTEM, dossier_id=id_) if id_ not in begun else None
            found = queries.standing(viewer=SYSTEM, record=record) if record else None
            if record is not None and found is not None:
                rows += [writing.row_of(record, p, n) for n, p in enumerate(found.positions, 1)]
        Position.objects.bulk_create(rows, ignore_conflicts=True)
    note(subject="dossiers", count=len(rows))


@command("steps.follow", by=frozenset())
def follow(*, actor: Actor, now: datetime, dossier_id: UUID, act: str) -> None:
    """Lead the way on after an act on the dossier itself. Done again it finds nothing to do."""
    with seeing(SYSTEM):
        if not Position.objects.filter(dossier=dossier_id, left_at__isnull=True).exists():
            return
        way = writing.opened(actor, now, None, dossier_id)
        open_ = way.standing.open()
        verb = VERBS.get(Act(act))
        done = [p for p in open_ if verb and way.standing.flow.step(p.step).verb == verb]
        others = [p.number for p in way.standing.positions if p.is_open and p not in done]
        if not done and verb == VERBS[Act.RETURN]:
            return
        writing.leave(way, others, rules.Outcome.ENDED)
        for found in done:
            ways = way.standing.flow.step(found.step).ways
            walking.end(way, found, ways[0].code)
        if not done and verb:
            _jump(way)
    note(subject=f"dossier:{dossier_id}", act=act)


@command("steps.reckon", by=frozenset())
def reckon(*, actor: Actor, now: datetime, dossier_ids: Sequence[UUID]) -> int:
    """Say anew until when the open steps of these dossiers last: they were paused, go on, were given more time, or
    the calendar changed.

    Questions to other agencies keep the day that they were told. Returns how many steps got another one.
    """
    moved = []
    with seeing(SYSTEM):
        open_ = Position.objects.filter(
            dossier__in=list(dossier_ids), left_at__isnull=True, kind=rules.Kind.STEP.value
        ).order_by("dossier_id", "number")
        for id_, rows in groupby(open_.select_for_update(), key=lambda row: row.dossier_id):
            record = dossiers.dossier(viewer=SYSTEM, dossier_id=id_)
            assert record is not None  # its places hold it by a foreign key
            for row in rows:
                kept = flows.flow(flow_id=row.flow_id)
                assert kept is not None
                due_at = queries.step_due(record, kept.flow.step(row.step).term, row.entered_at)
                if due_at != row.due_at:
                    row.due_at = due_at
                    moved.append(row)
        Position.objects.bulk_update(moved, ["due_at"], batch_size=500)
    note(subject="dossiers", count=len(moved))
    return len(moved)


def _jump(way: writing.Way) -> None:
    """Decided from a step before: what is left is to hand out the result."""
    last = [s.id for s in way.standing.flow.steps() if s.verb == VERBS[Act.RETURN]]
    writing.enter(way, last[:1])

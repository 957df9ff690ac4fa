"""Orders of a person at a screen: given with all reasons against it said at once, carried out by a worker.

The officer's grant is asked for when he orders and again when it is carried out. What came of it is written in the
transaction of the switch itself, so an order is done exactly when its switch is.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import Conflict, Problem, refuse_if
from thongsuot.plumbing import access, bus
from thongsuot.plumbing.commands import command, note
from thongsuot.transition.reorganisation import queries, rules
from thongsuot.transition.reorganisation.events import Ordered
from thongsuot.transition.reorganisation.models import Order
from thongsuot.transition.reorganisation.queries import OrderRecord, PlanRecord
from thongsuot.transition.reorganisation.rules import Doing, OrderState
from thongsuot.transition.reorganisation.services import keeping, switching

VERBS = {
    Doing.REHEARSE: switching.rehearse,
    Doing.ACTIVATE: switching.activate,
    Doing.UNDO: switching.undo,
}
OPEN = (OrderState.WAITING, OrderState.RUNNING)


@command("reorganisation.order", grant=False)
def order(
    *,
    actor: Actor,
    now: datetime,
    agency_id: int,
    plan_id: int,
    doing: Doing,
    typed: str = "",
    seen: str = "",
) -> int:
    """Order that a plan be rehearsed, carried out or undone; a worker begins at once. Returns the order's id.

    typed: the plan's name, written again; seen: the digest of the preview that was looked at (neither is asked for a
    rehearsal). Asks for the grant of `reorganisation.<doing>` at `agency_id`. Raises Refused with every reason that is
    known before the switch is tried, Conflict while another order is under way, NotFound, Forbidden.
    """
    access.require(actor=actor, verb=f"reorganisation.{doing}", agency_id=agency_id, day=local_day(now))
    with access.seeing(SYSTEM):
        found = keeping.locked(plan_id, agency_id, doing)
        refuse_if(_problems(found, doing, now, typed, seen))
        _void(found.id, now)
        try:
            with transaction.atomic():
                made = Order.objects.create(
                    plan_id=plan_id, doing=doing, state=OrderState.WAITING, seen=seen, account_id=actor.account_id or 0,
                    agency_id=agency_id, asked_at=now,
                )  # fmt: skip
        except IntegrityError:
            message = "Phương án đang có một lệnh chưa xong. Hãy chờ lệnh ấy kết thúc."
            raise Conflict(Problem("order_under_way", message, "plan")) from None
    bus.publish(Ordered(made.id))
    note(subject=f"plan:{plan_id}", order=made.id, doing=doing.value)
    return made.id


@command("reorganisation.begin_order", by=frozenset())
def begin_order(*, actor: Actor, now: datetime, order_id: int) -> OrderRecord | None:
    """The worker takes an order in hand; None when it has ended already. Safe to repeat."""
    found = Order.objects.select_for_update().filter(id=order_id, state__in=OPEN).first()
    if found is None:
        return None
    if found.state == OrderState.WAITING:
        found.state, found.started_at = OrderState.RUNNING, now
        found.save(update_fields=["state", "started_at"])
    note(subject=f"plan:{found.plan_id}", order=order_id)
    return queries.order(viewer=SYSTEM, order_id=order_id)


@command("reorganisation.carry_out", grant=False)
def carry_out(*, actor: Actor, now: datetime, agency_id: int, order_id: int) -> None:
    """Do what was ordered, as the officer who ordered it, and write what came of it; nothing when it has ended.

    Raises Refused as the verb itself, or when the order waited too long or its preview is no longer the latest;
    Forbidden before anything is looked up for whoever may do none of it.
    """
    _require_any(actor, agency_id, now)
    with access.seeing(SYSTEM):
        found = Order.objects.select_for_update().filter(id=order_id, state__in=OPEN).first()
        if found is None:
            return
        doing = Doing(found.doing)
        access.require(actor=actor, verb=f"reorganisation.{doing}", agency_id=agency_id, day=local_day(now))
        refuse_if(rules.order_problems(found.asked_at, now))
        if doing is Doing.ACTIVATE:
            plan = queries.plan(viewer=SYSTEM, plan_id=found.plan_id)
            assert plan is not None
            latest = _latest(plan.id)
            refuse_if(
                rules.confirmation_problems(name=plan.name, typed=plan.name, latest=latest, seen=found.seen)
            )
        done = VERBS[doing](actor=actor, now=now, agency_id=agency_id, plan_id=found.plan_id)
        outcome = {
            "run": done.run, "moved": done.moved, "arrived": done.arrived, "in_hand": done.in_hand,
            "digest": done.digest, "holds": done.balance["holds"], "seconds": dict(done.seconds),
        }  # fmt: skip
        Order.objects.filter(id=order_id).update(state=OrderState.DONE, ended_at=now, outcome=outcome)
    note(subject=f"plan:{found.plan_id}", order=order_id, count=done.moved)


@command("reorganisation.turn_down", by=frozenset())
def turn_down(*, actor: Actor, now: datetime, order_id: int, problems: Sequence[Problem]) -> None:
    """Write why an order was not carried out."""
    Order.objects.filter(id=order_id, state__in=OPEN).update(
        state=OrderState.REFUSED, ended_at=now, problems=queries.kept(problems)
    )
    note(order=order_id, count=len(problems))


def _require_any(actor: Actor, agency_id: int, now: datetime) -> None:
    """Whoever may do nothing that can be ordered is not told which orders there are."""
    day = local_day(now)
    if not any(
        access.may(actor=actor, verb=f"reorganisation.{doing}", agency_id=agency_id, day=day)
        for doing in VERBS
    ):
        access.require(actor=actor, verb=f"reorganisation.{Doing.REHEARSE}", agency_id=agency_id, day=day)


def _problems(found: PlanRecord, doing: Doing, now: datetime, typed: str, seen: str) -> list[Problem]:
    problems: list[Problem] = []
    if doing is not Doing.REHEARSE:
        latest = _latest(found.id) if doing is Doing.ACTIVATE else seen
        problems += rules.confirmation_problems(name=found.name, typed=typed, latest=latest, seen=seen)
    if doing is Doing.ACTIVATE:
        problems += rules.day_problems(found.day, local_day(now))
    if doing is not Doing.UNDO:
        problems += rules.changed_since(found.sections, queries.sections_of(viewer=SYSTEM, found=found))
    return problems


def _latest(plan_id: int) -> str:
    found = queries.report(viewer=SYSTEM, plan_id=plan_id, kind="preview")
    return found.digest if found else ""


def _void(plan_id: int, now: datetime) -> None:
    """An order that nobody could begin in time does not stand in the way of a new one."""
    for old in Order.objects.filter(plan_id=plan_id, state=OrderState.WAITING):
        problems = rules.order_problems(old.asked_at, now)
        if problems:
            old.state, old.ended_at, old.problems = OrderState.REFUSED, now, queries.kept(problems)
            old.save(update_fields=["state", "ended_at", "problems"])

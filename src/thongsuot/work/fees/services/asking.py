"""Asking a gateway what became of a payment of which nothing was heard, until it says so or a person has to look.

A question is claimed and committed before it is asked, and no transaction waits for an answer: a worker that dies
leaves an order that is asked about again.
"""

from datetime import datetime
from uuid import UUID

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing import logs
from thongsuot.plumbing.commands import command, note
from thongsuot.work.fees import models, ports, queries
from thongsuot.work.fees.rules import asking
from thongsuot.work.fees.services import giving_back, ordering

log = logs.get(__name__)


def ask_gateways(*, now: datetime) -> int:
    """Ask about everything that is due. Returns how many questions were asked; one that fails holds up no other."""
    asked = 0
    for order_id in queries.due_orders(now=now):
        asked += _safely(ask_about, order_id, now)
    for back_id in queries.due_backs(now=now):
        asked += _safely(giving_back.bring, back_id, now)
    return asked


def _safely(act: object, subject: UUID, now: datetime) -> int:
    assert callable(act)
    try:
        act(subject, now=now)
    except Exception as error:  # what is wrong with one payment must not keep the others waiting
        log.warning("gateway_question_failed", subject=str(subject), error=type(error).__name__)
    return 1


def ask_about(order_id: UUID, *, now: datetime) -> None:
    """One question about one order, and what follows from its answer."""
    order = claim(actor=SYSTEM, now=now, order_id=order_id)
    gateway = ports.gateway(order.way) if order else None
    if order is None or gateway is None:
        return
    question = ports.Question(mark=uuid7().hex, code=order.code, made_at=order.made_at, at=now)
    try:
        answer = gateway.ask(question)
    except ports.Unanswered as error:
        answered(actor=SYSTEM, now=now, order_id=order_id, answer=None, why=error.why)
    else:
        answered(actor=SYSTEM, now=now, order_id=order_id, answer=answer)


@command("fees.ask", by=frozenset())
def claim(*, actor: Actor, now: datetime, order_id: UUID) -> queries.OrderRecord | None:
    """Take the next question about an order for oneself; None when somebody else has it or there is none."""
    note(subject=f"order:{order_id}")
    if order_id not in queries.due_orders(now=now):
        return None
    row = models.FeeOrder.objects.select_for_update(skip_locked=True).filter(pk=order_id).first()
    if row is None or (row.ask_at is not None and row.ask_at > now):
        return None
    row.asks, row.ask_at = row.asks + 1, now + asking.pause(row.asks)
    row.save(update_fields=["asks", "ask_at"])
    return queries.order_by_code(code=row.code)


@command("fees.answered", by=frozenset())
def answered(
    *, actor: Actor, now: datetime, order_id: UUID, answer: ports.Answered | None, why: str = ""
) -> str:
    """Write down what came back and settle the order by it, once. Returns the outcome in a word."""
    row = models.FeeOrder.objects.get(pk=order_id)
    outcome = _settled(actor, now, row, answer) if answer else "unanswered"
    models.FeeAsk.objects.create(
        order_id=row.pk, asked="payment", outcome=outcome, external_ref=answer.ref[:60] if answer else "",
        vnd=answer.vnd if answer else None, at=now,
    )  # fmt: skip
    if outcome == ordering.Verdict.WRONG_AMOUNT:
        models.FeeOrder.objects.filter(pk=row.pk).update(doubt=asking.Doubt.WRONG_AMOUNT)
    elif outcome in ("unanswered", "open") and asking.is_given_up(made_at=row.made_at, now=now):
        models.FeeOrder.objects.filter(pk=row.pk).update(doubt=asking.Doubt.GIVEN_UP)
    note(subject=f"order:{row.code}", outcome=outcome, why=why)
    return outcome


def _settled(actor: Actor, now: datetime, row: models.FeeOrder, answer: ports.Answered) -> str:
    """What an answer does to an order; "open" when it says nothing final."""
    if answer.is_back or answer.stand is ports.Stand.UNDER_WAY:
        return "open"
    if answer.stand is ports.Stand.UNKNOWN:
        if now < row.expires_at:
            return "open"
        models.FeeOrder.objects.filter(pk=row.pk, failed_at=None).update(failed_at=now)
        return "unknown"
    is_paid = answer.stand is ports.Stand.DONE
    told = ports.Told(code=row.code, ref=answer.ref, vnd=answer.vnd, is_paid=is_paid)
    return ordering.settle(actor=actor, now=now, gateway=row.way, told=told).value

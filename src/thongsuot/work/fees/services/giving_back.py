"""Money that a gateway gives back to whoever paid it: asked for by an officer, brought there by a job, booked once.

The ledger moves when the gateway says that it is done, not before; until then the sum is held, so that nobody pays it
back a second time. The same mark asks for the same money, and is asked again only after the gateway, questioned, did
not know of it.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import NotFound, Problem, refuse_if
from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.commands import OFFICERS, command, note
from thongsuot.work.fees import models, ports, queries, rules
from thongsuot.work.fees.rules import asking
from thongsuot.work.fees.rules.asking import Back
from thongsuot.work.fees.services import booking

STANDS = {ports.Stand.UNDER_WAY: Back.UNDER_WAY, ports.Stand.REFUSED: Back.REFUSED}


@command("fees.refund_online", by=OFFICERS)
def refund_online(
    *, actor: Actor, now: datetime, agency_id: int, dossier_id: UUID, payment_id: UUID, vnd: int, reason: str,
    ground: str = "",
) -> queries.BackRecord:  # fmt: skip
    """Ask the gateway that took a payment to give back all or a part of it. Raises `Refused`, `NotFound`."""
    record = booking.locked(actor=actor, dossier_id=dossier_id)
    paid = queries.online_payments(viewer=actor, dossier_id=record.id)
    one = next((p for p in paid if p.payment.id == payment_id), None)
    if one is None:
        raise NotFound(Problem("no_such_payment", "Không có khoản nộp qua cổng này.", "payment"))
    balance = queries.standing(viewer=actor, record=record).balance
    held = queries.asked_back(viewer=actor, dossier_id=record.id)
    refuse_if(
        asking.back_problems(
            vnd=vnd, reason=reason, of_payment=one.left, is_open=one.is_asked,
            of_dossier=balance.paid - balance.refunded - held,
            is_offered=one.gateway in {g.name for g in ports.askable()},
        )
    )  # fmt: skip
    order_id = models.FeeTransfer.objects.values_list("order_id", flat=True).get(pk=payment_id)
    row = models.FeeBack.objects.create(
        id=uuid7(), mark=uuid7().hex, dossier_id=record.id, agency_id=agency_id, authority_id=record.authority_id,
        order_id=order_id, payment_id=payment_id, gateway=one.gateway, vnd=vnd, is_whole=vnd == one.payment.vnd,
        reason=reason.strip(), ground=ground.strip(), actor=actor.key, asked_at=now, state=Back.ASKED, ask_at=now,
    )  # fmt: skip
    note(subject=f"dossier:{record.id}", code=record.code, vnd=vnd, gateway=one.gateway)
    return next(b for b in queries.backs_of(viewer=actor, dossier_id=record.id) if b.id == row.pk)


def bring(back_id: UUID, *, now: datetime) -> None:
    """One request to its gateway, or one question after it, and what follows from the answer."""
    row = claim(actor=SYSTEM, now=now, back_id=back_id)
    gateway = ports.gateway(row.gateway) if row else None
    if row is None or gateway is None:
        return
    try:
        answer = _answer(gateway, row, now)
    except ports.Unanswered as error:
        told(actor=SYSTEM, now=now, back_id=back_id, answer=None, why=error.why)
    else:
        told(actor=SYSTEM, now=now, back_id=back_id, answer=answer)


def _answer(gateway: ports.PaymentGateway, row: models.FeeBack, now: datetime) -> ports.Answered:
    """What the gateway says; it is asked for the money only where it does not know of the request yet."""
    paid = row.payment.external_ref.partition(":")[2]
    if row.asks > 1:
        question = ports.Question(uuid7().hex, row.order.code, row.order.made_at, now, row.external_ref)
        found = gateway.ask(question)
        if found.is_back and _is_about(row, found):
            return found
        if row.state == Back.UNDER_WAY:
            return ports.Answered(ports.Stand.UNDER_WAY, row.external_ref, row.vnd, is_back=True)
    answer = gateway.give_back(
        ports.BackAsked(
            mark=row.mark, code=row.order.code, ref=paid, vnd=row.vnd, is_whole=row.is_whole,
            made_at=row.order.made_at, at=now, by=row.actor,
        )
    )  # fmt: skip
    if answer.stand is ports.Stand.DONE and not _is_about(row, answer):
        raise ports.Unanswered("trả lời về khoản khác")
    return answer


def _is_about(row: models.FeeBack, answer: ports.Answered) -> bool:
    with seeing(SYSTEM):
        done = models.FeeBack.objects.filter(payment_id=row.payment_id, state=Back.DONE)
        refs = set(done.values_list("external_ref", flat=True)) - {row.payment.external_ref.partition(":")[2]}
    return asking.is_about(vnd=row.vnd, ref=answer.ref, told_vnd=answer.vnd, earlier=refs)


@command("fees.bring_back", by=frozenset())
def claim(*, actor: Actor, now: datetime, back_id: UUID) -> models.FeeBack | None:
    """Take the next step of a request for oneself; None when somebody else has it or there is none."""
    note(subject=f"back:{back_id}")
    rows = models.FeeBack.objects.filter(pk=back_id, state__in=asking.OPEN_BACKS, ask_at__lte=now)
    row = rows.select_for_update(skip_locked=True, of=("self",)).select_related("order", "payment").first()
    if row is None:
        return None
    row.asks, row.ask_at = row.asks + 1, now + asking.pause(row.asks)
    row.save(update_fields=["asks", "ask_at"])
    return row


@command("fees.told_back", by=frozenset())
def told(*, actor: Actor, now: datetime, back_id: UUID, answer: ports.Answered | None, why: str = "") -> Back:
    """Write down what came back, and book the refund once when it is done."""
    row = models.FeeBack.objects.select_related("order").get(pk=back_id)
    with connection.cursor() as cursor:
        cursor.execute(booking.LOCK, [str(row.dossier_id)])
    row.refresh_from_db(fields=["state"])
    models.FeeAsk.objects.create(
        order_id=row.order_id, back_id=row.pk, asked="back", outcome=answer.stand.value if answer else "unanswered",
        external_ref=answer.ref[:60] if answer else "", vnd=answer.vnd if answer else None, at=now,
    )  # fmt: skip
    if answer is not None and row.state in asking.OPEN_BACKS:
        _moved(actor, now, row, answer)
    note(subject=f"order:{row.order.code}", mark=row.mark, state=row.state, why=why)
    return Back(row.state)


def _moved(actor: Actor, now: datetime, row: models.FeeBack, answer: ports.Answered) -> None:
    if answer.stand is ports.Stand.DONE:
        row.state, row.transfer_id, row.settled_at = Back.DONE, _booked(actor, now, row).id, now
    elif answer.stand in STANDS:
        row.state = STANDS[answer.stand]
        row.settled_at = now if row.state == Back.REFUSED else None
    row.external_ref, row.said = answer.ref[:60] or row.external_ref, answer.said[:300]
    row.save(update_fields=["state", "transfer", "settled_at", "external_ref", "said"])


def _booked(actor: Actor, now: datetime, row: models.FeeBack) -> queries.TransferRecord:
    record = booking.locked(actor=actor, dossier_id=row.dossier_id)
    before = queries.standing(viewer=actor, record=record).balance
    return booking.book(
        actor=actor, now=now, kind=rules.Kind.REFUND, authority_id=row.authority_id, dossier_id=row.dossier_id,
        agency_id=queries.collector(record=record, agency_id=row.agency_id, day=local_day(now)),
        order_id=row.order_id, vnd=row.vnd, method="gateway", external_ref=f"{row.gateway}:{row.mark}",
        postings=rules.refunded(vnd=row.vnd, out_of=rules.Account.GATEWAY, before=before),
        detail={"reason": row.reason, "ground": row.ground, "payer": record.applicant_name},
    )  # fmt: skip

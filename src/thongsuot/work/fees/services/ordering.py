"""Paying online: an order with a code of its own, and what a gateway tells of it, however often and however late."""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import Conflict, Problem, refuse_if
from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.commands import CITIZENS, command, note
from thongsuot.work.dossiers.queries import DossierRecord
from thongsuot.work.fees import models, ports, queries, rules
from thongsuot.work.fees.queries.standing import ENDED
from thongsuot.work.fees.rules import matching
from thongsuot.work.fees.services import booking, charging

BY_QR = "vietqr"
# A code is typed by people into banks: no letters that look like digits, none with accents.
SIGNS, SIZE = matching.SIGNS, 10
LASTS = {BY_QR: timedelta(days=7)}
GATEWAY_LASTS = timedelta(minutes=15)


class Verdict(StrEnum):
    """What became of a gateway's message."""

    PAID = "paid"
    AGAIN = "again"
    FAILED = "failed"
    UNKNOWN_ORDER = "unknown_order"
    WRONG_AMOUNT = "wrong_amount"
    BAD_SIGNATURE = "bad_signature"


@command("fees.order", by=CITIZENS, grant=False)
def order(*, actor: Actor, now: datetime, dossier_id: UUID, way: str) -> queries.OrderRecord:
    """What the citizen is to pay, with a code for his bank; an open order for the same is given again.

    `way`: `vietqr` or the name of a gateway on offer. Raises `Refused`, `NotFound`.
    """
    record = booking.locked(actor=actor, dossier_id=dossier_id)
    refuse_if(_order_problems(way, record))
    charging.charge_as_published(actor=actor, now=now, agency_id=_collector(record, now), record=record)
    stand = queries.standing(viewer=actor, record=record)
    if not stand.to_pay:
        refuse_if([Problem("nothing_to_pay", "Hồ sơ này hiện không có khoản nào phải nộp.", "way")])
    found = next(
        (
            one
            for one in queries.orders_of(viewer=actor, dossier_id=record.id)
            if one.way == way and one.vnd == stand.to_pay and now < one.expires_at and not one.is_over
        ),
        None,
    )
    if found is None:
        found = made(now=now, record=record, way=way, vnd=stand.to_pay)
    note(subject=f"dossier:{record.id}", code=record.code, vnd=found.vnd, way=way)
    return found


def made(*, now: datetime, record: DossierRecord, way: str, vnd: int) -> queries.OrderRecord:
    """A new order, within a verb that holds the dossier's money still."""
    code = "TS" + "".join(secrets.choice(SIGNS) for _ in range(SIZE))
    models.FeeOrder.objects.create(
        id=uuid7(), code=code, dossier_id=record.id, agency_id=_collector(record, now),
        authority_id=record.authority_id, way=way, vnd=vnd, made_at=now,
        expires_at=now + LASTS.get(way, GATEWAY_LASTS),
    )  # fmt: skip
    found = queries.order_by_code(code=code)
    assert found is not None
    return found


def _collector(record: DossierRecord, now: datetime) -> int:
    return queries.collector(record=record, agency_id=record.received_agency_id, day=local_day(now))


def _order_problems(way: str, record: DossierRecord) -> list[Problem]:
    found = []
    ways = {one.name for one in ports.offered()}
    if queries.collecting_account(authority_id=record.authority_id) is not None:
        ways.add(BY_QR)
    if way not in ways:
        found.append(Problem("way_unknown", "Hãy chọn một cách nộp tiền trong danh sách.", "way"))
    if record.state in ENDED:
        found.append(Problem("dossier_ended", "Hồ sơ đã kết thúc; không còn tính phí, lệ phí."))
    return found


@command("fees.settle", by=frozenset())
def settle(*, actor: Actor, now: datetime, gateway: str, told: ports.Told | None) -> Verdict:
    """Book what a gateway tells, once for each of its payments. `told` None: the signature was not its own.

    Paid twice, too late, or for a dossier that has ended: the money is booked as owed back, never lost.
    """
    found = queries.order_by_code(code=told.code) if told else None
    verdict = _verdict(actor, now, gateway, told, found)
    models.FeeNotice.objects.create(
        gateway=gateway, code=told.code[:60] if told else "", external_ref=told.ref[:60] if told else "",
        vnd=told.vnd if told else None, verdict=verdict.value, at=now,
        agency_id=found.agency_id if found else None, authority_id=found.authority_id if found else None,
    )  # fmt: skip
    note(subject=f"order:{found.code}" if found else gateway, verdict=verdict.value)
    return verdict


def _verdict(
    actor: Actor, now: datetime, gateway: str, told: ports.Told | None, found: queries.OrderRecord | None
) -> Verdict:
    if told is None:
        return Verdict.BAD_SIGNATURE
    if found is None or found.way != gateway:
        return Verdict.UNKNOWN_ORDER
    record = booking.locked(actor=actor, dossier_id=found.dossier_id)
    ref = f"{gateway}:{told.ref}"
    if queries.payment_by_ref(viewer=actor, method="gateway", external_ref=ref) is not None:
        return Verdict.AGAIN
    if not told.is_paid:
        models.FeeOrder.objects.filter(pk=found.id, failed_at=None).update(failed_at=now)
        return Verdict.FAILED
    if told.vnd != found.vnd:
        return Verdict.WRONG_AMOUNT
    try:
        pay_in(
            actor=actor, now=now, record=record, order=found, vnd=told.vnd, method="gateway", external_ref=ref
        )
    except Conflict:  # the same payment told for another order
        return Verdict.AGAIN
    return Verdict.PAID


@command("fees.take_in", by=frozenset())
def take_in(*, actor: Actor, now: datetime, dossier_id: UUID, vnd: int, external_ref: str) -> Verdict:
    """Book what was paid at the national portal, once for each number of a payment there; nobody ordered it here."""
    record = booking.locked(actor=actor, dossier_id=dossier_id)
    ref = f"{rules.NATIONAL}:{external_ref}"
    if queries.payment_by_ref(viewer=actor, method="gateway", external_ref=ref) is not None:
        return Verdict.AGAIN
    if record.state not in ENDED:
        charging.charge_as_published(actor=actor, now=now, agency_id=_collector(record, now), record=record)
    found = made(now=now, record=record, way=rules.NATIONAL, vnd=vnd)
    pay_in(actor=actor, now=now, record=record, order=found, vnd=vnd, method="gateway", external_ref=ref)
    note(subject=f"dossier:{record.id}", code=record.code, vnd=vnd)
    return Verdict.PAID


def pay_in(
    *, actor: Actor, now: datetime, record: DossierRecord, order: queries.OrderRecord, vnd: int, method: str,
    external_ref: str,
) -> queries.TransferRecord:  # fmt: skip
    """Book money that came in for an order, within a verb that holds the dossier's money still."""
    with seeing(SYSTEM):
        stand = queries.standing(viewer=SYSTEM, record=record)
        lines = queries.charged_lines(queries.transfers_of(viewer=SYSTEM, dossier_id=record.id))
    collects = queries.collector(record=record, agency_id=order.agency_id, day=local_day(now))
    return booking.book(
        actor=actor, now=now, kind=rules.Kind.PAY, agency_id=collects, authority_id=record.authority_id,
        dossier_id=record.id, order_id=order.id, vnd=vnd, method=method, external_ref=external_ref,
        postings=rules.collected(
            vnd=vnd, into=rules.Account(method), before=stand.balance, is_ended=record.state in ENDED
        ),
        detail={"lines": lines, "payer": record.applicant_name},
    )  # fmt: skip

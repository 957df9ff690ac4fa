"""The bank's statement: taking it in, and settling what differs from our book."""

from collections.abc import Sequence
from datetime import date, datetime

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import NotFound, Problem, refuse_if
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.commands import OFFICERS, command, note
from thongsuot.registers.units import queries as units
from thongsuot.work.fees import models, queries, rules
from thongsuot.work.fees.rules import Difference
from thongsuot.work.fees.services import booking, ordering


@command("fees.load_statement", by=OFFICERS)
def load_statement(
    *, actor: Actor, now: datetime, agency_id: int, lines: Sequence[rules.StatementLine]
) -> int:
    """Take in a statement; lines that are there already are passed over. Returns how many are new."""
    authority = _authority(agency_id)
    known = set(
        models.FeeStatementLine.objects.filter(
            agency_id=agency_id, external_ref__in=[line.ref for line in lines]
        ).values_list("external_ref", flat=True)
    )
    fresh = {line.ref: line for line in lines if line.ref not in known}
    models.FeeStatementLine.objects.bulk_create(
        models.FeeStatementLine(
            agency_id=agency_id, authority_id=authority, day=line.day, external_ref=line.ref, vnd=line.vnd,
            text=line.text, loaded_at=now,
        )
        for line in fresh.values()
    )  # fmt: skip
    note(subject=f"agency:{agency_id}", count=len(fresh))
    return len(fresh)


@command("fees.resolve", by=OFFICERS)
def resolve(
    *, actor: Actor, now: datetime, agency_id: int, day: date, external_ref: str, reason: str = ""
) -> Difference:
    """Settle a difference. What the bank has and we have not is booked to the order that its message names.

    What cannot be booked (the bank has less, or nothing) is recorded with its reason. Raises `Refused`, `NotFound`.
    """
    shown = queries.account_day(viewer=actor, agency_id=agency_id, day=day)
    one = next((c for c in shown if c.found.ref == external_ref and c.is_open), None)
    if one is None:
        raise NotFound(Problem("no_such_difference", "Không có chênh lệch này, hoặc đã được xử lý."))
    found, order = one.found, _order(one.found)
    is_bookable = found.gap > 0 and order is not None and _collects(agency_id, order, now)
    refuse_if(_problems(found, reason, is_bookable=is_bookable))
    made = _book(actor, now, found, order) if order is not None and is_bookable else None
    words = reason.strip() or f"Ghi sổ theo nội dung chuyển khoản {order.code if order else ''}"
    models.FeeResolution.objects.create(
        agency_id=agency_id, authority_id=_authority(agency_id), day=day, external_ref=external_ref,
        difference=found.difference.value, transfer_id=made.id if made else None, reason=words, actor=actor.key,
        at=now,
    )  # fmt: skip
    note(
        subject=f"agency:{agency_id}",
        ref=external_ref,
        difference=found.difference.value,
        booked=made is not None,
    )
    return found.difference


def _collects(agency_id: int, order: queries.OrderRecord, now: datetime) -> bool:
    """Whether the agency collects what was ordered, itself or in the place of one that has ended."""
    if order.agency_id == agency_id:
        return True
    with seeing(SYSTEM):
        record = booking.locked(actor=SYSTEM, dossier_id=order.dossier_id)
    return booking.collector(record=record, agency_id=order.agency_id, day=local_day(now)) == agency_id


def _order(found: rules.Compared) -> queries.OrderRecord | None:
    """The order that the bank's message names."""
    code = rules.order_code_in(found.theirs.text) if found.theirs else ""
    return queries.order_by_code(code=code) if code else None


def _problems(found: rules.Compared, reason: str, *, is_bookable: bool) -> list[Problem]:
    if is_bookable or reason.strip():
        return []
    message = "Nội dung chuyển khoản không nêu lệnh nộp tiền nào. Hãy ghi cách xử lý."
    if found.gap <= 0:
        message = "Ngân hàng chưa nhận đủ số tiền này. Hãy ghi cách xử lý."
    return [Problem("reason_missing", message, "reason")]


def _book(
    actor: Actor, now: datetime, found: rules.Compared, order: queries.OrderRecord | None
) -> queries.TransferRecord | None:
    """The part of the money that our book has not; a second part of one payment gets a number of its own."""
    if order is None:
        return None
    with seeing(SYSTEM):
        record = booking.locked(actor=SYSTEM, dossier_id=order.dossier_id)
    ref = found.ref if found.ours is None else f"{found.ref}+"
    return ordering.pay_in(
        actor=actor, now=now, record=record, order=order, vnd=found.gap, method="bank", external_ref=ref
    )


def _authority(agency_id: int) -> int:
    agency = units.agency(agency_id=agency_id)
    if agency is None or agency.authority_id is None:
        raise NotFound(Problem("no_such_agency", "Không có cơ quan này.", "agency"))
    return agency.authority_id

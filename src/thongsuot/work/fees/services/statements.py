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
from thongsuot.work.fees.queries.standing import ENDED
from thongsuot.work.fees.rules import Difference
from thongsuot.work.fees.rules.matching import Match
from thongsuot.work.fees.services import booking, charging, ordering


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
    found = one.found
    target = _target(actor, agency_id, found, now)
    is_bookable = found.gap > 0 and target is not None
    refuse_if(_problems(found, reason, is_bookable=is_bookable))
    made = _book(actor, now, found, target) if target is not None and is_bookable else None
    named = (target.order.code if target.order else target.record.code) if target else ""
    words = reason.strip() or f"Ghi sổ theo nội dung chuyển khoản {named}"
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


def _target(actor: Actor, agency_id: int, found: rules.Compared, now: datetime) -> queries.Target | None:
    """Whom the bank's message names."""
    text = found.theirs.text if found.theirs else ""
    return queries.target_of(viewer=actor, agency_id=agency_id, text=text, day=local_day(now))


def _problems(found: rules.Compared, reason: str, *, is_bookable: bool) -> list[Problem]:
    if is_bookable or reason.strip():
        return []
    message = "Nội dung chuyển khoản không nêu lệnh nộp tiền nào. Hãy ghi cách xử lý."
    if found.gap <= 0:
        message = "Ngân hàng chưa nhận đủ số tiền này. Hãy ghi cách xử lý."
    return [Problem("reason_missing", message, "reason")]


def _book(
    actor: Actor, now: datetime, found: rules.Compared, target: queries.Target
) -> queries.TransferRecord:
    """The part of the money that our book has not; a second part of one payment gets a number of its own."""
    ref = found.ref if found.ours is None else f"{found.ref}+"
    return _paid(actor, now, target, vnd=found.gap, ref=ref)


def _paid(
    actor: Actor, now: datetime, target: queries.Target, *, vnd: int, ref: str
) -> queries.TransferRecord:
    """Book a transfer to whom its message names; a dossier that was named without an order gets one."""
    with seeing(SYSTEM):
        record = booking.locked(actor=SYSTEM, dossier_id=target.record.id)
    order = target.order
    if order is None:
        agency_id = queries.collector(record=record, agency_id=record.received_agency_id, day=local_day(now))
        if record.state not in ENDED:
            with seeing(SYSTEM):
                charging.charge_as_published(actor=SYSTEM, now=now, agency_id=agency_id, record=record)
        order = ordering.made(now=now, record=record, way=ordering.BY_QR, vnd=vnd)
    return ordering.pay_in(
        actor=actor, now=now, record=record, order=order, vnd=vnd, method="bank", external_ref=ref
    )


@command("fees.book_statement", by=OFFICERS)
def book_statement(*, actor: Actor, now: datetime, agency_id: int, refs: Sequence[str]) -> int:
    """Book those of these lines whose code and sum are what was asked for; the rest stays for a person.

    Judged anew, line by line, with the dossier's money held still: what was seen may be paid by now. Returns how many.
    """
    wanted, count = set(refs), 0
    for one in queries.unbooked(viewer=actor, agency_id=agency_id, day=local_day(now)):
        if one.line.ref not in wanted or one.match is not Match.EXACT or one.target is None:
            continue
        with seeing(SYSTEM):
            booking.locked(actor=SYSTEM, dossier_id=one.target.record.id)
        (again,) = queries.matched(viewer=actor, agency_id=agency_id, lines=[one.line], day=local_day(now))
        if again.match is Match.EXACT and again.target is not None:
            _paid(actor, now, again.target, vnd=one.line.vnd, ref=one.line.ref)
            count += 1
    note(subject=f"agency:{agency_id}", count=count)
    return count


def _authority(agency_id: int) -> int:
    agency = units.agency(agency_id=agency_id)
    if agency is None or agency.authority_id is None:
        raise NotFound(Problem("no_such_agency", "Không có cơ quan này.", "agency"))
    return agency.authority_id

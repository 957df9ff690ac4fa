"""How a transfer is written: its number from the series, itself, and all its postings in one statement."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from thongsuot.kernel.actor import Actor, Kind
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import Conflict, NotFound, Problem
from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing import bus
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.fees import events, models, queries, rules

NOT_THERE = Problem("no_such_dossier", "Không có hồ sơ này, hoặc bạn không được xem.")

# The row stays locked until the commit: a number is given only together with its transfer, so no gap can arise.
NEXT = """insert into fee_counter as c (agency_id, kind, year, last) values (%s, %s, %s, 1)
on conflict (agency_id, kind, year) do update set last = c.last + 1 returning last"""
LOCK = "select pg_advisory_xact_lock(hashtextextended(%s, 5))"


def locked(*, actor: Actor, dossier_id: UUID) -> dossiers.DossierRecord:
    """The dossier, its money held still until the commit. Raises `NotFound`."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [str(dossier_id)])
    record = dossiers.dossier(viewer=actor, dossier_id=dossier_id)
    if record is None:
        raise NotFound(NOT_THERE)
    return record


def next_number(*, agency_id: int, kind: str, year: int) -> int:
    """The next number of a series of an agency in a year."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [agency_id, kind, year])
        return int(cursor.fetchone()[0])


def book(
    *, actor: Actor, now: datetime, kind: rules.Kind, agency_id: int, authority_id: int, vnd: int,
    postings: Sequence[rules.Posting], dossier_id: UUID | None = None, method: str = "", external_ref: str = "",
    order_id: UUID | None = None, detail: dict[str, Any] | None = None,
) -> queries.TransferRecord:  # fmt: skip
    """Write a transfer. Raises `Conflict` when a payment of this number of the bank is booked already."""
    year = local_day(now).year
    is_numbered = kind is not rules.Kind.ASSESS
    try:
        with transaction.atomic():
            number = next_number(agency_id=agency_id, kind=kind.value, year=year) if is_numbered else None
            row = models.FeeTransfer.objects.create(
                id=uuid7(), kind=kind.value, dossier_id=dossier_id, agency_id=agency_id, authority_id=authority_id,
                order_id=order_id, at=now, actor=actor.key,
                officer_id=actor.account_id if actor.kind is Kind.OFFICER else None, method=method,
                external_ref=external_ref, vnd=vnd, year=year if is_numbered else None, number=number,
                detail=detail or {},
            )  # fmt: skip
            models.FeePosting.objects.bulk_create(
                [models.FeePosting(transfer=row, account=p.account.value, vnd=p.vnd) for p in postings]
            )
    except IntegrityError as error:
        if "fee_transfer_once" not in str(error):
            raise
        message = "Giao dịch {ref} đã được ghi sổ trước đó."
        raise Conflict(Problem("booked_already", message, "external_ref", {"ref": external_ref})) from None
    if dossier_id is not None:
        bus.publish(events.MoneyMoved(dossier_id, row.pk), order=str(dossier_id))
    found = queries.transfer(viewer=actor, transfer_id=row.pk)
    assert found is not None
    return found

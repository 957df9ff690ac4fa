"""Closing a drawer: what the officer counted beside what the ledger expects."""

from datetime import datetime

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import NotFound, Problem, refuse_if
from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing.commands import OFFICERS, command, note
from thongsuot.registers.units import queries as units
from thongsuot.work.fees import models, queries
from thongsuot.work.fees.services import booking

SERIES = "closing"


@command("fees.close_counter", by=OFFICERS)
def close_counter(
    *, actor: Actor, now: datetime, agency_id: int, counted_vnd: int, explanation: str = ""
) -> queries.ClosingRecord:
    """Close the officer's drawer at an agency; every transfer of cash is counted in one closing.

    What he took at agencies that have ended, and for which this one stands, is counted here.

    Raises `Refused` (nothing to close; a difference without an explanation).
    """
    officer = actor.account_id
    agency = units.agency(agency_id=agency_id)
    if officer is None or agency is None or agency.authority_id is None:
        raise NotFound(Problem("no_such_agency", "Không có cơ quan này.", "agency"))
    with connection.cursor() as cursor:
        cursor.execute(
            booking.LOCK, [f"drawer {officer}"]
        )  # two heirs could both count what lay at an ended agency
    drawer = queries.drawer(viewer=actor, agency_id=agency_id, officer_id=officer, day=local_day(now))
    refuse_if(_problems(drawer, counted_vnd, explanation))
    last = (
        models.FeeClosing.objects.filter(agency_id=agency_id, officer_id=officer).order_by("-to_at").first()
    )
    year = local_day(now).year
    row = models.FeeClosing.objects.create(
        id=uuid7(), agency_id=agency_id, authority_id=agency.authority_id, officer_id=officer,
        from_at=last.to_at if last else None, to_at=now, expected_vnd=drawer.expected, counted_vnd=counted_vnd,
        note=explanation.strip(), year=year,
        number=booking.next_number(agency_id=agency_id, kind=SERIES, year=year),
    )  # fmt: skip
    models.FeeClosingLine.objects.bulk_create(
        models.FeeClosingLine(transfer_id=one.id, closing=row) for one in drawer.transfers
    )
    note(subject=f"agency:{agency_id}", number=row.number, expected=drawer.expected, counted=counted_vnd)
    found = queries.closing(viewer=actor, closing_id=row.pk)
    assert found is not None
    return found[0]


def _problems(drawer: queries.Drawer, counted_vnd: int, explanation: str) -> list[Problem]:
    found = []
    if not drawer.transfers:
        found.append(Problem("drawer_empty", "Từ lần chốt trước chưa có khoản tiền mặt nào."))
    if not 0 <= counted_vnd < 10**13:
        found.append(Problem("amount_out_of_range", "Hãy ghi số tiền đã đếm, từ 0 trở lên.", "counted_vnd"))
    elif counted_vnd != drawer.expected and not explanation.strip():
        message = "Số đếm được khác sổ {expected} đồng. Hãy đếm lại, hoặc giải thích chênh lệch."
        found.append(Problem("gap_unexplained", message, "explanation", {"expected": drawer.expected}))
    return found

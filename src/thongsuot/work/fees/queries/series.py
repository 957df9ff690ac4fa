"""The number series of receipts that agencies keep, and the cash that lies in their drawers: what ends with an agency."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.access import reading

# The latest year only: numbers begin anew every year, what was given before is in the receipts themselves.
SERIES = """select distinct on (agency_id, kind) agency_id, kind, year, last from fee_counter
  where agency_id = any(%s::bigint[]) order by agency_id, kind, year desc"""
CASH = """select t.agency_id, t.officer_id, count(*), sum(case t.kind when 'pay' then t.vnd else -t.vnd end)::bigint
  from fee_transfer t where t.agency_id = any(%s::bigint[]) and t.method = 'cash' and t.officer_id is not null
    and not exists (select from fee_closing_line l where l.transfer_id = t.id)
  group by 1, 2 order by 1, 2"""


@dataclass(frozen=True, slots=True)
class ReceiptSeries:
    """The last number that an agency gave in its latest year; `kind`: pay, refund, closing."""

    agency_id: int
    kind: str
    year: int
    last: int


@dataclass(frozen=True, slots=True)
class CashLeft:
    """What an officer took and gave in cash at an agency since he last closed his drawer there."""

    agency_id: int
    officer_id: int
    count: int
    vnd: int


def receipt_series(*, agency_ids: Iterable[int]) -> tuple[ReceiptSeries, ...]:
    """The series of receipts, pay-out slips and closings of these agencies; a public figure."""
    with connection.cursor() as cursor:
        cursor.execute(SERIES, [sorted(set(agency_ids))])
        return tuple(ReceiptSeries(*row) for row in cursor.fetchall())


@reading
def cash_left(*, viewer: Actor, agency_ids: Iterable[int]) -> tuple[CashLeft, ...]:
    """The drawers of these agencies that nobody has closed yet."""
    with connection.cursor() as cursor:
        cursor.execute(CASH, [sorted(set(agency_ids))])
        return tuple(CashLeft(*row) for row in cursor.fetchall())

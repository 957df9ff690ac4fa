"""The register of receipts of an office: every payment and pay-out of a period, in its order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.access import seeing
from thongsuot.work.fees import rules

AT_ONCE = 500
RECEIPTS = """
select t.at, t.kind, t.year, t.number, coalesce(d.code, ''),
  coalesce(nullif(t.detail->>'payer', ''), d.applicant_name, ''), t.vnd, t.method, t.external_ref, t.officer_id
from fee_transfer t left join dossier d on d.id = t.dossier_id
where t.agency_id = %(agency)s and t.at >= %(begins)s and t.at < %(ends)s and t.at <= %(until)s
  and t.kind in ('pay', 'refund')
order by t.at, t.kind, t.year, t.number"""


@dataclass(frozen=True, slots=True)
class Receipted:
    """One receipt or pay-out slip; `code` "" for money that belongs to no dossier."""

    at: datetime
    kind: rules.Kind
    year: int
    number: int
    code: str
    payer: str
    vnd: int
    method: str
    external_ref: str
    officer_id: int | None


def receipts(
    *, viewer: Actor, agency_id: int, begins: datetime, ends: datetime, until: datetime
) -> Iterator[Receipted]:
    """Receipts and pay-out slips of an office from `begins` to `ends` (not included), none later than `until`."""
    given: dict[str, Any] = {"agency": agency_id, "begins": begins, "ends": ends, "until": until}
    with seeing(viewer), connection.chunked_cursor() as cursor:
        cursor.execute(RECEIPTS, given)
        while rows := cursor.fetchmany(AT_ONCE):
            for row in rows:
                yield Receipted(row[0], rules.Kind(row[1]), *row[2:])

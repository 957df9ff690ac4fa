"""The register of seals."""

from datetime import date
from typing import Any

from django.db import connection

from thongsuot.plumbing.reference import remembered
from thongsuot.registers.units.queries.records import SealRecord
from thongsuot.registers.units.rules import SealKind

SELECT = """select s.id, s.agency_id, s.kind, s.number, s.issued_on, s.recalled_on, s.destroyed_on, s.minutes,
   s.is_simulated, lower(a.valid), upper(a.valid) from seal s join agency a on a.id = s.agency_id where """


def _fetch(where: str, *params: Any) -> tuple[SealRecord, ...]:
    with connection.cursor() as cursor:
        cursor.execute(f"{SELECT}{where} order by s.issued_on, s.number", params)
        return tuple(SealRecord(row[0], row[1], SealKind(row[2]), *row[3:]) for row in cursor.fetchall())


@remembered
def seals_of(*, agency_ids: frozenset[int], day: date | None = None) -> tuple[SealRecord, ...]:
    """All seals of some agencies; with `day` only those that may be put on a paper on that day."""
    found = _fetch("s.agency_id = any(%s)", list(agency_ids))
    return found if day is None else tuple(seal for seal in found if seal.may_seal(day))


@remembered
def seals_by_number(*, numbers: tuple[str, ...]) -> tuple[SealRecord, ...]:
    """Seals by their numbers in the register; unknown numbers are left out."""
    return _fetch("s.number = any(%s)", list(numbers))

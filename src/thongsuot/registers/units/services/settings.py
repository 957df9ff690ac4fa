"""Load the settings of a province from its pack."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from psycopg.types.range import Range

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.differences import difference
from thongsuot.kernel.rows import LoadReport
from thongsuot.plumbing import reference
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.units.models import AuthoritySetting
from thongsuot.registers.units.queries.settings import HOME


@command("units.load_settings", by=frozenset())
def load_settings(
    *, actor: Actor, now: datetime, authority_id: int, pack: str, values: Mapping[str, Any], from_date: date
) -> LoadReport:
    """Make a province's settings these (key → any JSON). A changed one holds from `from_date` on.

    `pack` is the code of the pack that they come from; `queries.home_authority` finds the province by it.
    """
    wanted = {**values, HOME: pack}
    present = {
        row.key: row
        for row in AuthoritySetting.objects.filter(
            authority_id=authority_id, valid__upper_inf=True, withdrawn_at=None
        )
    }
    found = difference(wanted, {key: row.value for key, row in present.items()})
    for key in found.changed + found.gone:
        _end(present[key], from_date, now)
    AuthoritySetting.objects.bulk_create(
        AuthoritySetting(
            authority_id=authority_id,
            key=key,
            value=wanted[key],
            # What was never said before has always been so: an older dossier asks for its own day.
            valid=Range(from_date if key in present else None, None),
            recorded_at=now,
        )
        for key in found.added + found.changed
    )
    if found.report.changes:
        reference.bump()
    note(subject=f"authority:{authority_id}", count=found.report.changes)
    return found.report


def _end(row: AuthoritySetting, day: date, now: datetime) -> None:
    """End a value on `day`; one that would have held no day at all was an error of that day."""
    begins = row.valid.lower
    if begins is not None and begins >= day:
        AuthoritySetting.objects.filter(pk=row.pk).update(withdrawn_at=now)
    else:
        AuthoritySetting.objects.filter(pk=row.pk).update(valid=Range(begins, day))

"""The verb that loads a pack's other names of places. Idempotent, whole or nothing."""

from collections.abc import Sequence
from datetime import datetime

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.differences import difference
from thongsuot.kernel.rows import LoadReport, Row
from thongsuot.plumbing import reference
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.addresses.models import PlaceAlias


@command("addresses.load_aliases", by=frozenset())
def load_aliases(*, actor: Actor, now: datetime, rows: Sequence[Row]) -> LoadReport:
    """Make the other names of places those of the pack (rows as `rules.ALIASES`)."""
    wanted = {(r["level"], r["alias"], r["code"], r["within"]): r["note"] for r in rows}
    present = {(a.level, a.alias, a.code, a.within): a for a in PlaceAlias.objects.all()}
    found = difference(wanted, {key: alias.note for key, alias in present.items()})
    stale = [present[key].pk for key in (*found.changed, *found.gone)]
    PlaceAlias.objects.filter(pk__in=stale).delete()
    PlaceAlias.objects.bulk_create(
        PlaceAlias(level=level, alias=alias, code=code, within=within, note=wanted[key], recorded_at=now)
        for key in (*found.added, *found.changed)
        for level, alias, code, within in [key]
    )
    if found.report.changes:
        reference.bump()
    note(count=found.report.changes)
    return found.report

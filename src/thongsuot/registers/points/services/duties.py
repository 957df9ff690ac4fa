"""Loading who may do what where."""

from collections.abc import Sequence
from datetime import date, datetime

from psycopg.types.range import Range

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.differences import difference
from thongsuot.kernel.errors import refuse_if
from thongsuot.kernel.rows import LoadReport, Row
from thongsuot.plumbing import reference
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.points import rules
from thongsuot.registers.points.models import PointDuty, PointKind

Key = tuple[str, str, str, str, date]


@command("points.load_duties", by=frozenset())
def load_duties(*, actor: Actor, now: datetime, rows: Sequence[Row]) -> LoadReport:
    """Make the rows of who may do what those of a pack. Rows as `rules.DUTIES`; a row that is gone is believed no more."""
    kinds = set(PointKind.objects.values_list("code", flat=True))
    refuse_if(fault.problem for fault in rules.duty_faults(rows, kinds))
    wanted = {_key(row): (row["allowed"] == "yes", row["valid_to"] or None, row["source"]) for row in rows}
    believed = {
        (d.kind_id, d.procedure_code, d.field_code, d.capability, d.valid.lower): d
        for d in PointDuty.objects.filter(withdrawn_at=None)
    }
    found = difference(
        wanted,
        {
            key: (d.is_allowed, d.valid.upper.isoformat() if d.valid.upper else None, d.source)
            for key, d in believed.items()
        },
    )
    gone = [believed[key].pk for key in found.gone + found.changed]
    PointDuty.objects.filter(pk__in=gone).update(withdrawn_at=now)
    PointDuty.objects.bulk_create(_row(key, *wanted[key], now) for key in found.added + found.changed)
    note(subject="duties", count=found.report.changes)
    if found.report.changes:
        reference.bump()
    return found.report


def _key(row: Row) -> Key:
    return (
        row["kind"], row["procedure_code"], row["field_code"], row["capability"],
        date.fromisoformat(row["valid_from"]),
    )  # fmt: skip


def _row(key: Key, is_allowed: bool, valid_to: str | None, source: str, now: datetime) -> PointDuty:
    kind, procedure, field, capability, valid_from = key
    return PointDuty(
        kind_id=kind, procedure_code=procedure, field_code=field, capability=capability, is_allowed=is_allowed,
        valid=Range(valid_from, date.fromisoformat(valid_to) if valid_to else None), source=source, recorded_at=now,
    )  # fmt: skip

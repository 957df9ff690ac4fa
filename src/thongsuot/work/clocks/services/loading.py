"""Loading after how many days the province is told."""

from collections.abc import Sequence
from datetime import datetime

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import parse_date
from thongsuot.kernel.errors import Problem, refuse_if
from thongsuot.kernel.rows import LoadReport, Row
from thongsuot.plumbing import reference
from thongsuot.plumbing.commands import command, note
from thongsuot.work.clocks import models, rules

COLUMNS = ("working_days", "valid_from", "valid_to", "document", "source", "is_simulated")


@command("clocks.load_escalations", by=frozenset())
def load_escalations(
    *, actor: Actor, now: datetime, authority_id: int | None, rows: Sequence[Row]
) -> LoadReport:
    """Make the escalations of the country (`authority_id` None) or of a province those of a pack. Whole or nothing."""
    refuse_if(
        Problem(f.problem.code, f.problem.message, f"{f.file}:{f.line}:{f.column}", f.problem.params)
        for f in rules.escalation_faults(rows)
        if f.fatal
    )
    wanted = {
        (
            int(row["working_days"]),
            parse_date(row["valid_from"]),
            parse_date(row["valid_to"]) if row["valid_to"] else None,
            row["document"],
            row["source"],
            row["is_simulated"] == "yes",
        )
        for row in rows
    }
    held = models.ClockEscalation.objects.filter(authority_id=authority_id)
    present = {tuple(getattr(one, name) for name in COLUMNS): one.pk for one in held}
    ended = [pk for values, pk in present.items() if values not in wanted]
    added = [values for values in wanted if values not in present]
    models.ClockEscalation.objects.filter(pk__in=ended).delete()
    models.ClockEscalation.objects.bulk_create(
        models.ClockEscalation(
            authority_id=authority_id, recorded_at=now, **dict(zip(COLUMNS, values, strict=True))
        )
        for values in added
    )
    report = LoadReport(len(added), 0, len(ended), len(wanted) - len(added))
    if report.changes:
        reference.bump()
    note(subject="escalations", count=len(wanted))
    return report

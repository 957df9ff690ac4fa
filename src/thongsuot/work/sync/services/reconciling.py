"""Comparing with the portal, by hand or every night."""

from collections.abc import Sequence
from datetime import date, datetime

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.commands import OFFICERS, command, note
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.sync import ports, queries, rules
from thongsuot.work.sync.models import Reconciliation, ReconciliationLine
from thongsuot.work.sync.rules.reconciling import Ours

DAYS_MOST = 92


def ask(*, from_day: date, to_day: date) -> Sequence[ports.Theirs]:
    """What the portal knows of these days; asked before the verb, for a verb holds a transaction. Raises `Refused`."""
    with ports.asking() as portal:
        if not 0 <= (to_day - from_day).days < DAYS_MOST:
            text = "Hãy chọn từ 1 đến {most} ngày, ngày đầu trước ngày cuối."
            raise Refused(Problem("days_bad", text, "to_day", {"most": DAYS_MOST}))
        return portal.statuses(from_day, to_day)


@command("sync.reconcile", by=OFFICERS)
def reconcile(
    *, actor: Actor, now: datetime, agency_id: int | None, authority_id: int, from_day: date, to_day: date,
    theirs: Sequence[ports.Theirs],
) -> int:  # fmt: skip
    """Keep the comparison of our dossiers received on these days with what `ask` gave; its id."""
    told = {one.code: (one.status, one.day) for one in theirs}
    with seeing(SYSTEM):
        ours = _ours(authority_id, from_day, to_day)
        row = Reconciliation.objects.create(
            authority_id=authority_id, at=now, actor=actor.key, from_day=from_day, to_day=to_day,
            tallies=[[one.day.isoformat(), one.status, one.ours, one.theirs] for one in rules.tallies(ours, told)],
        )  # fmt: skip
        lines = [
            ReconciliationLine(reconciliation=row, authority_id=authority_id, code=one.code, kind=one.kind.value,
                               day=one.day, ours=one.ours, theirs=one.theirs)
            for one in rules.compare(ours, told)
        ]  # fmt: skip
        ReconciliationLine.objects.bulk_create(lines, batch_size=2000)
    note(subject=f"reconciliation:{row.pk}", count=len(lines), from_day=str(from_day), to_day=str(to_day))
    return row.pk


def _ours(authority_id: int, from_day: date, to_day: date) -> list[Ours]:
    found = dossiers.standing_of_days(
        viewer=SYSTEM, authority_id=authority_id, from_day=from_day, to_day=to_day
    )
    waiting = queries.waiting_dossiers(authority_id=authority_id)
    status = dossiers.national_statuses(viewer=SYSTEM, found=found)
    return [Ours(one.portal_code or one.code, status[one.id], one.day, one.id in waiting) for one in found]

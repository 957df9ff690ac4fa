"""Handing a shift over, taking it over, taking it back while nobody has."""

from datetime import datetime
from uuid import UUID

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import Conflict, NotFound, Problem, refuse_if
from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing.commands import OFFICERS, command, note
from thongsuot.registers.identity import queries as people
from thongsuot.registers.units import queries as units
from thongsuot.work.shifts import queries, rules
from thongsuot.work.shifts.models import Handover
from thongsuot.work.shifts.queries import HandoverRecord

TAKES = "shifts.take_over"
NO_SHIFT = Problem("no_such_shift", "Không có biên bản bàn giao ca này.")


@command("shifts.hand_over", by=OFFICERS)
def hand_over(
    *, actor: Actor, now: datetime, agency_id: int, taker_id: int | None, reason: str = ""
) -> HandoverRecord:
    """List the officer's shift at a counter and sign it; the other one signs by `take_over`.

    Raises `Refused` with every reason, Conflict when his last one was not taken yet.
    """
    officer, agency = actor.account_id, units.agency(agency_id=agency_id)
    if officer is None or agency is None or agency.authority_id is None:
        raise NotFound(Problem("no_such_agency", "Không có cơ quan này.", "agency"))
    if Handover.objects.filter(agency_id=agency_id, leaver_id=officer, taken_at=None).exists():
        message = "Ca trước của bạn tại quầy này chưa có người nhận."
        raise Conflict(Problem("shift_waiting", message))
    begun = queries.began(viewer=actor, agency_id=agency_id, officer_id=officer, now=now)
    listed = queries.listed(viewer=actor, agency_id=agency_id, officer_id=officer, from_at=begun, now=now)
    here = {one.id for one in people.colleagues(agency_id=agency_id, day=local_day(now), verb=TAKES)}
    refuse_if(
        rules.leaving_problems(listed, reason, is_self=taker_id == officer, works_here=taker_id in here)
    )
    assert taker_id is not None, "rules want one"
    row = Handover.objects.create(
        id=uuid7(), agency_id=agency_id, authority_id=agency.authority_id, leaver_id=officer, taker_id=taker_id,
        from_at=begun, at=now, listed=listed.as_json(), digest=rules.digest(listed), reason=reason.strip(),
    )  # fmt: skip
    note(subject=f"shift:{row.id}", count=sum(map(len, listed.codes.values())), digest=row.digest)
    return queries.record_of(row)


@command(TAKES, by=OFFICERS)
def take_over(
    *, actor: Actor, now: datetime, agency_id: int, handover_id: UUID, seen_digest: str, reason: str = ""
) -> HandoverRecord:
    """Sign the list as the one who stays. What stands otherwise by now is kept with the reason.

    Raises NotFound, Conflict (taken already, or another list was looked at), `Refused`.
    """
    row = _open(actor, agency_id, handover_id)
    if row.taker_id != actor.account_id:
        raise NotFound(NO_SHIFT)
    if row.digest != seen_digest:
        raise Conflict(Problem("another_list", "Bạn đã xem một danh sách khác. Hãy tải lại trang."))
    record = queries.record_of(row)
    stands = queries.listed(
        viewer=actor, agency_id=agency_id, officer_id=row.leaver_id, from_at=row.from_at, now=now
    )
    found = rules.differences(record.listed, stands)
    refuse_if(rules.taking_problems(found, reason))
    row.taken_at, row.differences, row.taken_reason = now, found, reason.strip()
    row.save(update_fields=["taken_at", "differences", "taken_reason"])
    note(subject=f"shift:{row.id}", digest=row.digest, differences=sum(len(one) for one in found.values()))
    return queries.record_of(row)


@command("shifts.take_back", grant=False)
def take_back(*, actor: Actor, now: datetime, handover_id: UUID) -> None:
    """Take one's own shift back while nobody has taken it: the wrong person was chosen, or the work goes on."""
    gone, _ = Handover.objects.filter(id=handover_id, leaver_id=actor.account_id or 0, taken_at=None).delete()
    if not gone:
        raise NotFound(NO_SHIFT)
    note(subject=f"shift:{handover_id}")


def _open(actor: Actor, agency_id: int, handover_id: UUID) -> Handover:
    row = Handover.objects.select_for_update().filter(id=handover_id, agency_id=agency_id).first()
    if row is None:
        raise NotFound(NO_SHIFT)
    if row.taken_at is not None:
        raise Conflict(Problem("taken_already", "Ca này đã được nhận rồi. Hãy tải lại trang."))
    return row

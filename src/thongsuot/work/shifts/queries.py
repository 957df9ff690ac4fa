"""Reading shifts: what a list would hold now, those that were handed over, who has not."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import instant, local_day
from thongsuot.plumbing.access import reading
from thongsuot.work.custody import queries as custody
from thongsuot.work.custody.rules import Custodian
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules import State
from thongsuot.work.fees import queries as fees
from thongsuot.work.shifts.models import Handover
from thongsuot.work.shifts.rules import Listed

CLOSINGS_AT_ONCE = 50
HEADING = {State.WAITING: "waiting", State.DECIDED: "decided"}
DAYS = 3


@dataclass(frozen=True, slots=True)
class HandoverRecord:
    """A shift that was handed over; instants are aware UTC."""

    id: UUID
    agency_id: int
    leaver_id: int
    taker_id: int
    from_at: datetime
    at: datetime
    listed: Listed
    digest: str
    reason: str
    taken_at: datetime | None
    differences: Mapping[str, Any]
    taken_reason: str


@reading
def listed(*, viewer: Actor, agency_id: int, officer_id: int, from_at: datetime, now: datetime) -> Listed:
    """What the list of an officer's shift at a counter holds at `now`: all of it, since two sign for it."""
    codes: dict[str, list[str]] = {"open": [], "waiting": [], "decided": []}
    codes["received"] = list(dossiers.came(viewer=viewer, agency_id=agency_id, since=from_at, now=now))
    for code, state in dossiers.here(viewer=viewer, agency_id=agency_id):
        codes[HEADING.get(state, "open")].append(code)
    known = {*codes["open"], *codes["waiting"], *codes["decided"], *codes["received"]}
    lying = [
        *custody.bundles(viewer=viewer, codes=sorted(known)),
        *custody.held(viewer=viewer, agency_ids=[agency_id], is_whole=True),
    ]
    codes["originals"] = sorted(
        {
            one.code
            for one in lying
            if one.originals and one.custodian is Custodian.AGENCY and one.agency_id == agency_id
        }
    )
    drawer = fees.drawer(viewer=viewer, agency_id=agency_id, officer_id=officer_id, day=local_day(now))
    closed = [
        {
            "number": one.number,
            "year": one.year,
            "expected_vnd": one.expected_vnd,
            "counted_vnd": one.counted_vnd,
        }
        for one in _closings(viewer, agency_id, from_at)
        if one.officer_id == officer_id and one.to_at <= now
    ]
    return Listed(
        {k: sorted(v) for k, v in codes.items()}, drawer.expected, len(drawer.transfers), tuple(closed)
    )


def _closings(viewer: Actor, agency_id: int, from_at: datetime) -> Iterator[fees.ClosingRecord]:
    """Every closing at a counter from an instant on, the latest first, however many colleagues closed there."""
    before = None
    while found := fees.closings(
        viewer=viewer, agency_ids=[agency_id], limit=CLOSINGS_AT_ONCE, before=before
    ):
        yield from (one for one in found if one.to_at >= from_at)
        if found[-1].to_at < from_at:
            return
        before = found[-1].id


@reading
def began(*, viewer: Actor, agency_id: int, officer_id: int, now: datetime) -> datetime:
    """When the officer's present shift began: with his last handover there, but not before today."""
    today = instant(local_day(now), time.min)
    last = (
        Handover.objects.filter(agency_id=agency_id, leaver_id=officer_id, at__gte=today)
        .order_by("-at")
        .first()
    )
    return last.at if last else today


@reading
def handovers(*, viewer: Actor, agency_ids: Collection[int], limit: int = 30) -> tuple[HandoverRecord, ...]:
    """Handovers at some counters, those that nobody has taken yet first, then the latest."""
    rows = Handover.objects.filter(agency_id__in=agency_ids)
    waiting = rows.filter(taken_at=None).order_by("at")
    return tuple(
        record_of(r) for r in (*waiting[:limit], *rows.exclude(taken_at=None).order_by("-at")[:limit])
    )


@reading
def handover(*, viewer: Actor, handover_id: UUID) -> HandoverRecord | None:
    """One handover, None when the viewer sees none."""
    row = Handover.objects.filter(id=handover_id).first()
    return record_of(row) if row else None


@reading
def not_handed_over(
    *, viewer: Actor, agency_ids: Collection[int], now: datetime
) -> tuple[tuple[int, int, datetime], ...]:
    """Officers who received at a counter on the last days and gave no shift over since: agency, officer, when last."""
    day, found = local_day(now), []
    for agency_id, officer_id, last in dossiers.received_by(
        viewer=viewer, agency_ids=agency_ids, since=day - timedelta(days=DAYS), day=day
    ):
        mine = Q(agency_id=agency_id, leaver_id=officer_id, at__gte=last)
        if not Handover.objects.filter(mine).exists():
            found.append((agency_id, officer_id, last))
    return tuple(found)


def record_of(row: Handover) -> HandoverRecord:
    """A row as others read it."""
    values = {name: getattr(row, name) for name in HandoverRecord.__dataclass_fields__ if name != "listed"}
    return HandoverRecord(**values, listed=Listed.of_json(row.listed))

"""What is done regularly, by workers or by hand, for every province that has the portal."""

from datetime import datetime, timedelta

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.dates import local_day
from thongsuot.plumbing.access import seeing
from thongsuot.work.sync import queries
from thongsuot.work.sync.services import arriving, attaching, reconciling

DAYS = 30


def fetch_all(*, now: datetime) -> int:
    """Fetch and take in what the portal holds; how many were settled."""
    settled = 0
    for authority_id in _provinces():
        arriving.fetch(authority_id=authority_id, now=now)
        settled += arriving.take_in_all(authority_id=authority_id, now=now)
    return settled


def fetch_all_files(*, now: datetime) -> int:
    """Fetch the files that dossiers from the portal still lack; how many were kept."""
    return sum(attaching.fetch_files(authority_id=authority_id, now=now) for authority_id in _provinces())


def compare_all(*, now: datetime, days: int = DAYS) -> list[int]:
    """Compare with the portal over the last days; the ids of the comparisons. Raises `Refused` while it is away."""
    to_day = local_day(now)
    from_day = to_day - timedelta(days=days - 1)
    return [
        reconciling.reconcile(
            actor=SYSTEM, now=now, agency_id=None, authority_id=authority_id, from_day=from_day, to_day=to_day,
            theirs=reconciling.ask(from_day=from_day, to_day=to_day),
        )
        for authority_id in _provinces()
    ]  # fmt: skip


def _provinces() -> tuple[int, ...]:
    with seeing(SYSTEM):
        return queries.portal_authorities()

"""What came in at a counter on a day, and by whose hands: found by the codes, which name counter and day.

What lies there is read whole: two officers sign the list, and what is missing on it nobody answers for.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.codes import AgencyCode, DossierCodeFormat
from thongsuot.kernel.dates import local_day
from thongsuot.plumbing.access import reading
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers.queries.finding import LAST
from thongsuot.work.dossiers.rules.states import State

CAME = """select d.code from unnest(%s::text[]) as p(prefix) cross join lateral (
  select code from dossier d where d.code >= p.prefix and d.code < p.prefix || %s
    and d.received_agency_id = %s and d.received_at >= %s offset 0) d order by 1"""
HERE = "select d.code, d.state from dossier d where d.holder_agency_id = %s and d.is_open order by d.code"
RECEIVED_BY = """select d.received_agency_id, d.received_by_id, max(d.received_at)
from unnest(%s::text[]) as p(prefix) cross join lateral (
  select received_agency_id, received_by_id, received_at from dossier d
  where d.code >= p.prefix and d.code < p.prefix || %s and d.received_by_id is not null offset 0) d
where d.received_agency_id = any(%s::bigint[]) group by 1, 2 order by 3"""


@reading
def came(*, viewer: Actor, agency_id: int, since: datetime, now: datetime) -> tuple[str, ...]:
    """The codes of what a counter received from `since` on, which is not many days ago."""
    prefixes = _prefixes([agency_id], local_day(since), local_day(now))
    with connection.cursor() as cursor:
        cursor.execute(CAME, [prefixes, LAST, agency_id, since])
        return tuple(row[0] for row in cursor.fetchall())


@reading
def here(*, viewer: Actor, agency_id: int) -> tuple[tuple[str, State], ...]:
    """Code and state of every open dossier that an agency holds, by code."""
    with connection.cursor() as cursor:
        cursor.execute(HERE, [agency_id])
        return tuple((code, State(state)) for code, state in cursor.fetchall())


@reading
def received_by(
    *, viewer: Actor, agency_ids: Collection[int], since: date, day: date
) -> tuple[tuple[int, int, datetime], ...]:
    """Counter, officer, and when he last received there, for those who did from `since` to `day`."""
    with connection.cursor() as cursor:
        cursor.execute(RECEIVED_BY, [_prefixes(agency_ids, since, day), LAST, list(agency_ids)])
        return tuple(cursor.fetchall())


def _prefixes(agency_ids: Iterable[int], since: date, day: date) -> list[str]:
    """With what the codes of these counters and days begin."""
    days = [since + timedelta(days=n) for n in range((day - since).days + 1)]
    found = units.agencies_by_id(agency_ids=frozenset(agency_ids)).values()
    return [
        _format(one.authority_id).prefix(AgencyCode(one.code), each)
        for one in found
        if one.authority_id is not None
        for each in days
    ]


def _format(authority_id: int) -> DossierCodeFormat:
    return DossierCodeFormat(**units.setting(authority_id=authority_id, key="dossier_code", default={}))

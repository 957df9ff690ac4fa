"""What an administrator of accounts sees: the officers of his province, and who may do what at his agencies."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing import access
from thongsuot.registers.identity.queries.people import AccountRecord, RoleRecord, roles
from thongsuot.registers.identity.rules import GRANT, AccountKind, Reach


@dataclass(frozen=True, slots=True)
class Given:
    """A grant with its whole story. `to_date` is the first day on which it no longer counts."""

    id: int
    role: RoleRecord
    agency_id: int
    reach: Reach
    from_date: date
    to_date: date | None
    reason: str
    granted_at: datetime
    revoked_at: datetime | None
    revoked_because: str
    post: str
    signs_for: str

    def counts_on(self, day: date) -> bool:
        """Whether it is a right on `day` or becomes one later."""
        return self.revoked_at is None and (self.to_date is None or day < self.to_date)


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer with those of his grants that the viewer administers, the oldest first."""

    account: AccountRecord
    grants: tuple[Given, ...]


def administered(*, viewer: Actor, day: date) -> frozenset[int]:
    """The agencies at which the viewer gives and takes back rights on `day`."""
    return access.agencies_of(actor=viewer, verb=GRANT, day=day)


@contextmanager
def administering(viewer: Actor, *, day: date) -> Iterator[frozenset[int]]:
    """Read and write as an administrator: the second wall opens for his officers and agencies only."""
    found = administered(viewer=viewer, day=day)
    with access.seeing(viewer), connection.cursor() as cursor:
        cursor.execute("select set_config('ts.administers', %s, true)", [_array(found)])
        yield found
        cursor.execute("select set_config('ts.administers', '', true)")


def _array(ids: frozenset[int]) -> str:
    return "{" + ",".join(map(str, sorted(ids))) + "}"


OFFICERS = """select a.id, a.username, a.full_name, a.is_active, a.is_demo, a.authority_id,
  (select jsonb_agg(jsonb_build_array(g.id, g.role_id, g.agency_id, g.reach, lower(g.valid), upper(g.valid), g.reason,
     g.granted_at, g.revoked_at, g.revoked_because, g.post, g.signs_for) order by g.id)
     from role_grant g where g.account_id = a.id and g.agency_id = any(%(agencies)s))
 from account a
where a.kind = 'officer' and a.authority_id in (select authority_id from agency where id = any(%(agencies)s))
  and (%(username)s = '' or a.username = %(username)s)
order by a.username"""


def officers(*, viewer: Actor, day: date, username: str = "") -> tuple[Officer, ...]:
    """The officers whom the viewer administers on `day`, by user name (`username`: this one only)."""
    with administering(viewer, day=day) as agencies, connection.cursor() as cursor:
        cursor.execute(OFFICERS, {"agencies": sorted(agencies), "username": username.strip().lower()})
        rows = cursor.fetchall()
    bundles = {role.id: role for role in roles()}
    return tuple(_officer(row, bundles) for row in rows)


def _officer(row: Sequence[Any], bundles: dict[int, RoleRecord]) -> Officer:
    id_, username, full_name, is_active, is_demo, authority_id, found = row
    account = AccountRecord(id_, username, AccountKind.OFFICER, full_name, is_active, is_demo, authority_id)
    given = json.loads(found) if isinstance(found, str) else found or ()
    return Officer(account, tuple(_given(values, bundles) for values in given))


def _given(values: Sequence[Any], bundles: dict[int, RoleRecord]) -> Given:
    id_, role_id, agency_id, reach, from_, to, reason, granted_at, revoked_at, because, post, signs_for = (
        values
    )
    return Given(
        id_,
        bundles[role_id],
        agency_id,
        Reach(reach),
        date.fromisoformat(from_),
        date.fromisoformat(to) if to else None,
        reason,
        datetime.fromisoformat(granted_at),
        datetime.fromisoformat(revoked_at) if revoked_at else None,
        because,
        post,
        signs_for,
    )

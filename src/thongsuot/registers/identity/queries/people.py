"""Accounts, their grants, sessions and tokens as records."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.plumbing import access, reference
from thongsuot.registers.identity.models import Account, ApiToken, Role, RoleGrant, Session
from thongsuot.registers.identity.rules import SESSION_IDLE, AccountKind, Reach
from thongsuot.registers.units import queries as units


@dataclass(frozen=True, slots=True)
class AccountRecord:
    id: int
    username: str
    kind: AccountKind
    full_name: str
    is_active: bool
    is_demo: bool
    authority_id: int | None


@dataclass(frozen=True, slots=True)
class RoleRecord:
    id: int
    code: str
    name: str
    name_en: str
    verbs: frozenset[str]


@dataclass(frozen=True, slots=True)
class GrantRecord:
    """A grant in words. `to_date` is the first day on which it no longer counts."""

    id: int
    role: RoleRecord
    agency_id: int
    agency_name: str
    reach: Reach
    from_date: date
    to_date: date | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class SessionRecord:
    sid: UUID
    device: str
    method: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TokenRecord:
    id: int
    name: str
    hint: str
    created_at: datetime
    expires_at: datetime
    seen_at: datetime | None


@contextmanager
def own(actor: Actor) -> Iterator[None]:
    """Read and write what belongs to the actor's own account: the second wall opens for these rows only."""
    with access.seeing(actor), connection.cursor() as cursor:
        cursor.execute("select set_config('ts.account', %s, true)", [str(actor.account_id or "")])
        yield
        cursor.execute("select set_config('ts.account', '', true)")


def _record(a: Account) -> AccountRecord:
    return AccountRecord(
        a.id, a.username, AccountKind(a.kind), a.full_name, a.is_active, a.is_demo, a.authority_id
    )


def account(*, account_id: int) -> AccountRecord | None:
    """An account by its id, as the system sees it (for the command line and for verbs)."""
    with access.seeing(SYSTEM):
        found = Account.objects.filter(id=account_id).first()
        return _record(found) if found else None


def account_called(*, username: str) -> AccountRecord | None:
    """An account by its user name, as the system sees it."""
    with access.seeing(SYSTEM):
        found = Account.objects.filter(username=username.strip().lower()).first()
        return _record(found) if found else None


def everybody() -> tuple[AccountRecord, ...]:
    """Every account by user name, as the system sees them (for the command line)."""
    with access.seeing(SYSTEM):
        return tuple(_record(a) for a in Account.objects.order_by("username"))


@access.reading
def accounts_of(*, viewer: Actor, authority_id: int) -> tuple[AccountRecord, ...]:
    """The officers' accounts of an authority, as far as the viewer may see them, by user name."""
    found = Account.objects.filter(Q(authority_id=authority_id), kind=AccountKind.OFFICER)
    return tuple(_record(a) for a in found.order_by("username"))


def names(*, account_ids: Iterable[int]) -> dict[int, str]:
    """Full names of officers by account id; ids of citizens and unknown ids are left out."""
    ids = sorted(set(account_ids))
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select id, full_name from identity_names(%s)", [ids])
        return dict(cursor.fetchall())


@reference.remembered
def roles() -> tuple[RoleRecord, ...]:
    """Every role, by code."""
    return tuple(
        RoleRecord(r.id, r.code, r.name, r.name_en, frozenset(r.verbs)) for r in Role.objects.order_by("code")
    )


def sessions_of(*, viewer: Actor, now: datetime) -> tuple[SessionRecord, ...]:
    """The viewer's own open sessions, the latest seen first."""
    with own(viewer):
        found = Session.objects.filter(
            account_id=viewer.account_id or 0,
            ended_at=None,
            expires_at__gt=now,
            seen_at__gt=now - SESSION_IDLE,
        ).order_by("-seen_at")
        return tuple(
            SessionRecord(s.sid, s.device, s.method, s.created_at, s.seen_at, s.expires_at) for s in found
        )


def tokens_of(*, viewer: Actor, now: datetime) -> tuple[TokenRecord, ...]:
    """The viewer's own tokens that still open something."""
    with own(viewer):
        found = ApiToken.objects.filter(
            account_id=viewer.account_id or 0, revoked_at=None, expires_at__gt=now
        )
        return tuple(
            TokenRecord(t.id, t.name, t.hint, t.created_at, t.expires_at, t.seen_at)
            for t in found.order_by("-created_at")
        )


def grants_of(*, viewer: Actor, account_id: int) -> tuple[GrantRecord, ...]:
    """Grants of an account that the viewer may see (his own, the system all), the taken-back ones too."""
    bundles = {r.id: r for r in roles()}
    with own(viewer):
        found = list(RoleGrant.objects.filter(account_id=account_id).order_by("valid", "id"))
    return tuple(_grant_record(g, bundles[g.role_id]) for g in found)


def _grant_record(g: RoleGrant, role: RoleRecord) -> GrantRecord:
    agency = units.agency(agency_id=g.agency_id)
    return GrantRecord(
        g.id,
        role,
        g.agency_id,
        agency.name if agency else "",
        Reach(g.reach),
        g.valid.lower,
        g.valid.upper,
        g.revoked_at,
    )


@dataclass(frozen=True, slots=True)
class FactorRecord:
    """A second factor; `kind` is totp, webauthn or recovery_codes."""

    kind: str
    name: str
    created_at: datetime
    used_at: datetime | None


FACTORS = """select type, coalesce(data->>'name', ''), created_at, last_used_at from mfa_authenticator
 where user_id = %s order by created_at"""


def factors_of(*, viewer: Actor) -> tuple[FactorRecord, ...]:
    """The viewer's own second factors, without what makes them secret."""
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(FACTORS, [viewer.account_id])
        return tuple(FactorRecord(*row) for row in cursor.fetchall())


ROLES_AT = """select distinct r.name from role_grant g join role r on r.id = g.role_id
where g.account_id = %(account)s and %(verb)s = any(r.verbs) and g.valid @> %(day)s::date
  and (g.revoked_at is null or g.revoked_at::date > %(day)s::date)
  and (g.agency_id = %(agency)s or g.reach = 'authority' or g.reach = 'tree' and g.agency_id = any(%(above)s::bigint[]))"""


def role_of(*, account_id: int, agency_id: int, verb: str, day: date) -> str:
    """The role by which an officer could do it there on `day`; "" when there is none, or more than one."""
    given: dict[str, Any] = {
        "account": account_id, "agency": agency_id, "above": _above(agency_id), "verb": verb, "day": day,
    }  # fmt: skip
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(ROLES_AT, given)
        found = [row[0] for row in cursor.fetchall()]
    return found[0] if len(found) == 1 else ""


def _above(agency_id: int) -> list[int]:
    """The offices above an agency, the nearest first."""
    above: list[int] = []
    place = units.agency(agency_id=agency_id)
    while place is not None and place.parent_id is not None and place.parent_id not in above:
        above.append(place.parent_id)
        place = units.agency(agency_id=place.parent_id)
    return above


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works for an agency, as its other officers know him."""

    id: int
    username: str
    full_name: str


COLLEAGUES = """select distinct p.agency, a.id, a.username, a.full_name
from unnest(%(agencies)s::bigint[], %(places)s::bigint[]) as p(agency, place)
join role_grant g on g.agency_id = p.place and (p.place = p.agency or g.reach = 'tree')
  or %(everywhere)s and g.reach = 'authority' and exists (select 1 from agency x join agency y using (authority_id)
    where x.id = g.agency_id and y.id = p.agency)
join account a on a.id = g.account_id join role r on r.id = g.role_id
where %(verb)s = any(r.verbs) and g.revoked_at is null and g.valid @> %(day)s::date
  and a.kind = 'officer' and a.is_active and (%(demo)s or not a.is_demo)
order by a.full_name, a.id"""


def colleagues(*, agency_id: int, day: date, verb: str) -> tuple[Colleague, ...]:
    """Who may carry out `verb` for the agency on `day` by a right given there or at an office above it.

    Names only, which everybody in the house knows; rights over a whole province are not meant.
    """
    return colleagues_at(agency_ids=[agency_id], day=day, verb=verb)[agency_id]


def colleagues_at(
    *, agency_ids: Iterable[int], day: date, verb: str, with_province: bool = False
) -> dict[int, tuple[Colleague, ...]]:
    """`colleagues` of each of these agencies; `with_province`: rights over a whole province are meant too."""
    asked = sorted(set(agency_ids))
    pairs = [(one, place) for one in asked for place in (one, *_above(one))]
    given: dict[str, Any] = {
        "agencies": [one for one, _ in pairs],
        "places": [place for _, place in pairs],
        "everywhere": with_province,
        "verb": verb,
        "day": day,
        "demo": bool(settings.DEMO),
    }
    found: dict[int, list[Colleague]] = {one: [] for one in asked}
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(COLLEAGUES, given)
        for agency_id, *known in cursor.fetchall():
            found[agency_id].append(Colleague(*known))
    return {one: tuple(known) for one, known in found.items()}


@dataclass(frozen=True, slots=True)
class Seat:
    """One right of one account at one agency, as it stands in the register; `to_date` None: until further notice."""

    grant_id: int
    account_id: int
    username: str
    full_name: str
    role_code: str
    agency_id: int
    reach: Reach
    from_date: date
    to_date: date | None


SEATS = """select g.id, a.id, a.username, a.full_name, r.code, g.agency_id, g.reach, lower(g.valid), upper(g.valid)
from role_grant g join account a on a.id = g.account_id join role r on r.id = g.role_id
where g.agency_id = any(%s::bigint[]) and g.revoked_at is null and (upper(g.valid) is null or upper(g.valid) > %s::date)
order by g.agency_id, a.username, r.code, g.id"""


@access.reading
def seats_at(*, viewer: Actor, agency_ids: Iterable[int], day: date) -> tuple[Seat, ...]:
    """Who may do what at these agencies on `day` or later, as far as the viewer may see it; by agency and user name."""
    with connection.cursor() as cursor:
        cursor.execute(SEATS, [sorted(set(agency_ids)), day])
        return tuple(
            Seat(row[0], row[1], row[2], row[3], row[4], row[5], Reach(row[6]), row[7], row[8])
            for row in cursor.fetchall()
        )

"""From a session or a token to an actor: the one statement that every authenticated request pays for."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from thongsuot.kernel.actor import ANONYMOUS, SYSTEM, Actor, Grant, Kind
from thongsuot.plumbing import access, reference
from thongsuot.registers.identity import rules
from thongsuot.registers.identity.models import Account
from thongsuot.registers.identity.rules import AccountKind, Reach
from thongsuot.registers.units import queries as units

MUST_CHANGE = "must_change_password"  # guards lead whoever came in with a password that somebody else set
MUST_ENROL = "must_enrol"  # guards of the views lead such an officer to enrolment

RESOLVE = """select r.value, i.account_id, i.kind, i.full_name, i.is_demo, i.has_second_factor, i.token_id,
   i.grants, i.must_change_password, i.expires_at
 from revision r left join identity_resolve(%s, %s, %s, %s, %s, %s) i on true"""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent the request. `token_id` is set when a program did, with a token."""

    actor: Actor
    token_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Kept:
    """A program's caller as found at `revision`: good on that day, in [from_at, to_at)."""

    caller: Caller
    revision: int
    day: date
    from_at: datetime
    to_at: datetime


_kept: dict[bytes, _Kept] = {}
KEPT_MOST = 1_000  # programs that one process knows; beyond them it begins again


def resolve(*, sid: UUID, now: datetime, day: date) -> Caller | None:
    """The caller of a live session, with the grants of `day`; None when there is none (any more).

    Nothing of it is remembered: a disabled account, an ended session or a revoked grant is gone with the
    next request. Only the tree of agencies comes from memory, under the revision read here.
    """
    found = _found(sid, None, now, day)
    return _caller(found, day) if found else None


def resolve_program(*, token_hash: bytes, now: datetime, day: date) -> Caller | None:
    """The caller of a token that is good at `now`, with the grants of `day`; None without one.

    A program sends many requests, so it is remembered, but only under the revision that the database has at
    this request: a change of its account, token, grants or roles raises it (triggers `revised`).
    """
    revision = reference.refresh()
    kept = _kept.get(token_hash)
    if kept and kept.revision == revision and kept.day == day and kept.from_at <= now < kept.to_at:
        return kept.caller
    found = _found(None, token_hash, now, day)
    caller = _caller(found, day) if found else None
    if found is None or caller is None:
        _kept.pop(token_hash, None)
        return None
    if len(_kept) >= KEPT_MOST:
        _kept.clear()
    # Not longer than `seen_at` may be old. What was read after the revision is never older than it.
    _kept[token_hash] = _Kept(caller, revision, day, now, min(found[9], now + rules.SEEN_EVERY))
    return caller


def _found(sid: UUID | None, token_hash: bytes | None, now: datetime, day: date) -> tuple[Any, ...] | None:
    params: list[Any] = [sid, token_hash, now, day, rules.SESSION_IDLE, rules.SEEN_EVERY]
    with connection.cursor() as cursor:
        cursor.execute(RESOLVE, params)
        row: tuple[Any, ...] = cursor.fetchone()
    reference.seen_revision(row[0])
    return None if row[1] is None or (row[4] and not settings.DEMO) else row


def _caller(row: tuple[Any, ...], day: date) -> Caller:
    if row[8] and row[6] is None:  # a program's key is no password
        return Caller(Actor(Kind(row[2]), row[1], row[3], (), day, attributes={MUST_CHANGE: "on"}))
    found = json.loads(row[7]) if isinstance(row[7], str) else row[7] or ()
    actor = _actor(row[1], AccountKind(row[2]), row[3], row[4], row[5] or row[6] is not None, found, day)
    return Caller(actor, row[6])


def _actor(
    account_id: int,
    kind: AccountKind,
    name: str,
    is_demo: bool,
    is_proved: bool,
    found: Sequence[Any],
    day: date,
) -> Actor:
    if kind is AccountKind.CITIZEN:
        return Actor(Kind.CITIZEN, account_id, name, (), day)
    if rules.must_enrol(kind=kind, has_second_factor=is_proved, is_demo=is_demo):
        return Actor(Kind.OFFICER, account_id, name, (), day, attributes={MUST_ENROL: "on"})
    grants = tuple(_grant(*values, day=day) for values in found)
    return Actor(Kind.OFFICER, account_id, name, grants, day)


def _grant(agency_id: int, reach: str, from_: str, to: str | None, verbs: list[str], *, day: date) -> Grant:
    agency_ids, authority_id = reached(agency_id=agency_id, reach=reach, day=day)
    return Grant(
        _verbs(tuple(verbs)),
        agency_ids,
        date.fromisoformat(from_),
        date.fromisoformat(to) if to else None,
        authority_id,
    )


@lru_cache(maxsize=256)  # roles are few; the same bundle needs to be one set only
def _verbs(verbs: tuple[str, ...]) -> frozenset[str]:
    return frozenset(verbs)


@reference.remembered
def reached(*, agency_id: int, reach: str, day: date) -> tuple[frozenset[int], int | None]:
    """The agencies that a grant at `agency_id` reaches, and the authority when it reaches all of it."""
    if reach == Reach.OWN:
        return frozenset({agency_id}), None
    if reach == Reach.TREE:
        return units.agency_tree(agency_id=agency_id, day=day) | {agency_id}, None
    agency = units.agency(agency_id=agency_id)
    if agency is None or agency.authority_id is None:
        return frozenset({agency_id}), None
    everything = units.agencies_of(authority_id=agency.authority_id, day=day)
    return frozenset(a.id for a in everything) | {agency_id}, agency.authority_id


ACTOR = """select a.kind, a.full_name, a.is_demo, a.is_active,
  (select jsonb_agg(jsonb_build_array(g.agency_id, g.reach, lower(g.valid), upper(g.valid), r.verbs)
                    order by g.id)
     from role_grant g join role r on r.id = g.role_id
    where g.account_id = a.id and g.revoked_at is null and g.valid @> %s::date)
  from account a where a.id = %s"""


def actor_for(*, account_id: int, day: date) -> Actor:
    """The actor that the account is on `day`, without asking for a session (command line, jobs, tests)."""
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(ACTOR, [day, account_id])
        row = cursor.fetchone()
    if row is None or not row[3] or (row[2] and not settings.DEMO):
        return ANONYMOUS
    found = json.loads(row[4]) if isinstance(row[4], str) else row[4] or ()
    return _actor(account_id, AccountKind(row[0]), row[1], row[2], True, found, day)


def user_of(*, account_id: int) -> Account:
    """The account as allauth wants it."""
    with access.seeing(SYSTEM):
        return Account.objects.get(pk=account_id)

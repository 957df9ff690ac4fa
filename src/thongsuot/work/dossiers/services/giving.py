"""Giving very many dossiers to officers, and back: the database keeps the list, the rule is asked once for each kind.

Lists travel as the database writes arrays, so that nothing is done here for each of a hundred thousand dossiers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from thongsuot.kernel.actor import SYSTEM, Actor, Kind
from thongsuot.kernel.dates import local
from thongsuot.kernel.errors import Problem
from thongsuot.plumbing import access, bus
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.calendars import queries as calendars
from thongsuot.registers.identity import queries as people
from thongsuot.work.dossiers import events
from thongsuot.work.dossiers.rules import stands
from thongsuot.work.dossiers.rules.states import Act, State
from thongsuot.work.dossiers.services import acting
from thongsuot.work.dossiers.services.assigning import DOES

# Locked in one order for everybody, so that nobody waits in a circle; those that stand alike are one line.
KINDS = """
with r as (select * from unnest(%(ids)s::uuid[], %(seen)s::int[], %(keys)s::int[]) as r(id, seen, key)
), h as materialized (
  select d.id, d.authority_id, d.state, d.competent_agency_id, d.holder_agency_id, d.holder_officer_id, d.version
  from dossier d where d.id = any(%(ids)s::uuid[]) order by d.id for update of d
)
select h.id is null, h.version <> r.seen, h.authority_id, h.state, h.competent_agency_id, h.holder_agency_id,
  h.holder_officer_id, count(*), array_agg(r.key)::text, array_agg(r.id)::text
from r left join h on h.id = r.id group by 1, 2, 3, 4, 5, 6, 7"""
MOVE = """
with r as (select * from unnest(%(ids)s::uuid[], %(keys)s::int[]) as r(id, key)
), d as (
  update dossier d set holder_officer_id = %(to)s, steps = d.steps + 1, version = d.version + 1
  from r where d.id = r.id
  returning d.id, r.key, d.steps, d.version, d.state, d.competent_agency_id, d.holder_agency_id, d.due_at
), s as (
  insert into dossier_step (dossier_id, number, at, act, actor, officer_id, agency_id, state, competent_agency_id,
    holder_agency_id, holder_officer_id, due_at, detail)
  select id, steps, %(now)s, %(act)s, %(actor)s, %(officer)s, %(agency)s, state, competent_agency_id,
    holder_agency_id, %(to)s, due_at,
    case when %(act)s = 'assign' then jsonb_build_object('from_officer', %(before)s::bigint)
      else jsonb_build_object('act', 'assign', 'of', steps - 1) end from d
  returning id
)
select (select min(id) from s), (select max(id) from s), array_agg(key)::text, array_agg(version)::text, count(*)
from d"""


class Lot(NamedTuple):
    """Dossiers as arrays in the database's own notation, all of one length: ids, versions as they were looked at,
    and the caller's number for each."""

    ids: str
    seen: str
    keys: str


@dataclass(frozen=True, slots=True)
class Share:
    """What became of some of a lot. `keys` and `versions` are arrays in the database's notation.

    Moved: `versions` are those after it, `before` who had them. Else `problems` say why; `is_changed`: because
    somebody did something to them since they were looked at.
    """

    keys: str
    count: int
    versions: str = ""
    before: int | None = None
    problems: tuple[Problem, ...] = ()
    is_changed: bool = False


@command("dossiers.give", by=frozenset())
def give(
    *, actor: Actor, now: datetime, agency_id: int, lot: Lot, to_officer_id: int | None
) -> tuple[Share, ...]:
    """Give dossiers that the agency holds to one of its officers; None: to nobody in particular.

    The same rule as `assign`. Whoever calls it answers for the right to do so.
    """
    day = local(now).date()
    is_of_agency = to_officer_id in {
        one.id for one in people.colleagues(agency_id=agency_id, day=day, verb=DOES)
    }
    officer = actor.account_id if actor.kind is Kind.OFFICER else None
    shares: list[Share] = []
    ranges: list[tuple[int, int]] = []
    for gone, changed, authority, state, competent, holder, before, count, keys, ids in _kinds(lot):
        if gone or changed:
            problems = (acting.NOT_THERE,) if gone else ()
            shares.append(Share(keys, count, problems=problems, is_changed=not gone))
            continue
        calendar = calendars.calendar_for(authority_id=authority, unit_id=None, day=day)
        by = stands.Doing(agency_id if officer else None, officer, now, day, calendar)
        stand = stands.Stand(State(state), competent, holder, before, now, None)
        found = stands.assign(stand, by, to_officer_id=to_officer_id, is_of_agency=is_of_agency).problems
        if found:
            shares.append(Share(keys, count, problems=found))
            continue
        first, last, *moved = _move(actor, now, agency_id, Act.ASSIGN, ids, keys, to_officer_id, before)
        ranges.append((first, last))
        shares.append(Share(moved[0], count, moved[1], before))
    _tell(now, shares, ranges, to_officer_id)
    return tuple(shares)


@command("dossiers.give_back", by=frozenset())
def give_back(
    *, actor: Actor, now: datetime, agency_id: int | None, lot: Lot, to_officer_id: int | None
) -> tuple[Share, ...]:
    """Take `give` back where nobody did anything since: he had them before, or nobody in particular.

    Whoever calls it answers for the right to do so: what was handed on is no longer seen by who handed it on.
    """
    shares: list[Share] = []
    ranges: list[tuple[int, int]] = []
    with access.seeing(SYSTEM):
        for gone, changed, *_, count, keys, ids in _alike(_kinds(lot)):
            if gone or changed:
                problems = (acting.NOT_THERE,) if gone else ()
                shares.append(Share(keys, count, problems=problems, is_changed=not gone))
                continue
            first, last, *moved = _move(actor, now, agency_id, "put_back", ids, keys, to_officer_id, None)
            ranges.append((first, last))
            shares.append(Share(moved[0], count, moved[1]))
    _tell(now, shares, ranges, to_officer_id)
    return tuple(shares)


def _kinds(lot: Lot) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(KINDS, lot._asdict())
        return list(cursor.fetchall())


def _alike(kinds: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Kinds that differ only in where they stand, which giving back does not ask."""
    found: dict[tuple[bool, bool], tuple[Any, ...]] = {}
    for gone, changed, *_, count, keys, ids in kinds:
        have = found.get((gone, bool(changed)))
        if have is not None:
            count, keys, ids = count + have[2], _joined(have[3], keys), _joined(have[4], ids)
        found[gone, bool(changed)] = (gone, changed, count, keys, ids)
    return list(found.values())


def _joined(one: str, other: str) -> str:
    """Two arrays, none of them empty, in the database's notation, as one."""
    return f"{one[:-1]},{other[1:]}"


def _move(
    actor: Actor, now: datetime, agency_id: int | None, act: str, ids: str, keys: str, to: int | None,
    before: int | None,
) -> tuple[Any, ...]:  # fmt: skip
    """Write it; (first and last id of the steps, the keys and the versions after it, how many)."""
    given: dict[str, Any] = {
        "ids": ids, "keys": keys, "to": to, "before": before, "now": now, "act": str(act), "actor": actor.key,
        "agency": agency_id, "officer": actor.account_id if actor.kind is Kind.OFFICER else None,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(MOVE, given)
        return tuple(cursor.fetchone())


def _tell(now: datetime, shares: list[Share], ranges: list[tuple[int, int]], to: int | None) -> None:
    moved = sum(one.count for one in shares if one.versions)
    note(subject="dossiers", count=moved, refused=sum(one.count for one in shares) - moved, to_officer=to)
    if ranges:
        first, last = min(low for low, _ in ranges), max(high for _, high in ranges)
        bus.publish(events.DossiersGiven(first, last, now))

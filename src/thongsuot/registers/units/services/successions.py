"""Agencies reorganise as units do: who follows whom is a dated fact, withdrawn but never deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from thongsuot.kernel.actor import Actor, Kind
from thongsuot.kernel.errors import Forbidden, Problem, refuse_if
from thongsuot.kernel.rows import LoadReport, Row
from thongsuot.plumbing import reference
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.units import queries, rules
from thongsuot.registers.units.queries import SuccessionRecord
from thongsuot.registers.units.rules import SuccessionKind
from thongsuot.registers.units.services.units import located

_DAY = timedelta(days=1)
ADD = """insert into agency_succession (old_id, new_id, day, kind, act, clause, note, ends_old, ended_before, recorded_at)
 select o.id, g.new_id, g.day, g.kind, g.act, g.clause, g.note, g.ends_old, upper(o.valid), %s
   from unnest(%s::bigint[], %s::bigint[], %s::date[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bool[])
     as g(old_id, new_id, day, kind, act, clause, note, ends_old)
   join agency o on o.id = g.old_id
 on conflict do nothing returning id"""
END = """update agency a set valid = daterange(lower(a.valid), g.day)
   from unnest(%s::bigint[], %s::date[]) as g(id, day)
  where a.id = g.id and (upper(a.valid) is null or upper(a.valid) > g.day)"""
WITHDRAW = """update agency_succession set withdrawn_at = %s
  where id = any(%s) and withdrawn_at is null returning old_id, ended_before, ends_old"""
LIVE_ON = """update agency a set valid = daterange(lower(a.valid), least(g.ends,
     (select min(s.day) from agency_succession s where s.old_id = a.id and s.ends_old and s.withdrawn_at is null)))
   from unnest(%s::bigint[], %s::date[]) as g(id, ends) where a.id = g.id"""


@dataclass(frozen=True, slots=True)
class AgencyChange:
    """From `day` on the agency `new_code` stands for `old_code`, by an act. `ends_old`: the old one ends then."""

    old_code: str
    new_code: str
    day: date
    kind: SuccessionKind
    act: str
    clause: str = ""
    note: str = ""
    ends_old: bool = True


@command("agencies.change")
def record_agency_changes(
    *, actor: Actor, now: datetime, changes: Sequence[AgencyChange], agency_id: int | None = None
) -> tuple[SuccessionRecord, ...]:
    """Record who follows whom, all or none; an old agency ends on the day unless `ends_old` is False.

    An officer acts at `agency_id` and only on agencies of its province. Raises `Refused` with every problem;
    with more than one change a problem's field begins with its number ("2.old"). A succession that stands
    already is not written twice.
    """
    found = {a.code: a for code in _codes(changes) if (a := queries.agency_by_code(code=code))}
    refuse_if(_problems(changes, found))
    within_authority(actor, agency_id, [a.authority_id for a in found.values()])
    rows = [
        (found[c.old_code].id, found[c.new_code].id, c.day, c.kind.value, c.act, c.clause, c.note, c.ends_old)
        for c in changes
    ]
    ending = [row for row in rows if row[7]]
    with connection.cursor() as cursor:
        cursor.execute(ADD, [now, *([row[i] for row in rows] for i in range(8))])
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute(END, [[row[0] for row in ending], [row[2] for row in ending]])
    reference.bump()
    note(count=len(ids), successions=ids)
    return queries.successions_by_id(ids=tuple(ids))


@command("agencies.withdraw_change")
def withdraw_agency_changes(
    *, actor: Actor, now: datetime, succession_ids: Sequence[int], agency_id: int | None = None
) -> int:
    """Take back successions; the old agencies work on as they would have without them. Gives how many."""
    told = queries.successions_by_id(ids=tuple(succession_ids))
    ids = frozenset(i for s in told for i in (s.old_id, s.new_id))
    agencies = queries.agencies_by_id(agency_ids=ids)
    within_authority(actor, agency_id, [a.authority_id for a in agencies.values()])
    with connection.cursor() as cursor:
        cursor.execute(WITHDRAW, [now, list(succession_ids)])
        rows = [row for row in cursor.fetchall() if row[2]]
        cursor.execute(LIVE_ON, [[row[0] for row in rows], [row[1] for row in rows]])
    reference.bump()
    note(count=len(told))
    return len(told)


@command("agencies.load_successions", by=frozenset())
def load_successions(*, actor: Actor, now: datetime, rows: Sequence[Row]) -> LoadReport:
    """Know who followed whom (rows as `rules.SUCCESSIONS`); those that stand already are left as they are.

    Raises `Refused` with every row that names an agency which is not there, or one that did not work then.
    """
    codes = {row[c] for row in rows for c in ("old_code", "new_code")}
    known = {code for code in codes if queries.agency_by_code(code=code)}
    refuse_if(located(rules.agency_reference_faults(rows, ("old_code", "new_code"), known)))
    changes = [
        AgencyChange(
            row["old_code"],
            row["new_code"],
            date.fromisoformat(row["day"]),
            SuccessionKind(row["kind"]),
            row["act"],
            row["clause"],
            row["note"],
            row["ends_old"] == "yes",
        )
        for row in rows
    ]
    standing = queries.succession_keys()
    fresh = [c for c in changes if (c.old_code, c.new_code, c.day) not in standing]
    if fresh:
        record_agency_changes(actor=actor, now=now, changes=fresh)
    return LoadReport(added=len(fresh), unchanged=len(changes) - len(fresh))


def _codes(changes: Sequence[AgencyChange]) -> set[str]:
    return {code for c in changes for code in (c.old_code, c.new_code)}


def _problems(changes: Sequence[AgencyChange], found: dict[str, queries.AgencyRecord]) -> list[Problem]:
    problems = []
    for n, c in enumerate(changes, 1):
        old, new = found.get(c.old_code), found.get(c.new_code)
        told = rules.succession_problems(
            old=c.old_code,
            new=c.new_code,
            old_lives=old is not None and old.is_valid_on(c.day - _DAY),
            new_lives=new is not None and new.is_valid_on(c.day),
            day=c.day,
        )
        prefix = f"{n}." if len(changes) > 1 else ""
        problems += [Problem(p.code, p.message, f"{prefix}{p.field}", p.params) for p in told]
    return problems


def within_authority(actor: Actor, agency_id: int | None, authorities: Sequence[int | None]) -> None:
    """Raise `Forbidden` when an officer reaches beyond the province of his agency."""
    if actor.kind is Kind.SYSTEM:
        return
    own = queries.agency(agency_id=agency_id) if agency_id is not None else None
    if own is None or set(authorities) - {own.authority_id}:
        raise Forbidden(
            Problem("agency_of_another_province", "Cơ quan này không thuộc tỉnh của cơ quan bạn.", "old")
        )

"""Marks that have been passed are told in one statement for all dossiers; its cost is what was passed, not what is open."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing import access
from thongsuot.plumbing.commands import command, note
from thongsuot.work.clocks.services import following
from thongsuot.work.dossiers import services as dossiers

MOST = 5000
# No further than what has been told: what comes later is news.
READ = """insert into clock_seen (actor, up_to, at)
select %s, least(%s, (select coalesce(max(id), 0) from clock_alert)), %s
on conflict (actor) do update set up_to = greatest(clock_seen.up_to, excluded.up_to), at = excluded.at"""

ANY = "select exists (select 1 from dossier_clock where finished_at is null and next_at <= %s)"
# A clock that its dossier has left behind waits for the event that brings it along; it says nothing meanwhile.
PASSED = """
with due as (
  select c.dossier_id, c.version, c.at_50, c.at_80, c.at_100, c.at_110
  from dossier_clock c join dossier d on d.id = c.dossier_id
  where c.finished_at is null and c.next_at <= %(now)s and d.finished_at is null and d.due_at = c.due_at
  order by c.next_at, c.dossier_id limit %(most)s for update of c skip locked
), a as (
  select due.dossier_id, due.version, m.mark, m.bit, m.at from due
  cross join lateral (values (50, 1, at_50), (80, 2, at_80), (100, 4, at_100), (110, 8, at_110)) as m(mark, bit, at)
  where m.at <= %(now)s
), t as (
  insert into clock_alert (dossier_id, version, mark, at, told_at)
  select dossier_id, version, mark, at, %(now)s from a on conflict (dossier_id, version, mark) do nothing
  returning 1
), u as (
  update dossier_clock c set
    at_50 = case when c.at_50 > %(now)s then c.at_50 end, at_80 = case when c.at_80 > %(now)s then c.at_80 end,
    at_100 = case when c.at_100 > %(now)s then c.at_100 end, at_110 = case when c.at_110 > %(now)s then c.at_110 end,
    reached = greatest(c.reached, s.reached), told = c.told | s.bits
  from (select dossier_id, max(mark)::smallint as reached, bit_or(bit)::smallint as bits from a group by 1) s
  where c.dossier_id = s.dossier_id
)
select (select count(*) from due), (select count(*) from t)"""
STALE = """select c.dossier_id from dossier_clock c join dossier d on d.id = c.dossier_id
where c.finished_at is null and c.next_at <= %s and (d.finished_at is not null or d.due_at is distinct from c.due_at)
order by c.next_at limit %s"""
SILENT = """select c.dossier_id, c.consents from dossier_clock c join dossier d on d.id = c.dossier_id
where c.consents <> '' and c.finished_at is null and c.due_at <= %s and d.due_at = c.due_at
  and d.state in ('received', 'processing') order by c.due_at limit %s"""


@command("clocks.alert", by=frozenset())
def alert(*, actor: Actor, now: datetime) -> tuple[int, int]:
    """Tell of every mark passed by `now`, at most `MOST` clocks. Returns how many clocks, and how many alerts."""
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(PASSED, {"now": now, "most": MOST})
        clocks, alerts = cursor.fetchone()
    note(subject="clocks", count=alerts)
    return int(clocks), int(alerts)


@command("clocks.take_silence", by=frozenset())
def take_silence(*, actor: Actor, now: datetime) -> int:
    """Record what the law did: terms that ran out where silence is consent. Returns how many dossiers it settled."""
    settled = 0
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(SILENT, [now, MOST])
        found: dict[str, list[UUID]] = defaultdict(list)
        for dossier_id, article in cursor.fetchall():
            found[article].append(dossier_id)
    for article, ids in found.items():
        try:
            done = dossiers.consent(actor=actor, now=now, dossier_ids=ids, article=article)
            settled += len(done.moved)
        except Refused:  # somebody was faster with the only one
            continue
    note(subject="clocks", count=settled)
    return settled


@command("clocks.read", grant=False)
def read(*, actor: Actor, now: datetime, up_to: int) -> None:
    """Note that the actor has read what he was told, up to this alert; what came earlier stays read."""
    with access.seeing(actor), connection.cursor() as cursor:
        cursor.execute(READ, [actor.key, up_to, now])
    note(subject=f"alerts:{up_to}")


def ring(*, now: datetime) -> int:
    """Everything that is due by `now`: what the law settled, clocks left behind, alerts. Returns how many alerts.

    Writes nothing, not even in the journal, when nothing is due.
    """
    if _waits(SILENT, now):
        take_silence(actor=SYSTEM, now=now)
    following.follow_all(now=now, dossier_ids=_waits(STALE, now))
    told = 0
    while _is_any(now):
        clocks, alerts = alert(actor=SYSTEM, now=now)
        told += alerts
        if clocks == 0:
            break
    return told


def _waits(statement: str, now: datetime) -> list[UUID]:
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(statement, [now, MOST])
        return [row[0] for row in cursor.fetchall()]


def _is_any(now: datetime) -> bool:
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(ANY, [now])
        return bool(cursor.fetchone()[0])

"""Open dossiers follow their agency when agencies are reorganised. Set-based, journalled in each dossier, reversible.

Code, receipt, dates, running clock and version stay: the receipt in the citizen's hand and the page open on
an officer's screen go on being true. Closed dossiers are history and stay where they were closed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.plumbing import access, bus
from thongsuot.plumbing.commands import command, note
from thongsuot.plumbing.records import as_json
from thongsuot.work.dossiers import events
from thongsuot.work.dossiers.queries import switching
from thongsuot.work.dossiers.rules.moves import Move

ALL = f"d.id in ({switching.CONCERNED})"
# Of those that were written since the bulk was held and are not held: few, so they are fetched by their keys.
SOME = """d.id = any(%(some)s::uuid[]) and (d.holder_agency_id = any(%(olds)s::bigint[])
  or d.competent_agency_id = any(%(olds)s::bigint[]) or d.id in (select dossier_id from move_step))"""
WRITTEN = """select distinct s.dossier_id::text from dossier_step s
  where s.id > %s and s.dossier_id not in (select id from held_dossier)"""
LAST = "select coalesce(max(id), 0) from dossier_step"
LOCK_CLASS = 4601  # of dossier_follow() in the database
WAIT_MS = 400  # how long intake may queue behind the switch before the switch steps aside
TRIES = 100
MARK_MS, MARK_TRIES = 100, 3

# Held once without a way to go, and named since: held again with the batch that leads it on.
RELEASE = """delete from held_dossier h using move_given g
  where g.dossier_id = h.id and not exists (select 1 from moving_dossier m where m.id = h.id) returning h.id::text"""
# Locked and read in one look, in the order of the keys, as all that follows looks them up: neighbours lie together.
HOLD = f"""with held as materialized (
  select d.id, d.steps, d.code, d.state, d.due_at, d.territory_id, d.competent_agency_id, d.holder_agency_id,
    d.holder_officer_id
  from dossier d where d.is_open and d.authority_id = %(authority)s and /*which*/
    and d.id not in (select id from held_dossier) order by d.id for update of d /*how*/
), kept as (insert into held_dossier select id, %(batch)s from held),
{switching.LEADS.replace("{which}", "held")}
insert into moving_dossier
select %(batch)s, t.id, t.steps + 1, t.code, t.state, t.due_at, t.c0, t.h0, t.o0, t.c1, t.h1, t.o1, t.ground from t
where {switching.GOES} order by t.id"""
REHOUSE = """update dossier d
set competent_agency_id = t.c1, holder_agency_id = t.h1, holder_officer_id = t.o1, steps = t.number
from moving_dossier t where d.id = t.id and t.batch = %(batch)s and d.steps = t.number - 1"""
# In the order of the keys: neighbours in the indexes of the journal are written one after the other. The lines that
# are digested are of the rows as the server wrote them.
TELL = f"""with s as (
  insert into dossier_step (dossier_id, number, at, act, actor, officer_id, agency_id, state,
    competent_agency_id, holder_agency_id, holder_officer_id, due_at, detail)
  select id, number, %(now)s, 'move', %(actor)s, %(officer)s, %(by)s, state, c1, h1, o1, due_at,
    jsonb_strip_nulls(jsonb_build_object('ref', %(ref)s::text, 'ground', ground, 'competent', c0, 'holder', h0,
      'officer', o0, 'batch', %(batch)s::text, 'undo', case when %(back)s then true end))
  from moving_dossier where batch = %(batch)s order by id
  returning *
), t as (
  select m.id, m.code, s.state, s.due_at, (s.detail->>'competent')::bigint as c0, s.competent_agency_id as c1,
    (s.detail->>'holder')::bigint as h0, s.holder_agency_id as h1, (s.detail->>'officer')::bigint as o0,
    s.holder_officer_id as o1
  from s join moving_dossier m on m.id = s.dossier_id and m.batch = %(batch)s
), l as (select t.id, {switching.LINE} as line from t) select {switching.DIGEST} from l"""
REDIRECT = """insert into dossier_redirect (old_agency_id, new_agency_id, territory_id, rank, function, versions, point_id,
  ref, ground)
select old_agency_id, new_agency_id, territory_id, coalesce(rank, 9), coalesce(function, ''), version_ids, point_id,
  %s, ground
from jsonb_to_recordset(%s::jsonb) as w(old_agency_id bigint, new_agency_id bigint, territory_id bigint, rank smallint,
  function text, version_ids bigint[], point_id bigint, ground text)
where old_agency_id = any(%s::bigint[])
on conflict (old_agency_id, territory_id, function, point_id) do update
  set new_agency_id = excluded.new_agency_id, ref = excluded.ref, ground = excluded.ground"""


@dataclass(frozen=True, slots=True)
class Rehoused:
    """How many went, and the digest over the lines of what was written into their journals."""

    count: int
    digest: str


def mark() -> int | None:
    """A step above which everything stands that is not to be seen yet; None: somebody writes for too long to tell.

    Who writes is waited for, and who begins waits, `MARK_MS` at most in one go.
    """
    for _attempt in range(MARK_TRIES):
        before = transaction.savepoint()
        try:
            with access.seeing(SYSTEM), connection.cursor() as cursor:
                cursor.execute(f"set local lock_timeout = '{MARK_MS}ms'")
                cursor.execute("lock table dossier_step in share mode")
                return int(switching.rows(LAST, ())[0][0])
        except OperationalError:
            continue
        finally:
            transaction.savepoint_rollback(before)  # from here on everybody writes again
    return None


@command("dossiers.hold", by=frozenset())
def hold(*, actor: Actor, now: datetime, move: Move, batch: str = "bulk", after: int | None = None) -> int:
    """Lock the open dossiers that will go, so that what is listed next is what moves. Returns how many.

    "bulk" waits for whoever has one in hand; any other batch leaves those out (what their holder writes follows
    the redirects by itself). after: only dossiers with a step above it are looked at (see `mark`).
    """
    params: dict[str, Any] = {**switching.stage(move), "batch": batch}
    which = ALL if after is None else SOME
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        if (
            batch == "bulk"
        ):  # a new switch; whatever an earlier one of this transaction held is its own affair
            cursor.execute("delete from held_dossier; delete from moving_dossier")
        released = switching.rows(RELEASE, ())
        if after is not None:
            params["some"] = [row[0] for row in (*released, *switching.rows(WRITTEN, (after,)))]
        how = "" if batch == "bulk" else "skip locked"
        cursor.execute(HOLD.replace("/*which*/", which).replace("/*how*/", how), params)
        count = int(cursor.rowcount)
        if batch == "bulk":  # the few that come later are found by their key, while intake waits
            cursor.execute("analyze moving_dossier (batch, id), held_dossier")
    return count


@command("dossiers.redirect", by=frozenset())
def redirect(*, actor: Actor, now: datetime, move: Move, lives: Iterable[int] = ()) -> None:
    """From the commit on whatever is sent to an agency that ends goes to its successor; what `lives` keeps its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from dossier_redirect where old_agency_id = any(%s::bigint[])",
            [sorted({*lives, *move.ends})],
        )
        ways = as_json([*move.ways, *move.narrow])
        cursor.execute(REDIRECT, [move.ref, ways, sorted(move.ends)])


@command("dossiers.rehouse", by=frozenset())
def rehouse(*, actor: Actor, now: datetime, move: Move, by: int | None, batch: str = "bulk") -> Rehoused:
    """Lead the held dossiers of the batch on (or back), each with a step that says from where and on what ground.

    `by`: the agency that ordered it.
    """
    given: Mapping[str, Any] = {
        **switching.params_of(move), "now": now, "actor": actor.key, "officer": actor.account_id, "by": by, "batch": batch,
    }  # fmt: skip
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select set_config('ts.rehousing', 'on', true)")
        cursor.execute(REHOUSE, given)
        count = int(cursor.rowcount)
        done = Rehoused(count, switching.rows(TELL, given)[0][1])
        cursor.execute("select set_config('ts.rehousing', '', true)")
    note(subject=move.ref, count=count, batch=batch, digest=done.digest)
    if count:
        bus.publish(events.DossiersMoved(move.ref, move.back, now))
    return done


def check_keys() -> None:
    """Check now what was put off to the commit: the foreign keys of all that moved. Later everybody would wait for it."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")


def close_intake(*, authority_id: int) -> None:
    """Until the commit nobody else writes a new dossier of the province; those who had begun have committed.

    Waits `WAIT_MS` at most in one go and then lets the others pass, so intake never stands longer than that.
    """
    for attempt in range(TRIES):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"set local lock_timeout = '{WAIT_MS}ms'")
                cursor.execute("select pg_advisory_xact_lock(%s, %s::int)", [LOCK_CLASS, authority_id])
                cursor.execute("set local lock_timeout = 0")
            return
        except OperationalError:
            if attempt == TRIES - 1:
                raise
            with connection.cursor() as cursor:
                cursor.execute("select pg_sleep(0.05)")

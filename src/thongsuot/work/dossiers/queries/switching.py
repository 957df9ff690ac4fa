"""What a switch of agencies moves: the same listing for the preview, for the switch itself and for its digest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.access import reading
from thongsuot.plumbing.records import as_json
from thongsuot.work.dossiers.rules.moves import Move
from thongsuot.work.dossiers.rules.states import State

# The move as tables of the transaction: with their sizes known, the joins below cost what the open work costs.
STAGE = """
create temp table if not exists move_way (old_agency_id bigint, new_agency_id bigint, territory_id bigint, ground text)
  on commit drop;
create temp table if not exists move_posting (account_id bigint, old_agency_id bigint, new_agency_id bigint) on commit drop;
create temp table if not exists move_given (dossier_id uuid, part text, old_agency_id bigint, new_agency_id bigint)
  on commit drop;
create temp table if not exists move_step (dossier_id uuid primary key, c1 bigint, h1 bigint, o1 bigint, c0 bigint,
  h0 bigint, o0 bigint) on commit drop;
create temp table if not exists held_dossier (id uuid primary key, batch text) on commit drop;
create temp table if not exists moving_dossier (batch text, id uuid, number int, code text, state text, due_at timestamptz,
  c0 bigint, h0 bigint, o0 bigint, c1 bigint, h1 bigint, o1 bigint, ground text, primary key (batch, id)) on commit drop"""
# Laid out again in one transaction (preview, rehearsal, switch): emptying the few rows costs less than new tables.
STAGED = "select to_regclass('pg_temp.moving_dossier') is not null"
EMPTY = "delete from move_way; delete from move_posting; delete from move_given; delete from move_step"
FILL = (
    """insert into move_way select * from jsonb_to_recordset(%(ways)s::jsonb)
    as w(old_agency_id bigint, new_agency_id bigint, territory_id bigint, ground text)""",
    """insert into move_posting select * from jsonb_to_recordset(%(postings)s::jsonb)
    as p(account_id bigint, old_agency_id bigint, new_agency_id bigint)""",
    """insert into move_given select * from jsonb_to_recordset(%(assigned)s::jsonb)
    as a(dossier_id uuid, part text, old_agency_id bigint, new_agency_id bigint)""",
    """insert into move_step select distinct on (dossier_id) dossier_id, competent_agency_id, holder_agency_id,
      holder_officer_id, (detail->>'competent')::bigint, (detail->>'holder')::bigint, (detail->>'officer')::bigint
    from dossier_step where %(back)s and act = 'move' and detail->>'ref' = %(ref)s and detail->>'undo' is null
    order by dossier_id, number""",
    """insert into move_given select dossier_id, 'competent', c1, c0 from move_step where c1 <> c0
    union all select dossier_id, 'holder', h1, h0 from move_step where h1 <> h0""",
    "analyze move_way, move_posting, move_given, move_step",
)
CONCERNED = """select id from dossier where is_open and holder_agency_id = any(%(olds)s::bigint[])
  union select id from dossier where is_open and competent_agency_id = any(%(olds)s::bigint[])
    and competent_agency_id <> holder_agency_id
  union select dossier_id from move_step"""
# A dossier's two agencies are led on each by itself. `given` outweighs a territory's way, that outweighs the rest.
LEADS = """u as (
  select d.*, s.dossier_id is not null as is_known, s.o0 as was_officer,
    s.h1 = d.holder_agency_id and s.o1 is not distinct from d.holder_officer_id as is_untouched
  from {which} d left join move_step s on s.dossier_id = d.id
), v as (
  select u.id, u.steps, u.code, u.state, u.due_at, u.is_known, u.is_untouched, u.was_officer,
    u.competent_agency_id as c0, u.holder_agency_id as h0, u.holder_officer_id as o0,
    coalesce(gc.new_agency_id, tc.new_agency_id, ac.new_agency_id, u.competent_agency_id) as c1,
    coalesce(gh.new_agency_id, th.new_agency_id, ah.new_agency_id, u.holder_agency_id) as h1,
    coalesce(case when gh.new_agency_id is not null then 'assigned' end, th.ground, ah.ground, tc.ground, ac.ground, '')
      as ground
  from u
  left join move_given gc on gc.dossier_id = u.id and gc.part = 'competent'
    and gc.old_agency_id = u.competent_agency_id
  left join move_way tc on tc.old_agency_id = u.competent_agency_id and tc.territory_id = u.territory_id
  left join move_way ac on ac.old_agency_id = u.competent_agency_id and ac.territory_id is null
  left join move_given gh on gh.dossier_id = u.id and gh.part = 'holder' and gh.old_agency_id = u.holder_agency_id
  left join move_way th on th.old_agency_id = u.holder_agency_id and th.territory_id = u.territory_id
  left join move_way ah on ah.old_agency_id = u.holder_agency_id and ah.territory_id is null
), t as (
  select v.*, case
      when v.is_known and v.is_untouched then v.was_officer
      when v.h1 = v.h0 or p.new_agency_id is null or p.new_agency_id = v.h1 then v.o0 end as o1,
    v.c1 = any(%(ends)s::bigint[]) or v.h1 = any(%(ends)s::bigint[]) as is_stranded
  from v left join move_posting p on p.account_id = v.o0 and p.old_agency_id = v.h0
)"""
TARGETS = LEADS.replace(
    "{which}",
    f"(select * from dossier where is_open and authority_id = %(authority)s and id in ({CONCERNED}))",
)
GOES = "(t.c0, t.h0, t.o0) is distinct from (t.c1, t.h1, t.o1)"

# One line a dossier, in the order of their ids; the digest of all lines is what is compared.
LINE = """concat_ws('|', t.id, t.code, t.state,
  coalesce(to_char(t.due_at at time zone 'UTC', 'YYYYMMDDHH24MISSUS'), ''), t.c0 || '>' || t.c1,
  t.h0 || '>' || t.h1, coalesce(t.o0, 0) || '>' || coalesce(t.o1, 0))"""
DIGEST = """count(*), encode(sha256(convert_to(
  coalesce(string_agg(line, E'\\n' order by id), ''), 'UTF8')), 'hex')"""

LISTED = f"with {TARGETS}, l as (select t.id, {LINE} as line from t where {GOES}) select {DIGEST} from l"
LISTED_HELD = f"""with l as (select t.id, {LINE} as line from moving_dossier t where t.batch = %(batch)s)
select {DIGEST} from l"""
COUNTS = f"""with {TARGETS}, e as (
  select distinct t.id, t.state, t.due_at, t.is_stranded, t.h0, agency
  from t cross join lateral (values (t.c0), (t.h0)) x(agency) where agency = any(%(olds)s::bigint[]))
select agency, state, count(*), count(*) filter (where due_at < %(now)s and state <> 'decided'),
  count(*) filter (where is_stranded), count(*) filter (where h0 = agency) from e group by 1, 2 order by 1, 2"""
# Held without a way out of an agency that ends: such a one goes there, or stays there.
STRANDED = """select exists (select from moving_dossier m
    where m.batch = 'bulk' and (m.c1 = any(%(ends)s::bigint[]) or m.h1 = any(%(ends)s::bigint[])))
  or exists (select from held_dossier h join dossier d on d.id = h.id
    where h.batch = 'bulk' and not exists (select from moving_dossier m where m.id = h.id)
      and (d.competent_agency_id = any(%(ends)s::bigint[]) or d.holder_agency_id = any(%(ends)s::bigint[])))"""
ROWS = f"""with {TARGETS} select t.id, t.code, t.state, t.due_at, t.c0, t.h0, t.o0, t.c1, t.h1, t.o1, t.is_stranded
from t where (t.c0 = %(agency)s or t.h0 = %(agency)s) and (not %(stranded)s or t.is_stranded)
  and t.id > %(after)s::uuid order by t.id limit %(limit)s"""


@dataclass(frozen=True, slots=True)
class Listing:
    """How many dossiers go, and the SHA-256 over the canonical lines of all of them."""

    count: int
    digest: str


@dataclass(frozen=True, slots=True)
class Lot:
    """Open dossiers of one agency in one state; `held` of them lie there, of the others it is only competent."""

    agency_id: int
    state: State
    count: int
    late: int
    stranded: int
    held: int


@dataclass(frozen=True, slots=True)
class Goer:
    """One dossier and where it goes; `is_stranded`: no way leads on, a person has to say."""

    id: UUID
    code: str
    state: State
    due_at: datetime | None
    competent_from: int
    holder_from: int
    officer_from: int | None
    competent_to: int
    holder_to: int
    officer_to: int | None
    is_stranded: bool


def params_of(move: Move) -> dict[str, Any]:
    """The move as `TARGETS` takes it."""
    return {
        "ways": as_json(move.ways), "postings": as_json(move.postings), "assigned": as_json(move.assigned),
        "back": move.back, "ref": move.ref, "authority": move.authority_id, "olds": move.from_ids,
        "ends": sorted(move.ends),
    }  # fmt: skip


def stage(move: Move) -> dict[str, Any]:
    """Lay the move out for the statements above; returns their parameters."""
    params = params_of(move)
    with connection.cursor() as cursor:
        cursor.execute(STAGED)
        is_staged = cursor.fetchone()[0]
        cursor.execute(EMPTY if is_staged else STAGE)
        for statement in FILL:
            cursor.execute(statement, params)
    return params


def rows(statement: str, params: Mapping[str, Any] | Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run one of the statements above."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


@reading
def moving(*, viewer: Actor, move: Move) -> Listing:
    """What would go if the switch were now."""
    return Listing(*rows(LISTED, stage(move))[0])


@reading
def held(*, viewer: Actor, batch: str) -> Listing:
    """What the running switch holds of this batch, and will lead on."""
    return Listing(*rows(LISTED_HELD, {"batch": batch})[0])


@reading
def holds_stranded(*, viewer: Actor, move: Move) -> bool:
    """Whether the running switch holds a dossier that no way leads out of an agency that ends (`Lot.stranded`)."""
    return bool(rows(STRANDED, {"ends": sorted(move.ends)})[0][0])


@reading
def moving_lots(*, viewer: Actor, move: Move, now: datetime) -> tuple[Lot, ...]:
    """The open dossiers of every agency of the move, by state; a dossier counts once for each agency it names."""
    return _lots({**stage(move), "now": now})


@reading
def moving_overview(*, viewer: Actor, move: Move, now: datetime) -> tuple[tuple[Lot, ...], Listing]:
    """`moving_lots` and `moving` in one go."""
    params = {**stage(move), "now": now}
    return _lots(params), Listing(*rows(LISTED, params)[0])


def _lots(params: Mapping[str, Any]) -> tuple[Lot, ...]:
    return tuple(Lot(agency, State(state), *counts) for agency, state, *counts in rows(COUNTS, params))


@reading
def moving_rows(
    *, viewer: Actor, move: Move, agency_id: int, only_stranded: bool = False, after: UUID | None = None,
    limit: int = 200,
) -> tuple[Goer, ...]:  # fmt: skip
    """The dossiers of one agency of the move, one by one, in the order of their ids."""
    given = {
        **stage(move),
        "agency": agency_id,
        "stranded": only_stranded,
        "after": str(after or UUID(int=0)),
        "limit": limit,
    }
    return tuple(Goer(r[0], r[1], State(r[2]), *r[3:]) for r in rows(ROWS, given))

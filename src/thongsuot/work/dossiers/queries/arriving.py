"""Where a switch of agencies takes open dossiers, seen from the agencies at which they will lie."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.access import reading
from thongsuot.work.dossiers.queries.switching import GOES, TARGETS, Goer, rows, stage
from thongsuot.work.dossiers.rules.moves import Move
from thongsuot.work.dossiers.rules.states import State

COUNTS = f"""with {TARGETS} select t.h1, count(*), count(*) filter (where t.due_at < %(now)s and t.state <> 'decided'),
  count(t.due_at) filter (where t.state <> 'decided'), min(t.due_at) filter (where t.state <> 'decided')
from t where {GOES} group by 1 order by 1"""
ROWS = f"""with {TARGETS} select t.id, t.code, t.state, t.due_at, t.c0, t.h0, t.o0, t.c1, t.h1, t.o1, t.is_stranded
from t where t.h1 = any(%(at)s::bigint[]) and {GOES} and t.id > %(after)s::uuid order by t.id limit %(limit)s"""
DUE = f"""with {TARGETS} select t.id, t.code, t.state, t.due_at, t.c0, t.h0, t.o0, t.c1, t.h1, t.o1, t.is_stranded
from t where t.h1 = any(%(at)s::bigint[]) and {GOES} and t.due_at is not null and t.state <> 'decided'
  and (t.due_at, t.id) > (%(due)s::timestamptz, %(after)s::uuid) order by t.due_at, t.id limit %(limit)s"""
STRANDED = f"""with {TARGETS} select t.id, t.code, t.state, t.due_at, t.c0, t.h0, t.o0, t.c1, t.h1, t.o1, t.is_stranded
from t where (t.c0 = any(%(at)s::bigint[]) or t.h0 = any(%(at)s::bigint[])) and t.is_stranded
  and t.id > %(after)s::uuid order by t.id limit %(limit)s"""
# A dossier's steps of one run are one; where it lay before stands in the step itself.
MOVED = """select d.id, d.code, d.state, d.due_at, (s.detail->>'competent')::bigint, (s.detail->>'holder')::bigint,
  (s.detail->>'officer')::bigint, s.competent_agency_id, s.holder_agency_id, s.holder_officer_id, false
from dossier_step s join dossier d on d.id = s.dossier_id
where s.act = 'move' and s.detail->>'ref' = %(ref)s and s.holder_agency_id = any(%(at)s::bigint[])
  and s.detail->>'undo' is null and d.id > %(after)s::uuid order by d.id limit %(limit)s"""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Dossiers that will lie at one agency; `with_due` of them wait for a decision by a day, `earliest` of these."""

    agency_id: int
    count: int
    late: int
    with_due: int
    earliest: datetime | None


@reading
def arrivals(*, viewer: Actor, move: Move, now: datetime) -> tuple[Arrival, ...]:
    """What would lie at which agency if the switch were now; a dossier counts once."""
    return tuple(Arrival(*row) for row in rows(COUNTS, {**stage(move), "now": now}))


@reading
def arriving_rows(
    *, viewer: Actor, move: Move, agency_ids: Iterable[int], after: UUID | None = None, limit: int = 200
) -> tuple[Goer, ...]:
    """The dossiers that would lie at these agencies, one by one, in the order of their ids."""
    given = {**stage(move), "at": sorted(agency_ids), "after": str(after or UUID(int=0)), "limit": limit}
    return tuple(Goer(r[0], r[1], State(r[2]), *r[3:]) for r in rows(ROWS, given))


@reading
def due_rows(
    *,
    viewer: Actor,
    move: Move,
    agency_ids: Iterable[int],
    after: tuple[datetime, UUID] | None = None,
    limit: int = 200,
) -> tuple[Goer, ...]:
    """The deadlines that go on at these agencies: undecided dossiers that would lie there, the first to be due first."""
    due, id_ = after or ("-infinity", UUID(int=0))
    given = {**stage(move), "at": sorted(agency_ids), "due": due, "after": str(id_), "limit": limit}
    return tuple(Goer(r[0], r[1], State(r[2]), *r[3:]) for r in rows(DUE, given))


@reading
def stranded_rows(
    *, viewer: Actor, move: Move, agency_ids: Iterable[int], after: UUID | None = None, limit: int = 200
) -> tuple[Goer, ...]:
    """The dossiers of these old agencies for which no way leads on: a person has to say where they go."""
    given = {**stage(move), "at": sorted(agency_ids), "after": str(after or UUID(int=0)), "limit": limit}
    return tuple(Goer(r[0], r[1], State(r[2]), *r[3:]) for r in rows(STRANDED, given))


@reading
def moved_rows(
    *, viewer: Actor, ref: str, agency_ids: Iterable[int], after: UUID | None = None, limit: int = 200
) -> tuple[Goer, ...]:
    """The dossiers that a run has moved to these agencies, one by one, in the order of their ids."""
    given = {"ref": ref, "at": sorted(agency_ids), "after": str(after or UUID(int=0)), "limit": limit}
    return tuple(Goer(r[0], r[1], State(r[2]), *r[3:]) for r in rows(MOVED, given))

"""Open deadlines that a changed calendar may move: grouped, computed once a group, and laid back over the rows.

Dossiers of one term, received on one day between the same openings, with the same pauses, have the same due
date. There are thousands of such groups among a million dossiers; each is computed by the kernel, the one
source of the law, and one statement brings the results to the rows.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import format_time, instant
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.access import reading
from thongsuot.registers.calendars import queries as calendars
from thongsuot.registers.calendars.rules import Supposed
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers.queries.standing import extension_of_json, loaded, pauses_of_json, term_of_json
from thongsuot.work.dossiers.rules import recalculation as rules

CHUNK = 5000
LINES = 20

# A dossier whose reception counts to the minute (hours), or that has stood still, is grouped by its minute;
# all others by the part of the day between two openings and closings, and by the side of the cut-off.
_LOCAL = "date_trunc('minute', d.received_at at time zone 'Asia/Ho_Chi_Minh')"
_MINUTE = f"(extract(hour from {_LOCAL}) * 60 + extract(minute from {_LOCAL}))::int"
_SLOT = f"""case when d.term->>'unit' = 'HOUR' or d.pauses <> '[]' or d.extension is not null then 10000 + {_MINUTE}
 else width_bucket({_MINUTE}, %(boundaries)s::int[])
   + case when {_LOCAL}::time > (d.term->>'same_day_until')::time then 1000 else 0 end end"""
_UNIT = "coalesce((%(apart_units)s::bigint[])[array_position(%(apart_agencies)s::bigint[], d.competent_agency_id)], 0)"
_KEYS = f"""{_UNIT} as unit_id, d.term, {_LOCAL}::date as day, {_SLOT} as slot, d.pauses,
 coalesce(d.extension, 'null') as extension, coalesce(d.due_at, 'infinity') as due_at"""
# 64 bits of a hash: that two of some ten thousand groups share one is less likely than a broken memory chip.
_HASH = f"""hash_record_extended(row({_UNIT}, d.term, {_LOCAL}::date, {_SLOT}, d.pauses,
 coalesce(d.extension, 'null'), coalesce(d.due_at, 'infinity')), 0)"""

OPEN = """d.is_open and d.finished_at is null and d.term is not null and d.authority_id = %(authority)s
 and d.received_at < %(until)s and (d.due_at is null or d.due_at >= %(since)s)
 and (%(agencies)s::bigint[] is null or d.competent_agency_id = any(%(agencies)s::bigint[]))
 and d.competent_agency_id %% %(hands)s = %(hand)s"""

# A million rows pass: sorting and joining them on disk would take most of the time.
TABLES = (
    "set local work_mem = '128MB'",
    "set local jit = off",
    "drop table if exists pg_temp.clock_seen, pg_temp.clock_group, pg_temp.clock_moved",
    "create temp table clock_seen (id uuid, steps int, received_at timestamptz, h bigint) on commit drop",
    """create temp table clock_group (h bigint, unit_id bigint, term jsonb, day date, slot int, pauses jsonb,
      extension jsonb, due_at timestamptz, received_at timestamptz, dossiers int) on commit drop""",
    """create temp table clock_moved (h bigint primary key, new_at timestamptz, before text, after text, rest jsonb,
      detail jsonb) on commit drop""",
)
SEEN = f"insert into clock_seen select d.id, d.steps, d.received_at, {_HASH} from dossier d where {OPEN}"
GROUP = f"""
insert into clock_group
select g.h, k.*, g.received_at, g.dossiers
from (select h, min(received_at) as received_at, count(*) as dossiers, (array_agg(id))[1] as id
      from clock_seen group by h) g
  cross join lateral (select {_KEYS} from dossier d where d.id = g.id) k
"""
GROUPS = """select h, nullif(unit_id, 0), term, pauses, extension, nullif(due_at, 'infinity'), received_at, dossiers
from clock_group order by due_at, day, unit_id, h"""
SHIP = """
insert into clock_moved select h, new_at, before, after, rest, detail from jsonb_to_recordset(%s::jsonb)
  as r(h bigint, new_at timestamptz, before text, after text, rest jsonb, detail jsonb)
"""
# Looked at again as the row is when it is written: whoever acted meanwhile has already used the new calendar.
MATCH = f"""
clock_seen s join clock_moved g using (h)
where d.id = s.id and {OPEN} and (d.steps = s.steps or {_HASH} = s.h)
"""
AGENCIES = f"select distinct d.competent_agency_id from dossier d where {OPEN}"
MAKE_MOVES = (
    "drop table if exists pg_temp.clock_move",
    """create temp table clock_move (agency_id bigint, code text, old_at timestamptz, new_at timestamptz)
      on commit drop""",
)
MOVES = f"""insert into clock_move select d.competent_agency_id, d.code, d.due_at, g.new_at from dossier d, {MATCH}"""
TALLY = """
select agency_id, count(*), count(*) filter (where new_at > old_at),
  count(*) filter (where new_at < %(now)s and (old_at is null or old_at >= %(now)s)),
  count(*) filter (where old_at < %(now)s and (new_at is null or new_at >= %(now)s))
from clock_move group by 1 order by 2 desc, 1
"""
FIRST = "select code, agency_id, old_at, new_at from clock_move order by old_at, code limit %s"


@dataclass(frozen=True, slots=True)
class Window:
    """Which deadlines a change of the calendar from `from_day` to `to_day` may touch.

    `unit_id`: only dossiers whose competent agency is of that unit. `supposed`: a change not yet decided.
    `hand` of `hands` looks at its share of the agencies only, so that several can work at once.
    """

    authority_id: int
    from_day: date
    to_day: date
    unit_id: int | None = None
    supposed: Supposed | None = None
    hand: int = 0
    hands: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One dossier whose due date moves."""

    code: str
    agency_id: int
    old_at: datetime | None
    new_at: datetime | None


@dataclass(frozen=True, slots=True)
class AgencyMoves:
    """How many dossiers of a competent agency move; how many later, how many become late or are no longer late."""

    agency_id: int
    moved: int
    later: int
    become_late: int
    no_longer_late: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What recomputing would do. `looked_at` dossiers in `groups` groups; `unknown`: no calendar reaches so far."""

    looked_at: int
    groups: int
    unknown: int
    agencies: tuple[AgencyMoves, ...]
    lines: tuple[Line, ...]

    @property
    def moved(self) -> int:
        """Dossiers whose due date changes."""
        return sum(one.moved for one in self.agencies)

    @property
    def become_late(self) -> int:
        """Dossiers that would be late now and were not."""
        return sum(one.become_late for one in self.agencies)

    @property
    def no_longer_late(self) -> int:
        """Dossiers that were late and would not be."""
        return sum(one.no_longer_late for one in self.agencies)


@dataclass(frozen=True, slots=True)
class Laid:
    """Groups and their new dates in the transaction's own tables; `params` for statements with `MATCH`."""

    params: dict[str, Any]
    looked_at: int
    groups: int
    unknown: int


@reading
def recalculation_preview(*, viewer: Actor, now: datetime, window: Window, because: str = "") -> Preview:
    """What recomputing the open deadlines of `window` would change, by competent agency, with the first lines."""
    laid = lay(window, because=because, detail={})
    with connection.cursor() as cursor:
        for statement in MAKE_MOVES:
            cursor.execute(statement)
        cursor.execute(MOVES, laid.params)
        cursor.execute(TALLY, {"now": now})
        agencies = tuple(AgencyMoves(*row) for row in cursor.fetchall())
        cursor.execute(FIRST, [LINES])
        lines = tuple(Line(*row) for row in cursor.fetchall())
    return Preview(laid.looked_at, laid.groups, laid.unknown, agencies, lines)


def lay(
    window: Window,
    *,
    because: str,
    detail: dict[str, Any],
    known: dict[int, dict[str, Any] | None] | None = None,
) -> Laid:
    """Group the open deadlines of the window, compute each group once, and keep what moves in a table of its own.

    known: what the hands of one run have computed so far, by group; they share most groups.
    """
    with connection.cursor() as cursor:
        for statement in TABLES:
            cursor.execute(statement)
        params = _params(window)
        cursor.execute(SEEN, params)
        cursor.execute(GROUP, params)
        cursor.execute(GROUPS)
        found = cursor.fetchall()
        # Every other hand begins at the end, so that two hands meet in the middle of what they share.
        ordered = found[::-1] if window.hand % 2 else found
        rows, unknown = _computed(window, ordered, because, detail, {} if known is None else known)
        for start in range(0, len(rows), CHUNK):
            cursor.execute(SHIP, [json.dumps(rows[start : start + CHUNK], ensure_ascii=False, default=str)])
        cursor.execute("analyze clock_seen, clock_moved")
    return Laid(params, sum(row[7] for row in found), len(found), unknown)


def _params(window: Window) -> dict[str, Any]:
    sittings = calendars.sittings(authority_id=window.authority_id)
    params: dict[str, Any] = {
        "authority": window.authority_id,
        "since": instant(window.from_day, time.min),
        "until": instant(window.to_day + timedelta(days=1), time.min),
        "boundaries": list(rules.boundaries(sittings)),
        "agencies": None,
        "hand": window.hand,
        "hands": window.hands,
        "apart_units": [],
        "apart_agencies": [],
    }
    office_of = _offices(params)
    if window.unit_id is not None:
        params["agencies"] = [agency for agency, unit in office_of.items() if unit == window.unit_id]
    apart = calendars.units_apart(authority_id=window.authority_id)
    if window.supposed is not None and window.supposed.unit_id is not None:
        apart |= {window.supposed.unit_id}
    own = {agency: unit for agency, unit in office_of.items() if unit in apart}
    return {**params, "apart_agencies": list(own), "apart_units": list(own.values())}


def _offices(params: dict[str, Any]) -> dict[int, int | None]:
    """The unit of every agency that is competent for one of the dossiers."""
    with connection.cursor() as cursor:
        cursor.execute(AGENCIES, params)
        ids = frozenset(row[0] for row in cursor.fetchall())
    return {id_: agency.unit_id for id_, agency in units.agencies_by_id(agency_ids=ids).items()}


def _computed(
    window: Window, groups: Sequence[Sequence[Any]], because: str, detail: dict[str, Any],
    known: dict[int, dict[str, Any] | None],
) -> tuple[list[dict[str, Any]], int]:  # fmt: skip
    """The groups that move, each with its new date and sentences, and how many dossiers no calendar reaches."""
    rows, unknown = [], 0
    for h, unit_id, term, pauses, extension, due_at, received_at, dossiers in groups:
        if h not in known:
            kept = term_of_json(loaded(term))
            assert kept is not None
            pauses_, extension_ = pauses_of_json(loaded(pauses)), extension_of_json(loaded(extension))
            running = rules.Running(received_at, kept, pauses_, extension_, due_at)
            try:
                known[h] = _moved(window, running, unit_id, because)
            except Refused:
                unknown += dossiers
                continue
        moved = known[h]
        if moved is not None:
            told = {**detail, "because": because, "old_due_at": due_at}
            rows.append({"h": h, **moved, "detail": told})
    return rows, unknown


def _moved(
    window: Window, running: rules.Running, unit_id: int | None, because: str
) -> dict[str, Any] | None:
    calendar = calendars.calendar_for(
        authority_id=window.authority_id, unit_id=unit_id, day=rules.hours_day(running)
    )
    if window.supposed is not None and window.supposed.unit_id in (None, unit_id):
        calendar = window.supposed.applied(calendar)
    due = rules.recomputed(running, calendar)
    if due is None:
        return None
    first, *rest = due.explained()
    before, _, after = first.partition(format_time(running.received_at))
    line = rules.moved_sentence(old_at=running.due_at, new_at=due.due_at, because=because)
    return {"new_at": due.due_at, "before": before, "after": after, "rest": [*rest, line.say()]}

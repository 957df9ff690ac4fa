"""Worklists: what lies where, ordered by time left, page by page without counting.

Each agency's part comes from its own index range and stops at a page's length, so a list costs the same
among a thousand dossiers and among a million.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.access import reading
from thongsuot.work.dossiers.rules.states import State

PAGE = 50
NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # dossiers whose clock stands still come last


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ends: the next begins after it."""

    due_at: datetime
    id: UUID

    def __str__(self) -> str:
        return f"{self.due_at:%Y%m%dT%H%M%S}Z{self.id.hex}"

    @staticmethod
    def parse(text: str) -> "Cursor | None":
        """A cursor from an address; None when it is none (the list then begins at the top)."""
        try:
            moment, hexed = text.split("Z", 1)
            return Cursor(datetime.strptime(moment, "%Y%m%dT%H%M%S").replace(tzinfo=UTC), UUID(hexed))
        except ValueError:
            return None


FIRST = Cursor(datetime(1900, 1, 1, tzinfo=UTC), UUID(int=0))
LAST = Cursor(datetime(9999, 12, 31, tzinfo=UTC), UUID(int=(1 << 128) - 1))


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """One line of a list. `phone` and ids are left out: a list shows what is needed to choose."""

    id: UUID
    code: str
    procedure_version_id: int
    applicant_name: str
    state: State
    channel: str
    received_at: datetime
    due_at: datetime | None
    received_agency_id: int
    competent_agency_id: int
    holder_agency_id: int
    holder_officer_id: int | None
    asked_times: int
    version: int


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page and the cursor of the next, None at the end. `is_cut`: more was found than is shown at all."""

    rows: tuple[WorklistRow, ...]
    next: Cursor | None
    is_cut: bool = False


COLUMNS = """d.id, d.code, d.procedure_version_id, d.applicant_name, d.state, d.channel, d.received_at, d.due_at,
  d.received_agency_id, d.competent_agency_id, d.holder_agency_id, d.holder_officer_id, d.asked_times, d.version"""

# 0 stands for dossiers that were given to nobody in particular.
IN_HANDS = "(%s::bigint is null or d.holder_officer_id is not distinct from nullif(%s::bigint, 0))"
LIST = f"""
select {COLUMNS} from unnest(%s::bigint[]) as a(id) cross join lateral (
  select d.* from dossier d
  where d.holder_agency_id = a.id and d.is_open and (d.sort_due, d.id) > (%s, %s)
    and (%s::text is null or d.state = %s) and {IN_HANDS}
    and (%s::timestamptz is null or (d.sort_due < %s and d.finished_at is null))
  order by d.sort_due, d.id limit %s) d
order by d.sort_due, d.id limit %s"""
BACKWARDS = LIST.replace("(d.sort_due, d.id) >", "(d.sort_due, d.id) <").replace(
    "order by d.sort_due, d.id", "order by d.sort_due desc, d.id desc"
)


def as_row(values: Sequence[Any]) -> WorklistRow:
    """A WorklistRow from the columns of `COLUMNS`."""
    given = list(values)
    given[4] = State(given[4])
    return WorklistRow(*given)


@reading
def worklist(
    *, viewer: Actor, agency_ids: Sequence[int], after: Cursor | None = None, state: State | None = None,
    officer_id: int | None = None, due_before: datetime | None = None, limit: int = PAGE, is_backwards: bool = False,
) -> Page:  # fmt: skip
    """Open dossiers that the agencies hold, those due first first; `is_backwards`: those due last first.

    `officer_id`: in his hands; 0: in nobody's. `due_before`: those whose clock still runs. `after`: what comes
    after it in the order that is asked for.
    """
    start = after or (LAST if is_backwards else FIRST)
    params: list[Any] = [
        list(agency_ids), start.due_at, start.id, state and state.value, state and state.value, officer_id, officer_id,
        due_before, due_before, limit + 1, limit + 1,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(BACKWARDS if is_backwards else LIST, params)
        rows = [as_row(row) for row in cursor.fetchall()]
    following = None
    if len(rows) > limit:
        last = rows[limit - 1]
        following = Cursor(last.due_at or NEVER, last.id)
    return Page(tuple(rows[:limit]), following)


ROWS = f"select {COLUMNS} from dossier d where d.id = any(%s::uuid[]) order by d.sort_due, d.id"


@reading
def rows_of(*, viewer: Actor, dossier_ids: Sequence[UUID]) -> tuple[WorklistRow, ...]:
    """The lines of these dossiers, those due first first; what the viewer may not see is left out."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [[str(id_) for id_ in dossier_ids]])
        return tuple(as_row(row) for row in cursor.fetchall())


MATCHING = f"""
select d.id, d.version, d.state, d.received_agency_id, d.competent_agency_id, d.holder_agency_id, d.holder_officer_id
from dossier d
where d.holder_agency_id = any(%s::bigint[]) and d.is_open and (%s::text is null or d.state = %s)
  and {IN_HANDS}
  and (%s::timestamptz is null or (d.sort_due < %s and d.finished_at is null))
order by d.sort_due, d.id limit %s"""
CHOSEN = """
select d.id, d.version, d.state, d.received_agency_id, d.competent_agency_id, d.holder_agency_id, d.holder_officer_id
from dossier d where d.id = any(%s::uuid[]) order by d.sort_due, d.id"""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A dossier as a choice of many keeps it: which, as it was seen, and where it stands."""

    id: UUID
    version: int
    state: State
    received_agency_id: int
    competent_agency_id: int
    holder_agency_id: int
    holder_officer_id: int | None


@reading
def matching(
    *, viewer: Actor, agency_ids: Sequence[int], state: State | None = None, officer_id: int | None = None,
    due_before: datetime | None = None, most: int,
) -> tuple[Chosen, ...]:  # fmt: skip
    """All that `worklist` would show on its pages, in its order; at most `most`."""
    params = [
        list(agency_ids), state and state.value, state and state.value, officer_id, officer_id, due_before, due_before,
        most,
    ]  # fmt: skip
    return _chosen(MATCHING, params)


@reading
def chosen(*, viewer: Actor, dossier_ids: Sequence[UUID]) -> tuple[Chosen, ...]:
    """These dossiers, as far as the viewer sees them, in the order of the worklist."""
    return _chosen(CHOSEN, [[str(id_) for id_ in dossier_ids]])


def _chosen(statement: str, params: Sequence[Any]) -> tuple[Chosen, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return tuple(Chosen(row[0], row[1], State(row[2]), *row[3:]) for row in cursor.fetchall())


TALLY = """
select coalesce(sum(open), 0), coalesce(sum(late), 0), coalesce(sum(soon), 0), coalesce(sum(waiting), 0),
  coalesce(sum(decided), 0)
from unnest(%s::bigint[]) as a(id) cross join lateral (
  select count(*) as open, count(*) filter (where sort_due < %s and finished_at is null) as late,
    count(*) filter (where sort_due >= %s and sort_due < %s and finished_at is null) as soon,
    count(*) filter (where state = 'waiting') as waiting, count(*) filter (where state = 'decided') as decided
  from (select sort_due, state, finished_at from dossier d where d.holder_agency_id = a.id and d.is_open limit %s) o) t"""

MOST = 2000


@dataclass(frozen=True, slots=True)
class Tally:
    """How much lies with the agencies; `open` stops at a few thousand an agency and then reads "more than"."""

    open: int
    late: int
    soon: int
    waiting: int
    decided: int
    is_more: bool


@reading
def tally(*, viewer: Actor, agency_ids: Sequence[int], now: datetime, soon: datetime) -> Tally:
    """Open, late, due before `soon`, waiting, decided; bounded by `MOST` an agency, never a count of everything."""
    with connection.cursor() as cursor:
        cursor.execute(TALLY, [list(agency_ids), now, now, soon, MOST])
        row = cursor.fetchone()
    open_, late, soon_, waiting, decided = (int(number) for number in row)
    return Tally(open_, late, soon_, waiting, decided, is_more=open_ >= MOST)

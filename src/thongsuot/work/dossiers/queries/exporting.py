"""A list whole: every row that its pages would show, read through a cursor of the server, never all at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing import access
from thongsuot.work.dossiers.queries.worklists import COLUMNS, IN_HANDS, WorklistRow, as_row
from thongsuot.work.dossiers.rules.states import State

# One look at what is open there: asking officer by officer would read all of it once for each of them.
HELD = """select d.holder_agency_id, d.holder_officer_id, count(*),
  count(*) filter (where d.sort_due < %(now)s and d.finished_at is null)
from dossier d where d.holder_agency_id = any(%(agencies)s::bigint[]) and d.is_open and d.holder_officer_id is not null
group by 1, 2 order by 1, 2"""
EVERY = """select {columns} from dossier d
where d.holder_agency_id = any(%s::bigint[]) and d.is_open and (%s::text is null or d.state = %s)
  and {in_hands}
  and (%s::timestamptz is null or (d.sort_due < %s and d.finished_at is null))
order by d.sort_due{direction}, d.id{direction}"""
AT_ONCE = 2000
# The first of each agency, those due first: what somebody left behind is soon among them.
HOLDERS = """select distinct d.holder_officer_id from unnest(%s::bigint[]) a(id) cross join lateral (
  select o.holder_officer_id from dossier o where o.holder_agency_id = a.id and o.is_open
  order by o.sort_due, o.id limit %s) d
where d.holder_officer_id is not null"""
LOOKED_AT = 2000


@dataclass(frozen=True, slots=True)
class InHand:
    """Open dossiers of an agency in one officer's hands, and those of them that are late."""

    agency_id: int
    officer_id: int
    held: int
    late: int


@access.reading
def in_hand(*, viewer: Actor, agency_ids: Sequence[int], now: datetime) -> tuple[InHand, ...]:
    """Who has open dossiers of the agencies in hand, whether he may still take any or not."""
    given: dict[str, Any] = {"agencies": list(agency_ids), "now": now}
    with connection.cursor() as cursor:
        cursor.execute(HELD, given)
        return tuple(InHand(*row) for row in cursor.fetchall())


@access.reading
def holders(*, viewer: Actor, agency_ids: Sequence[int]) -> frozenset[int]:
    """In whose hands the dossiers are that are due first, up to `LOOKED_AT` an agency: for a choice above a list."""
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS, [list(agency_ids), LOOKED_AT])
        return frozenset(row[0] for row in cursor.fetchall())


def every(
    *, viewer: Actor, agency_ids: Sequence[int], state: State | None = None, officer_id: int | None = None,
    due_before: datetime | None = None, is_backwards: bool = False,
) -> Iterator[WorklistRow]:  # fmt: skip
    """Every open dossier that `worklist` would show, in its order; one transaction until the last is taken."""
    params: list[Any] = [
        list(agency_ids), state and state.value, state and state.value, officer_id, officer_id, due_before, due_before,
    ]  # fmt: skip
    with access.seeing(viewer), connection.chunked_cursor() as cursor:
        cursor.execute(
            EVERY.format(columns=COLUMNS, in_hands=IN_HANDS, direction=" desc" if is_backwards else ""),
            params,
        )
        while rows := cursor.fetchmany(AT_ONCE):
            yield from map(as_row, rows)

"""A list whole: every row that its pages would show, read through a cursor of the server, never all at once."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing import access
from thongsuot.work.dossiers.queries.worklists import COLUMNS, WorklistRow, as_row
from thongsuot.work.dossiers.rules.states import State

HELD = """select o.id, (select count(*) from (
    select 1 from dossier d where d.holder_agency_id = any(%(agencies)s::bigint[]) and d.is_open
      and d.holder_officer_id = o.id limit %(most)s) n),
  (select count(*) from (select 1 from dossier d where d.holder_agency_id = any(%(agencies)s::bigint[]) and d.is_open
    and d.holder_officer_id = o.id and d.sort_due < %(now)s and d.finished_at is null limit %(most)s) n)
from unnest(%(officers)s::bigint[]) o(id)"""
EVERY = """select {columns} from dossier d
where d.holder_agency_id = any(%s::bigint[]) and d.is_open and (%s::text is null or d.state = %s)
  and (%s::bigint is null or d.holder_officer_id = %s)
  and (%s::timestamptz is null or (d.sort_due < %s and d.finished_at is null))
order by d.sort_due{direction}, d.id{direction}"""
AT_ONCE = 2000
MOST_SAID = 100  # from here on a count reads "99+"


@access.reading
def held_by(
    *, viewer: Actor, agency_ids: Sequence[int], officer_ids: Sequence[int], now: datetime
) -> dict[int, tuple[int, int]]:
    """Per officer: open dossiers of the agencies in his hands, and those of them that are late; each up to 100."""
    given: dict[str, Any] = {
        "agencies": list(agency_ids), "officers": list(officer_ids), "most": MOST_SAID, "now": now,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(HELD, given)
        return {row[0]: (row[1], row[2]) for row in cursor.fetchall()}


def every(
    *, viewer: Actor, agency_ids: Sequence[int], state: State | None = None, officer_id: int | None = None,
    due_before: datetime | None = None, is_backwards: bool = False,
) -> Iterator[WorklistRow]:  # fmt: skip
    """Every open dossier that `worklist` would show, in its order; one transaction until the last is taken."""
    params: list[Any] = [
        list(agency_ids), state and state.value, state and state.value, officer_id, officer_id, due_before, due_before,
    ]  # fmt: skip
    with access.seeing(viewer), connection.chunked_cursor() as cursor:
        cursor.execute(EVERY.format(columns=COLUMNS, direction=" desc" if is_backwards else ""), params)
        while rows := cursor.fetchmany(AT_ONCE):
            yield from map(as_row, rows)

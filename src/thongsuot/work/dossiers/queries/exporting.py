"""A list whole: every row that its pages would show, read through a cursor of the server, never all at once."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing import access
from thongsuot.work.dossiers.queries.worklists import COLUMNS, WorklistRow, as_row
from thongsuot.work.dossiers.rules.states import State

EVERY = f"""select {COLUMNS} from dossier d
where d.holder_agency_id = any(%s::bigint[]) and d.is_open and (%s::text is null or d.state = %s)
  and (%s::bigint is null or d.holder_officer_id = %s)
  and (%s::timestamptz is null or (d.sort_due < %s and d.finished_at is null))
order by d.sort_due, d.id"""
AT_ONCE = 2000


def every(
    *, viewer: Actor, agency_ids: Sequence[int], state: State | None = None, officer_id: int | None = None,
    due_before: datetime | None = None,
) -> Iterator[WorklistRow]:  # fmt: skip
    """Every open dossier that `worklist` would show, in its order; one transaction until the last is taken."""
    params: list[Any] = [
        list(agency_ids), state and state.value, state and state.value, officer_id, officer_id, due_before, due_before,
    ]  # fmt: skip
    with access.seeing(viewer), connection.chunked_cursor() as cursor:
        cursor.execute(EVERY, params)
        while rows := cursor.fetchmany(AT_ONCE):
            yield from map(as_row, rows)

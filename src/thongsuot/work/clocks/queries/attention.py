"""What must be looked at today: counted by agency and kind, listed page by page. Nothing here counts what is merely open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.access import reading
from thongsuot.work.dossiers import queries as dossiers

PAGE = 50
MOST = 5000  # of one agency; beyond that a number says nothing more to anybody


class Kind(StrEnum):
    """Why a dossier must be looked at; each stands in one of the first four, the last two say what may be done."""

    HALF = "half"
    MOST = "most"
    DUE = "due"
    PROVINCE = "province"
    APOLOGY = "apology"
    SILENCE = "silence"


WHERE: dict[Kind, str] = {
    Kind.HALF: "c.reached = 50",
    Kind.MOST: "c.reached = 80",
    Kind.DUE: "c.reached = 100",
    Kind.PROVINCE: "c.reached = 110",
    Kind.APOLOGY: "c.reached = 80 and not c.is_extended and c.due_at >= %(tomorrow)s and c.consents = ''",
    Kind.SILENCE: "c.consents <> ''",
}
COUNT = f"""
select a.id, {", ".join(f"count(*) filter (where {where})" for where in WHERE.values())}, count(*)
from unnest(%(agencies)s::bigint[]) as a(id) cross join lateral (
  select c.reached, c.is_extended, c.due_at, c.consents from dossier_clock c
  where c.holder_agency_id = a.id and c.finished_at is null and c.reached > 0
    and (%(officer)s::bigint is null or c.holder_officer_id = %(officer)s)
  limit %(most)s) c
group by a.id order by a.id"""
LIST = """
select c.dossier_id, c.due_at from unnest(%(agencies)s::bigint[]) as a(id) cross join lateral (
  select c.dossier_id, c.due_at from dossier_clock c
  where c.holder_agency_id = a.id and c.finished_at is null and c.reached > 0
    and (%(officer)s::bigint is null or c.holder_officer_id = %(officer)s)
    and /*where*/ and (c.due_at, c.dossier_id) > (%(due)s, %(id)s)
  order by c.due_at, c.dossier_id limit %(limit)s) c
order by c.due_at, c.dossier_id limit %(limit)s"""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many dossiers of a kind an agency holds; `is_more`: at least so many."""

    kind: Kind
    count: int
    is_more: bool = False


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one agency, in the order of `Kind`."""

    agency_id: int
    cells: tuple[Cell, ...]

    @property
    def total(self) -> int:
        """Dossiers to look at: the first four kinds share them out."""
        return sum(cell.count for cell in self.cells[:4])


@reading
def cells(
    *, viewer: Actor, agency_ids: Sequence[int], tomorrow: datetime, officer_id: int | None = None
) -> tuple[Cells, ...]:
    """The agencies that hold something to look at. `tomorrow`: when the next day begins, up to which an apology is late.

    `officer_id`: only what lies in his hands.
    """
    params: dict[str, Any] = {
        "agencies": list(agency_ids),
        "tomorrow": tomorrow,
        "officer": officer_id,
        "most": MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT, params)
        rows = cursor.fetchall()
    return tuple(
        Cells(id_, tuple(Cell(kind, n, all_ >= MOST) for kind, n in zip(Kind, counts, strict=True)))
        for id_, *counts, all_ in rows
    )


@reading
def attention(
    *, viewer: Actor, agency_ids: Sequence[int], kind: Kind, tomorrow: datetime, officer_id: int | None = None,
    after: dossiers.Cursor | None = None, limit: int = PAGE,
) -> dossiers.Page:  # fmt: skip
    """The dossiers of a cell, those due first first; rows as a worklist has them."""
    start = after or dossiers.Cursor(datetime(1900, 1, 1, tzinfo=UTC), UUID(int=0))
    params: dict[str, Any] = {
        "agencies": list(agency_ids), "officer": officer_id, "tomorrow": tomorrow, "due": start.due_at,
        "id": start.id, "limit": limit + 1,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(LIST.replace("/*where*/", WHERE[kind]), params)
        found = cursor.fetchall()
    rows = dossiers.rows_of(viewer=viewer, dossier_ids=[row[0] for row in found[:limit]])
    last = found[limit - 1] if len(found) > limit else None
    return dossiers.Page(rows, dossiers.Cursor(last[1], last[0]) if last else None)

"""Books and their rows as pages and the terminal show them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.access import reading
from thongsuot.work.imports.models import ImportBook

STATES = ("good", "faulty", "skipped", "known", "loaded")


@dataclass(frozen=True, slots=True)
class BookRecord:
    """A file. `counts`: rows by state; `classes`: findings by (kind, code); `sheets` as `ImportBook.found` keeps them."""

    id: UUID
    agency_id: int
    file_name: str
    sha256: str
    uploaded_at: datetime
    actor: str
    officer_id: int | None
    phase: str
    sheets: Sequence[Mapping[str, Any]]
    remarks: Sequence[Mapping[str, Any]]
    classes: Sequence[tuple[str, str, int, bool]]
    arrangement: Mapping[str, Any]
    problems: Sequence[Mapping[str, Any]]
    counts: Mapping[str, int]
    finished_at: datetime | None

    @property
    def accepted(self) -> frozenset[str]:
        """The classes of faults whose proposals somebody accepted."""
        return frozenset(self.arrangement.get("accepted", ()))

    @property
    def total(self) -> int:
        """Rows that are dossiers."""
        return sum(count for state, count in self.counts.items() if state != "skipped")


@dataclass(frozen=True, slots=True)
class RowRecord:
    """A row with what was found in it; `sheet` counts from 0."""

    sheet: int
    number: int
    code: str
    state: str
    values: Mapping[str, Any]
    findings: Sequence[Mapping[str, Any]]
    dossier_id: UUID | None


COUNTS = "select book_id, state, count(*) from import_row where book_id = any(%s::uuid[]) group by 1, 2"


@reading
def books(*, viewer: Actor, limit: int = 30) -> tuple[BookRecord, ...]:
    """The files that the viewer may see, the latest first."""
    return _records(list(ImportBook.objects.order_by("-uploaded_at", "-id")[:limit]))


@reading
def book(*, viewer: Actor, book_id: UUID) -> BookRecord | None:
    """One file, None when there is none or the viewer may not know of it."""
    return next(iter(_records(list(ImportBook.objects.filter(id=book_id)))), None)


def _records(found: list[ImportBook]) -> tuple[BookRecord, ...]:
    counts: dict[UUID, dict[str, int]] = {one.id: {} for one in found}
    if found:
        with connection.cursor() as cursor:
            cursor.execute(COUNTS, [[str(one.id) for one in found]])
            for book_id, state, count in cursor.fetchall():
                counts[book_id][state] = count
    return tuple(_record(one, counts[one.id]) for one in found)


def _record(one: ImportBook, counts: dict[str, int]) -> BookRecord:
    return BookRecord(
        one.id, one.agency_id, one.file_name, one.content_id, one.uploaded_at, one.actor, one.officer_id, one.phase,
        one.found.get("sheets", ()), one.found.get("remarks", ()),
        [(k, c, n, bool(a)) for k, c, n, a in one.found.get("classes", ())],
        one.arrangement, one.problems, counts, one.finished_at,
    )  # fmt: skip


ROWS = """select sheet, number, code, state, values, findings, dossier_id from import_row
where book_id = %(book)s and (sheet, number) > (%(sheet)s, %(number)s)
  and (%(states)s::text[] is null or state = any(%(states)s::text[]))
  and (%(code)s = '' or findings @> jsonb_build_array(jsonb_build_object('code', %(code)s)))
  and (not %(found)s or findings <> '[]')
order by sheet, number limit %(limit)s"""


@reading
def rows(
    *, viewer: Actor, book_id: UUID, states: Sequence[str] | None = None, code: str = "", found: bool = False,
    after: tuple[int, int] = (-1, 0), limit: int = 100,
) -> tuple[RowRecord, ...]:  # fmt: skip
    """Rows of a file in their order. `code`: with a finding of that class; `found`: with any finding."""
    with connection.cursor() as cursor:
        cursor.execute(
            ROWS,
            {"book": book_id, "sheet": after[0], "number": after[1], "states": list(states) if states else None,
             "code": code, "found": found, "limit": limit},
        )  # fmt: skip
        return tuple(
            RowRecord(row[0], row[1], row[2], row[3], _json(row[4]), _json(row[5]), row[6])
            for row in cursor.fetchall()
        )


def every_row(*, viewer: Actor, book_id: UUID, found: bool = False) -> Iterator[RowRecord]:
    """All rows of a file, a thousand at a time."""
    after = (-1, 0)
    while part := rows(viewer=viewer, book_id=book_id, found=found, after=after, limit=1000):
        yield from part
        after = (part[-1].sheet, part[-1].number)


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value

"""From a kept file to judged rows."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.files import keeping
from thongsuot.plumbing.sheets import Book, Sheet, open_book
from thongsuot.work.imports import queries, rules
from thongsuot.work.imports.models import ImportBook
from thongsuot.work.imports.queries import Judge, Judged
from thongsuot.work.imports.rules import Heading, books

MOST_ROWS = 100_000
CHUNK = 2000
Placed = tuple[int, Judged]  # (sheet from 0, row)

WRITE = """
insert into import_row (book_id, sheet, number, code, digest, state, values, findings)
select %s, r.sheet, r.number, r.code, r.digest, r.state, r.values, r.findings
from jsonb_to_recordset(%s::jsonb) as r(
  sheet smallint, number int, code text, digest text, state text, values jsonb, findings jsonb)"""


def locked(book_id: UUID, agency_id: int | None) -> ImportBook:
    """The book, held until the end of the transaction. Raises NotFound, also where it is another agency's."""
    mine = {} if agency_id is None else {"agency_id": agency_id}
    book = ImportBook.objects.select_for_update().filter(id=book_id, **mine).first()
    if book is None:
        raise NotFound(Problem("no_such_import", "Không có tệp nhập này, hoặc bạn không được xem."))
    return book


def check(book: ImportBook, now: datetime) -> None:
    """Read the file, judge every row, write what was found. A file that cannot be read says why on its page."""
    with connection.cursor() as cursor:
        cursor.execute("delete from import_row where book_id = %s", [book.id])
    book.checked_at, book.problems = now, []
    try:
        opened = open_book(keeping.openable(book.content_id), most_rows=MOST_ROWS)
    except Refused as refused:
        book.phase = "refused"
        book.problems = [
            {"code": p.code, "message": p.message, "params": dict(p.params)} for p in refused.problems
        ]
        book.save()
        return
    _judge(book, opened, now)
    book.save()


def _judge(book: ImportBook, opened: Book, now: datetime) -> None:
    wanted = book.arrangement.get("sheets", {})
    headings = [heading_of(sheet, wanted.get(sheet.name)) for sheet in opened.sheets]
    used = [
        books.is_complete(heading) and wanted.get(sheet.name, {}).get("use", True)
        for sheet, heading in zip(opened.sheets, headings, strict=True)
    ]
    remarks = books.encoding_remarks(opened.encoding, is_sure=opened.is_sure)
    for sheet, heading, is_used in zip(opened.sheets, headings, used, strict=True):
        remarks += books.sheet_remarks(
            sheet.name, heading, is_hidden=sheet.is_hidden, is_used=is_used,
            hidden_columns=frozenset(sheet.marks.hidden_columns),
        )  # fmt: skip
    book.found = {
        "sheets": [_sheet_json(*one) for one in zip(opened.sheets, headings, used, strict=True)],
        "remarks": [books.remark_json(one) for one in remarks],
        "classes": [],
    }
    book.phase = "checked" if any(used) else "asking"
    if not any(used):
        return
    day, accepted = local_day(now), frozenset(book.arrangement.get("accepted", ()))
    judge = Judge(agency_id=book.agency_id, day=day, accepted=accepted)
    judged: list[Placed] = [
        (number, row)
        for number, (sheet, heading, is_used) in enumerate(zip(opened.sheets, headings, used, strict=True))
        if is_used and heading is not None
        for row in judge.rows(sheet, heading)
    ]
    compared(judged, headings, [sheet.name for sheet in opened.sheets])
    _write(book, judged)
    book.found["classes"] = _classes(judged)


def heading_of(sheet: Sheet, wanted: Mapping[str, Any] | None) -> Heading | None:
    """The heading as it was found, or as somebody arranged it."""
    if not wanted or "row" not in wanted:
        return rules.find_heading(sheet.rows)
    found = rules.heading_at(sheet.rows, int(wanted["row"]))
    chosen = {int(number): key for number, key in wanted.get("columns", {}).items() if key in rules.BY_KEY}
    columns = {number: chosen.get(number, "") for number in found.titles}
    return Heading(found.row, found.titles, columns, found.guesses)


def compared(judged: Sequence[Placed], headings: Sequence[Heading | None], names: Sequence[str]) -> None:
    """Mark rows that stand twice in the file, and those that are in the house already."""
    columns = [_code_column(heading) for heading in headings]
    queries.in_file_twice(names, judged, columns)
    known = queries.taken([row.code for _, row in judged if row.code])
    for sheet, row in judged:
        was = known.get(row.code)
        if was is None:
            continue
        digest, file, number = was
        if digest and digest == row.digest and row.state == "good":
            row.state = "known"
        else:
            origin = f"{file}, {number}" if file else ""
            row.fail(columns[sheet], rules.taken(row.code, imported=origin))


def _code_column(heading: Heading | None) -> int:
    return next((n for n, key in heading.columns.items() if key == "code"), 1) if heading else 1


def _write(book: ImportBook, judged: Sequence[Placed]) -> None:
    with connection.cursor() as cursor:
        for start in range(0, len(judged), CHUNK):
            rows = [_row_json(sheet, row) for sheet, row in judged[start : start + CHUNK]]
            cursor.execute(WRITE, [book.id, json.dumps(rows, ensure_ascii=False)])


def _row_json(sheet: int, row: Judged) -> dict[str, Any]:
    return {
        "sheet": sheet, "number": row.number, "code": row.code, "digest": row.digest, "state": row.state,
        "values": row.values, "findings": [books.as_json(column, finding) for column, finding in row.findings],
    }  # fmt: skip


def _classes(judged: Sequence[Placed]) -> list[list[Any]]:
    """How often each class was found: [kind, code, count, whether a proposal can be accepted]."""
    counted = Counter((finding.kind.value, finding.code) for _, row in judged for _, finding in row.findings)
    open_ = {finding.code for _, row in judged for _, finding in row.findings if finding.proposal is not None}
    return [
        [kind, code, count, kind == "fault" and code in open_]
        for (kind, code), count in counted.most_common()
    ]


def _sheet_json(sheet: Sheet, heading: Heading | None, is_used: bool) -> dict[str, Any]:
    if heading is None:
        return {
            "name": sheet.name,
            "row": 0,
            "titles": {},
            "columns": {},
            "guesses": {},
            "used": False,
            "rows": 0,
        }
    return {
        "name": sheet.name,
        "row": heading.row,
        "titles": {str(n): title for n, title in heading.titles.items()},
        "columns": {str(n): key for n, key in heading.columns.items()},
        "guesses": {str(n): key for n, key in heading.guesses.items()},
        "used": is_used,
        "rows": max(len(sheet.rows) - heading.row, 0),
    }

"""The answer to a file: the same workbook with what was found beside each row."""

from collections.abc import Callable
from uuid import UUID

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.files import keeping
from thongsuot.plumbing.sheets.answering import Answer, answered
from thongsuot.plumbing.sheets.places import column_letters
from thongsuot.work.imports import rules
from thongsuot.work.imports.queries.reading import book, every_row

MOST_ROWS = 100_000


def answer(*, viewer: Actor, book_id: UUID, translate: Callable[[str], str]) -> bytes | None:
    """The workbook with two columns more, in the language of `translate`; None when the viewer may not see it."""
    found = book(viewer=viewer, book_id=book_id)
    if found is None:
        return None
    said: dict[int, dict[int, tuple[str, str]]] = {}
    cells: dict[int, set[tuple[int, int]]] = {}
    for row in every_row(viewer=viewer, book_id=book_id, found=True):
        lines = [(column_letters(f["column"]), *rules.said(f, translate)) for f in row.findings]
        said.setdefault(row.sheet, {})[row.number] = (
            "\n".join(f"{column}: {wrong}" for column, wrong, _ in lines),
            "\n".join(f"{column}: {advice}" for column, _, advice in lines),
        )
        cells.setdefault(row.sheet, set()).update((row.number, f["column"]) for f in row.findings)
    answers = {
        sheet["name"]: Answer(sheet["row"], said.get(index, {}), frozenset(cells.get(index, ())))
        for index, sheet in enumerate(found.sheets)
        if sheet["used"]
    }
    return answered(keeping.openable(found.sha256), answers, rules.OURS, most_rows=MOST_ROWS)

"""Workbooks written row by row: a row that was handed over needs no memory any more."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from thongsuot.kernel.dates import local

CHUNK = 64 * 1024
FORMATS = {"day": "dd/mm/yyyy", "moment": "dd/mm/yyyy hh:mm", "number": "#,##0"}


class Pen:
    """Writes cells by their kind. Text is always text: nothing that a citizen typed becomes a formula or a link."""

    def __init__(self, book: Workbook) -> None:
        self._styles = {name: book.add_format({"num_format": form}) for name, form in FORMATS.items()}
        self.heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})

    def write(self, sheet: Worksheet, row: int, column: int, value: Any, style: Any = None) -> None:
        """Row and column from 0."""
        if value is None or value == "":
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value, style)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value, style)
        elif isinstance(value, datetime):
            naive = local(value).replace(tzinfo=None) if value.tzinfo else value
            sheet.write_datetime(row, column, naive, style or self._styles["moment"])
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, style or self._styles["day"])
        elif isinstance(value, time):
            sheet.write_datetime(row, column, value, style)
        else:
            sheet.write_string(row, column, str(value)[:32_767], style)


def workbook(path: Path) -> Workbook:
    """A workbook in constant memory; its rows are written from top to bottom. Close it to save it."""
    return Workbook(
        str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )


def table_xlsx(
    name: str, heading: Sequence[str], rows: Iterable[Sequence[Any]], *, above: Sequence[str] = ()
) -> Iterator[bytes]:
    """A workbook of one sheet, in pieces to stream: lines above it, the frozen heading, the rows."""
    with TemporaryDirectory(prefix="sheet") as folder:
        path = Path(folder) / "table.xlsx"
        book = workbook(path)
        pen = Pen(book)
        sheet = book.add_worksheet(_sheet_name(name))
        for number, line in enumerate(above):
            pen.write(sheet, number, 0, line)
        first = len(above)
        sheet.freeze_panes(first + 1, 0)
        sheet.set_column(0, max(len(heading) - 1, 0), 18)
        for column, title in enumerate(heading):
            pen.write(sheet, first, column, title, pen.heading)
        for number, row in enumerate(rows, first + 1):
            for column, value in enumerate(row):
                pen.write(sheet, number, column, value)
        book.close()
        with path.open("rb") as written:
            while piece := written.read(CHUNK):
                yield piece


def _sheet_name(name: str) -> str:
    """At most 31 signs, none of those that Excel forbids."""
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in name).strip("' ")[:31] or "1"

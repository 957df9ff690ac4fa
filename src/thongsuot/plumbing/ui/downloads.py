"""Lists of any length as files: row after row, in the memory of some rows. What a cell holds is what the table shows.

CSV goes out as it is read. A workbook is written to a file of its own first, because its parts refer to each other.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter

from thongsuot.kernel.dates import local
from thongsuot.plumbing.ui import tables

ROWS = 500  # written at once
SHEET_ROWS = 1_048_575  # of Excel, without the head
PIECE = 1 << 16
WIDTHS = {"code": 26, "moment": 18, "day": 12, "number": 12, "vnd": 16}
Rows = Iterable[Sequence[Any]]


def as_csv(columns: Sequence[tables.Column], rows: Rows) -> Iterator[bytes]:
    """UTF-8 with a byte order mark, in pieces; no cell can be taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([tables.harmless(column.label) for column in columns])
    source = iter(rows)
    piece = b"\xef\xbb\xbf"
    while True:
        part = list(islice(source, ROWS))
        writer.writerows([tables.harmless(tables.in_csv(value)) for value in row] for row in part)
        piece += out.getvalue().encode()
        yield piece
        if len(part) < ROWS:
            return
        piece = b""
        out.seek(0)
        out.truncate()


def as_xlsx(columns: Sequence[tables.Column], rows: Rows, *, sheet: str) -> Iterator[bytes]:
    """A workbook, in pieces; text stays text, days are days. More rows than a sheet holds go on in the next one."""
    with TemporaryDirectory(prefix="thongsuot-xlsx-") as folder:
        path = Path(folder) / "list.xlsx"
        _write(path, folder, columns, rows, sheet)
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece


def _write(path: Path, folder: str, columns: Sequence[tables.Column], rows: Rows, sheet: str) -> None:
    options = {
        "constant_memory": True, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False,
    }  # fmt: skip
    book = xlsxwriter.Workbook(str(path), options)
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    head = book.add_format({"bold": True})
    source, number = iter(rows), 0
    while True:
        number += 1
        page = book.add_worksheet(sheet if number == 1 else f"{sheet} {number}")
        page.freeze_panes(1, 0)
        for at, column in enumerate(columns):
            page.set_column(at, at, WIDTHS.get(column.kind, 32))
            page.write_string(0, at, column.label, head)
        written = 0
        for row in islice(source, SHEET_ROWS):
            written += 1
            for at, value in enumerate(row):
                _cell(page, written, at, value, moment)
        if written < SHEET_ROWS:
            break
    book.close()


def _cell(page: Any, row: int, at: int, value: Any, moment: Any) -> None:
    if isinstance(value, str):
        page.write_string(row, at, value[:32_767])
    elif isinstance(value, datetime):
        page.write_datetime(row, at, local(value).replace(tzinfo=None, second=0, microsecond=0), moment)
    elif isinstance(value, bool) or value is None:
        page.write_string(row, at, "" if value is None else str(value))
    elif isinstance(value, int | float):
        page.write_number(row, at, value)
    else:
        page.write_string(row, at, str(tables.in_csv(value)) if isinstance(value, date) else str(value))

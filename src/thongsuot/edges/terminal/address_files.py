"""A table of addresses, as CSV or as an Excel workbook: read row by row, written row by row."""

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from thongsuot.plumbing.cli.trouble import Exit, Trouble

Row = list[str]
EXCEL = (".xlsx", ".xlsm")


@contextmanager
def opened(path: Path) -> Iterator[Iterator[Row]]:
    """The rows of a table, heading first; of a workbook those of its first sheet. Raises `Trouble`."""
    try:
        if path.suffix.lower() in EXCEL:
            yield _sheet(path)
        else:
            with path.open(encoding="utf-8-sig", errors="replace", newline="") as source:
                yield csv.reader(source)
    except (OSError, BadZipFile, KeyError, csv.Error) as error:
        said = getattr(error, "strerror", None) or error
        raise Trouble(
            f"Không đọc được {path}: {said}.", f"{path} cannot be read: {said}.", Exit.NOT_FOUND
        ) from error


def _sheet(path: Path) -> Iterator[Row]:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    for row in book.worksheets[0].iter_rows(values_only=True):
        yield ["" if cell is None else str(cell) for cell in row]


@contextmanager
def written(path: Path) -> Iterator[Callable[[Row], Any]]:
    """Takes the rows of a new table, one at a time; it is whole when the block ends. Raises `Trouble`."""
    try:
        if path.suffix.lower() in EXCEL:
            with _workbook(path) as write:
                yield write
        else:
            with path.open("w", encoding="utf-8-sig", newline="") as target:
                yield csv.writer(target).writerow
    except OSError as error:
        raise Trouble(
            f"Không ghi được {path}: {error.strerror}.",
            f"{path} cannot be written: {error.strerror}.",
            Exit.READ_ONLY,
        ) from error


@contextmanager
def _workbook(path: Path) -> Iterator[Callable[[Row], Any]]:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    yield lambda row: sheet.append([_text_cell(sheet, text) for text in row])
    book.save(path)


def _text_cell(sheet: Any, text: str) -> Any:
    """A cell that is text and stays text: what begins with = is no formula of ours."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"
    return cell

"""A handed-in table as values: sheets of rows, with the numbers that people see beside them."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Literal

import python_calamine
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing.sheets.marks import Marks, read_marks
from thongsuot.plumbing.sheets.plain import read_csv

Value = str | float | int | bool | date | datetime | time | timedelta
Kind = Literal["xlsx", "xls", "ods", "csv"]
FULL = 1_048_576  # rows of a sheet of Excel: where one is full, the rest was cut off
OLD_FULL = 65_536  # the same for .xls
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(slots=True)
class Sheet:
    """`rows[0]` is row 1 of the sheet; rows may be of different lengths; "" is an empty cell.

    `merged`: (first row, first column, last row, last column), all from 1.
    """

    name: str
    rows: list[list[Value]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    marks: Marks = field(default_factory=Marks)
    is_hidden: bool = False


@dataclass(slots=True)
class Book:
    """`encoding` and `delimiter` only of a CSV; `is_sure`: its bytes said how they are to be read."""

    kind: Kind
    sheets: list[Sheet]
    encoding: str = ""
    delimiter: str = ""
    is_sure: bool = True


def kind_of(data: bytes) -> Kind:
    """What the content is, whatever the file is called; what is neither a zip nor an OLE file counts as CSV."""
    if data.startswith(OLE):
        return "xls"
    if data.startswith(ZIP):
        return "ods" if b"opendocument.spreadsheet" in data[:200] else "xlsx"
    return "csv"


def open_book(data: bytes, *, most_rows: int) -> Book:
    """Read a table. Raises Refused when it is none, is broken or locked, or has more than `most_rows` in a sheet."""
    kind = kind_of(data)
    if kind == "csv":
        plain = read_csv(data)
        _judge("CSV", len(plain.rows), most_rows, FULL)
        rows: list[list[Value]] = [[*row] for row in plain.rows]
        return Book(kind, [Sheet("CSV", rows)], plain.encoding, plain.delimiter, plain.is_sure)
    marks = read_marks(data) if kind == "xlsx" else {}
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as opened:
            sheets = [
                _sheet(
                    opened, meta.name, marks, meta.visible is not SheetVisibleEnum.Visible, kind, most_rows
                )
                for meta in opened.sheets_metadata
                if meta.typ is SheetTypeEnum.WorkSheet
            ]
    except python_calamine.PasswordError:
        message = "Tệp có mật khẩu: hãy bỏ mật khẩu trong Excel (Tệp → Thông tin → Bảo vệ) rồi gửi lại."
        raise Refused(Problem("sheet_locked", message)) from None
    except (python_calamine.CalamineError, OSError, ValueError):
        raise Refused(
            Problem(
                "sheet_broken",
                "Không đọc được tệp: có thể tệp hỏng hoặc đặt mật khẩu. Hãy mở bằng Excel, lưu lại rồi gửi.",
            )
        ) from None
    return Book(kind, sheets)


def _sheet(
    opened: CalamineWorkbook, name: str, marks: dict[str, Marks], is_hidden: bool, kind: Kind, most: int
) -> Sheet:
    read = opened.get_sheet_by_name(name)
    _judge(name, read.total_height, most, OLD_FULL if kind == "xls" else FULL)
    rows = read.to_python(skip_empty_area=False)
    merged = [(r1 + 1, c1 + 1, r2 + 1, c2 + 1) for (r1, c1), (r2, c2) in read.merged_cell_ranges or ()]
    return Sheet(name, rows, merged, marks.get(name, Marks()), is_hidden)


def _judge(name: str, height: int, most: int, full: int) -> None:
    """Too long to be read at once; and a sheet that is full to its last row has lost what came after it."""
    if height >= full:
        message = (
            "Trang “{name}” có {rows} dòng, tới hạn của Excel ({full}): phần sau có thể đã bị cắt mất. "
            "Hãy xuất lại từ phần mềm cũ thành nhiều tệp, mỗi tệp tối đa {most} dòng."
        )
        raise Refused(
            Problem("sheet_full", message, "", {"name": name, "rows": height, "full": full, "most": most})
        )
    if height > most:
        message = "Trang “{name}” có {rows} dòng; mỗi lần nhập tối đa {most} dòng. Hãy chia thành nhiều tệp."
        raise Refused(Problem("sheet_too_long", message, "", {"name": name, "rows": height, "most": most}))

"""The planted table as a workbook, and a small one in the other wrappings in which registers come."""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from thongsuot.edges.bench.excel.planting import TITLES, Cells

ABOVE = 3  # rows above the heading: a title and two blank ones


def workbook(
    rows: Sequence[Cells], *, name: str = "Hồ sơ", titles: Sequence[str] = TITLES, totals: bool = True
) -> bytes:
    """A title, blank rows, the heading, the rows, a line of totals."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    days = book.add_format({"num_format": "dd/mm/yyyy"})
    page = book.add_worksheet(name)
    page.write_string(0, 0, "SỔ THEO DÕI HỒ SƠ")
    for column, title in enumerate(titles):
        page.write_string(ABOVE, column, title)
    for line, cells in enumerate(rows, ABOVE + 1):
        if cells.is_hidden:
            page.set_row(line, None, None, {"hidden": True})
        for column, value in enumerate(cells.values):
            if column + 1 in cells.formulas:
                page.write_formula(line, column, *_formula(cells.formulas[column + 1]))
            elif column + 1 == cells.merged:
                page.merge_range(line - 1, column, line, column, rows[line - ABOVE - 2].values[column])
            else:
                _write(page, line, column, value, days)
    if totals:
        page.write_string(len(rows) + ABOVE + 1, 0, "Tổng cộng")
        page.write_number(len(rows) + ABOVE + 1, len(titles) - 2, 123456)
    book.close()
    return out.getvalue()


def _formula(given: tuple[str, Any]) -> tuple[str, None, Any]:
    return given[0], None, given[1]


def _write(page: Any, line: int, column: int, value: Any, days: Any) -> None:
    if isinstance(value, date | datetime):
        page.write_datetime(line, column, value, days)
    elif isinstance(value, int | float):
        page.write_number(line, column, value)
    elif value != "":
        page.write_string(line, column, value)


def plain(rows: Sequence[Cells], *, delimiter: str = ",", titles: Sequence[str] = TITLES) -> str:
    """The same as text, days as people write them."""
    lines = [delimiter.join(titles)]
    for cells in rows:
        shown = (f"{v:%d/%m/%Y}" if isinstance(v, date) else str(v).replace(".", ",") if isinstance(v, float) else str(v)
                 for v in cells.values)  # fmt: skip
        lines.append(delimiter.join(f'"{text}"' if delimiter in text else text for text in shown))
    return "\r\n".join(lines) + "\r\n"


def wrappings(rows: Sequence[Cells]) -> dict[str, bytes]:
    """Good rows as they may come: every one of these must be read without a loss."""
    turned = [Cells([*reversed(cells.values)], {}) for cells in rows]
    renamed = ["stt", "SỐ HỒ SƠ (*)", "Tên TTHC", "TRƯỜNG HỢP", "Họ tên người nộp", "CMND/CCCD", "ĐT", "E-mail",
               "Nơi cư trú", "Địa bàn", "Ngày nộp", "Hạn giải quyết", "Cán bộ xử lý", "Trạng thái", "Yêu cầu bổ sung",
               "Ngày giải quyết", "Cách nộp", "Diện tích (m2)", "Lệ phí", "Nội dung"]  # fmt: skip
    return {
        "renamed columns": workbook(rows, titles=renamed),
        "columns in another order": workbook(turned, titles=[*reversed(TITLES)]),
        "without accents": workbook(rows, titles=[_bare(title) for title in TITLES]),
        "second sheet": _second(rows),
        "csv with byte order mark": b"\xef\xbb\xbf" + plain(rows).encode(),
        "csv in utf-16": b"\xff\xfe" + plain(rows, delimiter="\t").encode("utf-16-le"),
        "csv with semicolons": plain(rows, delimiter=";").encode(),
    }


def _bare(title: str) -> str:
    from thongsuot.kernel.names import fold

    return fold(title).upper()


def _second(rows: Sequence[Cells]) -> bytes:
    """A cover sheet in front that is no register."""
    import openpyxl

    opened = openpyxl.load_workbook(BytesIO(workbook(rows, totals=False)))
    cover = opened.create_sheet("Bìa", 0)
    cover["A1"] = "Ủy ban nhân dân"
    out = BytesIO()
    opened.save(out)
    return out.getvalue()

"""The shape of a pack's table: its columns, its key, and every fault of its heading and rows at once."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from thongsuot.kernel import cells
from thongsuot.kernel.errors import Problem, Word
from thongsuot.kernel.rows import Fault, Row

_ANY_TEXT = cells.text()


@dataclass(frozen=True, slots=True)
class Column:
    """`required`: every row fills it. `may_lack`: the whole column may be missing from the heading."""

    name: str
    check: cells.Check = _ANY_TEXT
    required: bool = True
    may_lack: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """`key` are the columns that together name a row once."""

    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def fault(row: Row, column: str, code: str, message: str, fix: str, /, **params: object) -> Fault:
    """A fault at a cell; `message` is a Vietnamese template filled from `params`."""
    return Fault(row.file, row.line, column, Problem(code, message, column, params), fix)


def heading_faults(file: str, heading: Sequence[str], shape: Shape) -> Iterator[Fault]:
    """Columns that are missing, unknown or named twice; an unknown one is only a warning."""
    for column in shape.columns:
        if column.name not in heading and not column.may_lack:
            problem = Problem("column_missing", "Thiếu cột “{name}”.", column.name, {"name": column.name})
            yield Fault(file, 1, column.name, problem, f"thêm cột {column.name} vào dòng tiêu đề")
    for name in dict.fromkeys(heading):
        if not name.strip():
            problem = Problem("column_nameless", "Có cột không có tên.")
            yield Fault(file, 1, "", problem, "đặt tên cho cột hoặc xóa cột trống")
        elif heading.count(name) > 1:
            problem = Problem("column_twice", "Cột “{name}” xuất hiện hai lần.", name, {"name": name})
            yield Fault(file, 1, name, problem, "giữ lại một cột")
        elif name not in shape.names:
            problem = Problem("column_unknown", "Không có cột “{name}” trong bảng này.", name, {"name": name})
            yield Fault(file, 1, name, problem, "đổi thành một trong: " + ", ".join(shape.names))


def row_faults(rows: Iterable[Row], shape: Shape) -> Iterator[Fault]:
    """Every faulty cell, and every row whose key an earlier row has."""
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        for column in shape.columns:
            yield from _cell_faults(row, column)
        if not shape.key:
            continue
        key = tuple(row[name] for name in shape.key)
        if key in first:
            yield fault(
                row,
                shape.key[0],
                "row_twice",
                "Dòng này trùng khóa với dòng {line}: {key}.",
                "xóa một trong hai dòng hoặc sửa mã",
                line=first[key],
                key=" · ".join(k or "–" for k in key),
            )
        else:
            first[key] = row.line


def _cell_faults(row: Row, column: Column) -> Iterator[Fault]:
    raw = row.values.get(column.name, "")
    value = row[column.name]
    if not value:
        if column.required and not (column.may_lack and column.name not in row.values):
            yield fault(
                row, column.name, "cell_empty", "Ô “{name}” bị bỏ trống.", "điền ô này", name=column.name
            )
        return
    finding = cells.suspicious(raw.strip(" ")) or column.check(value)
    if finding is not None:
        problem, fix = finding
        yield Fault(row.file, row.line, column.name, problem, fix)


def period_faults(
    rows: Iterable[Row], from_column: str = "valid_from", to_column: str = "valid_to"
) -> Iterator[Fault]:
    """Rows whose period ends on or before the day it begins (ISO days compare as text)."""
    for row in rows:
        begins, ends = row[from_column], row[to_column]
        if begins and ends and ends <= begins and cells.day()(begins) is None and cells.day()(ends) is None:
            yield fault(
                row,
                to_column,
                "period_empty",
                "Ngày hết hiệu lực {ends} không sau ngày bắt đầu {begins}.",
                "sửa một trong hai ngày; ngày hết hiệu lực là ngày đầu tiên không còn áp dụng",
                ends=ends,
                begins=begins,
            )


def reference_faults(rows: Iterable[Row], column: str, known: Collection[str], what: str) -> Iterator[Fault]:
    """Filled cells that name something which is not there; `what` says in Vietnamese what it should be."""
    for row in rows:
        value = row[column]
        if value and value not in known:
            yield fault(
                row,
                column,
                "reference_unknown",
                "Không có {what} “{text}”.",
                "sửa mã, hoặc thêm dòng có mã này vào tệp tương ứng",
                what=Word(what),
                text=value,
            )

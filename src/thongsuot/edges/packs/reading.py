"""From bytes to rows: every way in which a file of a spreadsheet can be unreadable is named with its line."""

import csv
import io
import json
import lzma
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from thongsuot.kernel.errors import Problem, Word
from thongsuot.kernel.rows import Fault, Row
from thongsuot.kernel.tables import Shape, heading_faults

_TOTALS = ("tổng", "tổng cộng", "cộng", "total")
_UTF8_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Record:
    """One object of a file of JSON lines."""

    file: str
    line: int
    value: dict[str, Any]


def _fault(
    file: str,
    line: int,
    code: str,
    message: str,
    fix: str,
    /,
    column: str = "",
    *,
    fatal: bool = True,
    **params: object,
) -> Fault:
    return Fault(file, line, column, Problem(code, message, column, params), fix, fatal)


def read_text(path: Path, file: str) -> tuple[str | None, list[Fault]]:
    """The file's text, or None with the reason why it cannot be read."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        fix = "thêm tệp, hoặc bỏ nó khỏi pack.toml"
        return None, [_fault(file, 0, "file_missing", "Không có tệp này.", fix)]
    except OSError as error:
        said = error.strerror or "?"
        message = "Không đọc được tệp: {error}."
        return None, [_fault(file, 0, "file_unreadable", message, "xem lại quyền đọc", error=said)]
    return _decode(data, file)


def _decode(data: bytes, file: str) -> tuple[str | None, list[Fault]]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        fix = "lưu lại với bảng mã UTF-8"
        return None, [_fault(file, 1, "file_utf16", "Tệp lưu bằng UTF-16.", fix)]
    found: list[Fault] = []
    if data.startswith(_UTF8_BOM):
        data = data[3:]
        message = "Tệp có dấu BOM ở đầu (thường do Excel)."
        fix = "lưu UTF-8 không BOM; nội dung vẫn đọc được"
        found.append(_fault(file, 1, "file_bom", message, fix, fatal=False))
    if (at := data.find(b"\0")) >= 0:
        line = data.count(b"\n", 0, at) + 1
        message = "Tệp có byte rỗng: không phải tệp chữ."
        return None, [*found, _fault(file, line, "file_binary", message, "xuất lại tệp")]
    try:
        return data.decode("utf-8"), found
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = "Byte {byte} ở dòng này không phải UTF-8 (có lẽ là windows-1258 hoặc TCVN3)."
        fix = "mở bằng đúng bảng mã rồi lưu lại UTF-8"
        byte = f"0x{data[error.start]:02X}"
        return None, [*found, _fault(file, line, "file_not_utf8", message, fix, byte=byte)]


def read_table(path: Path, file: str, shape: Shape) -> tuple[list[Row], list[Fault]]:
    """The rows of a CSV with a heading, and every fault of its form. `Row.line` is where the row begins."""
    text, found = read_text(path, file)
    if text is None:
        return [], found
    lines = text.splitlines()
    if not lines or not lines[0].strip():
        return [], [
            *found,
            _fault(file, 1, "table_no_heading", "Tệp trống hoặc thiếu dòng tiêu đề.", "thêm dòng tiêu đề"),
        ]
    for separator, name in ((";", "dấu chấm phẩy"), ("\t", "dấu tab")):
        if separator in lines[0] and "," not in lines[0] and len(shape.columns) > 1:
            message = "Các cột ngăn cách bằng {name}, không phải dấu phẩy."
            return [], [
                *found,
                _fault(file, 1, "table_separator", message, "lưu lại dạng CSV dấu phẩy", name=Word(name)),
            ]
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        heading = [name.strip() for name in next(reader)]
        found += heading_faults(file, heading, shape)
        for line, cells in _numbered(reader):
            found += _form_faults(file, line, heading, cells)
            if len(cells) == len(heading) and any(c.strip() for c in cells):
                rows.append(Row(file, line, dict(zip(heading, cells, strict=True))))
    except csv.Error as error:
        message = "Dấu nháy kép không khép lại đúng chỗ ({error})."
        found.append(
            _fault(file, reader.line_num, "table_quotes", message, 'viết "" cho một dấu nháy', error=error)
        )
    return rows, found


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    line = reader.line_num + 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def _form_faults(file: str, line: int, heading: Sequence[str], cells: Sequence[str]) -> Iterator[Fault]:
    if not any(c.strip() for c in cells):
        yield _fault(file, line, "row_blank", "Dòng trống.", "xóa dòng trống")
    elif len(cells) != len(heading):
        message = "Dòng có {count} ô, tiêu đề có {wanted} cột."
        fix = "thêm ô thiếu, hoặc đặt ô có dấu phẩy trong dấu nháy kép"
        yield _fault(file, line, "row_width", message, fix, count=len(cells), wanted=len(heading))
    elif cells[0].strip().lower().rstrip(":") in _TOTALS:
        yield _fault(file, line, "row_totals", "Đây là dòng tổng cộng, không phải dữ liệu.", "xóa dòng này")


def read_lines(path: Path, file: str) -> tuple[list[Record], list[Fault]]:
    """The objects of a file of JSON lines, plain or packed with xz."""
    found: list[Fault] = []
    packed = path.suffix == ".xz"
    if packed and path.exists():
        try:
            text = lzma.decompress(path.read_bytes()).decode("utf-8")
        except (lzma.LZMAError, UnicodeDecodeError):
            return [], [_fault(file, 0, "file_packed", "Tệp nén bị hỏng.", "chép lại tệp từ nguồn")]
    else:
        read, found = read_text(path, file)
        if read is None:
            return [], found
        text = read
    records: list[Record] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except json.JSONDecodeError as error:
            found.append(_not_json(file, number, error))
            continue
        if isinstance(value, dict):
            records.append(Record(file, number, value))
        else:
            found.append(
                _fault(file, number, "line_no_object", "Dòng không phải một đối tượng JSON.", "ghi {…}")
            )
    return records, found


def _not_json(file: str, line: int, error: json.JSONDecodeError) -> Fault:
    message = "JSON sai ở cột {at}: {error}."
    return _fault(file, line, "not_json", message, "sửa cú pháp JSON", at=error.colno, error=error.msg)


def read_document(path: Path, file: str) -> tuple[dict[str, Any] | None, list[Fault]]:
    """The one object of a JSON or GeoJSON file."""
    text, found = read_text(path, file)
    if text is None:
        return None, found
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        return None, [*found, _not_json(file, error.lineno, error)]
    if isinstance(value, dict):
        return value, found
    return None, [*found, _fault(file, 1, "line_no_object", "Tệp không phải một đối tượng JSON.", "ghi {…}")]


def read_toml(path: Path, file: str) -> tuple[Mapping[str, Any] | None, str, list[Fault]]:
    """The tables of a TOML file, its text (to find lines in) and its faults."""
    text, found = read_text(path, file)
    if text is None:
        return None, "", found
    try:
        return tomllib.loads(text), text, found
    except tomllib.TOMLDecodeError as error:
        said = str(error)
        digits = [word.strip(",)") for word in said.split("line ")[1:2] for word in word.split()[:1]]
        line = int(digits[0]) if digits and digits[0].isdigit() else text.count("\n") + 1
        message = "TOML sai cú pháp: {error}."
        return (
            None,
            text,
            [*found, _fault(file, line, "not_toml", message, "sửa cú pháp ở dòng này", error=said)],
        )

"""CSV as it really comes: with or without byte order mark, UTF-16, `;` or tab, and in bytes from before Unicode."""

import csv
import io
from dataclasses import dataclass

from thongsuot.kernel.errors import Problem, Refused

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_DELIMITERS = ",;\t|"
LONGEST_CELL = 32_767  # what a cell of Excel holds


@dataclass(frozen=True, slots=True)
class Plain:
    """The rows of a CSV; `encoding` and `delimiter` are how it was read, `is_sure` whether its bytes said so."""

    rows: list[list[str]]
    encoding: str
    delimiter: str
    is_sure: bool


def read_csv(data: bytes) -> Plain:
    """Every row, short ones as they are. Raises Refused for what is no text."""
    text, encoding, is_sure = _decoded(data)
    if "\0" in text:
        raise Refused(
            Problem("sheet_no_text", "Tệp không phải văn bản CSV: hãy lưu lại từ Excel thành .xlsx rồi gửi.")
        )
    text, delimiter = _delimited(text)
    csv.field_size_limit(LONGEST_CELL * 4)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise Refused(
            Problem(
                "sheet_broken",
                "Không đọc được tệp: có thể tệp hỏng hoặc đặt mật khẩu. Hãy mở bằng Excel, lưu lại rồi gửi.",
            )
        ) from error
    return Plain(rows, encoding, delimiter, is_sure)


def _decoded(data: bytes) -> tuple[str, str, bool]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), encoding, True
    even, odd = data[:4000:2].count(0), data[1:4000:2].count(0)
    if (
        max(even, odd) > len(data[:4000]) // 8
    ):  # UTF-16 without its mark: every other byte of Latin text is zero
        return data.decode("utf-16-be" if even > odd else "utf-16-le", "replace"), "utf-16", True
    try:
        return data.decode("utf-8"), "utf-8", True
    except UnicodeDecodeError:
        # One byte a letter. Which letters are meant is told cell by cell (kernel.oldfonts).
        return "".join(map(_WESTERN.__getitem__, data)), "windows-1252", False


def _western(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


_WESTERN = [_western(byte) for byte in range(256)]


def _delimited(text: str) -> tuple[str, str]:
    """The text and what parts its cells: as its first line says (`sep=;`), else what parts the most lines alike."""
    if text[:4].lower() == "sep=" and text[4:5] in _DELIMITERS and text[5:6] in "\r\n":
        return text[5:].lstrip("\r\n"), text[4]
    lines = [line for line in text[:60_000].splitlines()[:40] if line.strip()]

    def agreement(sign: str) -> tuple[int, int]:
        counts = [line.count(sign) for line in lines]
        usual = max(set(counts), key=counts.count) if counts else 0
        return (counts.count(usual) if usual else 0), usual

    return text, max(_DELIMITERS, key=agreement)

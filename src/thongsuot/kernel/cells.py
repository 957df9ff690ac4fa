"""What one cell of a pack's table may hold, and what usually goes wrong with it in a spreadsheet.

A check takes the cell's text and answers None, or the problem with the text that would be right.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta

from thongsuot.kernel.errors import Problem

Finding = tuple[Problem, str]
Check = Callable[[str], Finding | None]

_SPREADSHEET_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!")
_SCIENTIFIC = re.compile(r"\d+([.,]\d+)?[eE]\+?\d+")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_LOCAL_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_SHORT_YEAR = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}")
_SERIAL_DAY = re.compile(r"[3-6]\d{4}(\.\d+)?")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_EPOCH = date(1899, 12, 30)  # day 0 of Excel's calendar for every date after February 1900
_BUDDHIST = 543
# Letters that Vietnamese text shows when a font of before Unicode (TCVN3) wrote it.
_OLD_FONT = frozenset("«¬®¸µ¶·¹¨©ª¾»¼½")
_HIDDEN_SPACES = frozenset("\u00a0\u2007\u202f\u3000")


def _finding(code: str, message: str, fix: str, **params: object) -> Finding:
    return Problem(code, message, params=params), fix


def suspicious(text: str) -> Finding | None:
    """What no cell may hold, whatever its column: broken letters, hidden marks, a spreadsheet's own words."""
    if text in _SPREADSHEET_ERRORS or text.startswith("="):
        return _finding(
            "cell_formula",
            "Ô chứa công thức hoặc lỗi của bảng tính “{text}”.",
            "dán lại ô này dưới dạng giá trị (Paste Special → Values)",
            text=text[:40],
        )
    if "\ufffd" in text:
        return _finding(
            "cell_broken_letter", "Ô có chữ bị hỏng khi đổi bảng mã.", "gõ lại ô này bằng Unicode UTF-8"
        )
    if (repaired := _mojibake(text)) is not None:
        return _finding(
            "cell_wrong_encoding", "Chữ tiếng Việt bị đọc sai bảng mã: “{text}”.", repaired, text=text[:40]
        )
    if any(letter in _OLD_FONT for letter in text):
        return _finding(
            "cell_old_font",
            "Chữ được gõ bằng phông cũ (TCVN3, VNI), không phải Unicode: “{text}”.",
            "chuyển ô này sang Unicode dựng sẵn",
            text=text[:40],
        )
    if unicodedata.normalize("NFC", text) != text:
        return _finding(
            "cell_not_composed",
            "Dấu tiếng Việt ở dạng tổ hợp (NFD): máy sẽ không tìm thấy chữ này.",
            unicodedata.normalize("NFC", text),
        )
    return _hidden(text)


def _hidden(text: str) -> Finding | None:
    found = {c for c in text if c in _HIDDEN_SPACES or unicodedata.category(c) in ("Cc", "Cf")}
    if not found:
        return None
    clean = "".join(" " if c in _HIDDEN_SPACES or c in "\t\r\n" else c for c in text)
    clean = "".join(c for c in clean if unicodedata.category(c) not in ("Cc", "Cf"))
    return _finding(
        "cell_hidden_mark",
        "Ô có ký tự không nhìn thấy ({marks}).",
        " ".join(clean.split()),
        marks=", ".join(sorted(f"U+{ord(c):04X}" for c in found)),
    )


def _byte_of(letter: str) -> bytes:
    """The byte that Windows-1252 shows as this letter; the five it leaves empty pass as they are."""
    return letter.encode("latin-1") if "\x80" <= letter <= "\x9f" else letter.encode("cp1252")


def _mojibake(text: str) -> str | None:
    """The text as it was meant, when its UTF-8 bytes had been read as Windows-1252."""
    if text.isascii():
        return None
    try:
        repaired = b"".join(map(_byte_of, text)).decode("utf-8")
    except UnicodeError:
        return None
    return repaired if repaired != text else None


def text(longest: int = 500) -> Check:
    """Any text of at most that many letters."""

    def check(value: str) -> Finding | None:
        if len(value) <= longest:
            return None
        return _finding(
            "cell_too_long",
            "Ô dài {length} ký tự, tối đa {longest}.",
            f"rút gọn còn {longest} ký tự",
            length=len(value),
            longest=longest,
        )

    return check


def matching(pattern: str, example: str) -> Check:
    """A code of a fixed form; `example` shows a right one."""
    compiled = re.compile(pattern)

    def check(value: str) -> Finding | None:
        if compiled.fullmatch(value):
            return None
        if _SCIENTIFIC.fullmatch(value):
            return _scientific(value)
        return _finding("cell_form", "“{text}” không đúng dạng.", f"ghi theo mẫu {example}", text=value[:40])

    return check


def digits(length: int) -> Check:
    """A code of exactly that many digits; says when a spreadsheet ate its leading zeros."""

    def check(value: str) -> Finding | None:
        if value.isascii() and value.isdigit() and len(value) == length:
            return None
        if _SCIENTIFIC.fullmatch(value):
            return _scientific(value)
        if value.isascii() and value.isdigit() and len(value) < length:
            return _finding(
                "cell_leading_zero",
                "Mã “{text}” mất số 0 ở đầu: cần đủ {length} chữ số.",
                value.zfill(length),
                text=value,
                length=length,
            )
        return _finding(
            "cell_digits",
            "“{text}” không phải mã gồm {length} chữ số.",
            f"ghi đúng {length} chữ số, giữ số 0 ở đầu",
            text=value[:40],
            length=length,
        )

    return check


def _scientific(value: str) -> Finding:
    return _finding(
        "cell_scientific",
        "“{text}” là số bị bảng tính rút gọn: các chữ số thật đã mất.",
        "định dạng cột là Text rồi nhập lại mã",
        text=value,
    )


def one_of(*values: str) -> Check:
    """One of a short list of words."""

    def check(value: str) -> Finding | None:
        if value in values:
            return None
        return _finding(
            "cell_choice",
            "“{text}” không có trong danh sách.",
            "ghi một trong: " + ", ".join(values),
            text=value[:40],
        )

    return check


def flag() -> Check:
    """`yes` or `no`."""
    return one_of("yes", "no")


def number(least: float, most: float, *, whole: bool = False) -> Check:
    """A number between two limits, written with a point and without separators."""

    def check(value: str) -> Finding | None:
        try:
            found = int(value) if whole else float(value)
        except ValueError:
            return _finding(
                "cell_number",
                "“{text}” không phải là số.",
                "ghi số, dùng dấu chấm thập phân và không có dấu phân cách hàng nghìn",
                text=value[:40],
            )
        if least <= found <= most:
            return None
        return _finding(
            "cell_range",
            "Số {text} nằm ngoài khoảng {least}–{most}.",
            f"ghi một số từ {least} đến {most}",
            text=value,
            least=least,
            most=most,
        )

    return check


def clock() -> Check:
    """A time of day, 07:30."""

    def check(value: str) -> Finding | None:
        if _CLOCK.fullmatch(value):
            return None
        return _finding(
            "cell_time", "“{text}” không phải giờ:phút.", "ghi giờ:phút, ví dụ 07:30", text=value[:40]
        )

    return check


def day() -> Check:
    """A day written year-month-day; every other habit is named, and read back as we would understand it."""

    def check(value: str) -> Finding | None:
        if found := _ISO_DAY.fullmatch(value):
            return _possible(value, int(found[1]), int(found[2]), int(found[3]))
        return _other_day(value)

    return check


def _possible(value: str, year: int, month: int, in_month: int) -> Finding | None:
    try:
        date(year, month, in_month)
    except ValueError:
        return _finding(
            "day_impossible", "Không có ngày {text} trong lịch.", "xem lại ngày và tháng", text=value
        )
    if not 1945 <= year <= 2200:
        fix = value.replace(str(year), str(year - _BUDDHIST), 1) if year > 2400 else "xem lại năm"
        return _finding("day_year", "Năm {year} không thể đúng.", fix, year=year)
    return None


def _other_day(value: str) -> Finding:
    if found := _LOCAL_DAY.fullmatch(value):
        first, second = int(found[1]), int(found[2])
        written = f"{found[3]}-{second:02d}-{first:02d}"
        if first <= 12 and second <= 12 and first != second:
            return _finding(
                "day_ambiguous",
                "“{text}” có thể là hai ngày khác nhau.",
                f"ghi năm-tháng-ngày: {written} nếu {first} là ngày",
                text=value,
            )
        return _finding("day_order", "“{text}” chưa theo dạng năm-tháng-ngày.", written, text=value)
    if _SERIAL_DAY.fullmatch(value):
        written = (_EPOCH + timedelta(days=int(float(value)))).isoformat()
        return _finding("day_serial", "“{text}” là số thứ tự ngày của bảng tính.", written, text=value)
    if _SHORT_YEAR.fullmatch(value):
        return _finding(
            "day_short_year", "“{text}” chỉ ghi hai chữ số của năm.", "ghi đủ bốn chữ số của năm", text=value
        )
    return _finding(
        "day_unreadable",
        "Không đọc được ngày “{text}”.",
        "ghi năm-tháng-ngày, ví dụ 2025-07-01",
        text=value[:40],
    )

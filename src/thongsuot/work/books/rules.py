"""What the registers are, which period one may ask for, and how two copies of one are told to be the same."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from thongsuot.kernel.dates import instant
from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule, law
from thongsuot.kernel.names import nfc

DAYS_MOST = 366
PRINTED_MOST = 3000  # lines in one printed book: 300 sheets, which is as thick as a book gets
DIGEST_SIGNS = 32


class Book(StrEnum):
    DOSSIERS = "dossiers"
    RESULTS = "results"
    RECEIPTS = "receipts"
    ORIGINALS = "originals"


BOOK_NAMES = {
    Book.DOSSIERS: "Sổ theo dõi hồ sơ",
    Book.RESULTS: "Sổ trả kết quả",
    Book.RECEIPTS: "Sổ biên lai phí, lệ phí",
    Book.ORIGINALS: "Sổ giao nhận bản chính",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a book; `kind` text, code, number, vnd or moment; `parts` of the printed width."""

    key: str
    label: str
    kind: str = "text"
    parts: int = 3


_CODE = Column("code", "Mã hồ sơ", "code", 4)
COLUMNS: dict[Book, tuple[Column, ...]] = {
    Book.DOSSIERS: (
        _CODE,
        Column("procedure", "Tên thủ tục hành chính", parts=7),
        Column("sets", "Số bộ", "number", 1),
        Column("applicant", "Cá nhân, tổ chức", parts=4),
        Column("address", "Địa chỉ", parts=4),
        Column("phone", "Số điện thoại", parts=3),
        Column("responsible", "Cơ quan chủ trì giải quyết", parts=5),
        Column("received", "Ngày nhận hồ sơ", "moment"),
        Column("due", "Hẹn trả kết quả", "moment"),
        Column("returned", "Trả kết quả", "moment"),
        Column("way", "Phương thức nhận kết quả"),
        Column("signed", "Ký nhận"),
        Column("note", "Ghi chú"),
    ),
    Book.RESULTS: (
        Column("returned", "Trả kết quả", "moment"),
        _CODE,
        Column("procedure", "Tên thủ tục hành chính", parts=6),
        Column("applicant", "Cá nhân, tổ chức", parts=4),
        Column("due", "Hẹn trả kết quả", "moment"),
        Column("way", "Phương thức nhận kết quả"),
        Column("receiver", "Người nhận", parts=4),
        Column("paper", "Giấy tờ người nhận, mã bưu gửi", parts=4),
        Column("officer", "Người trả"),
        Column("signed", "Ký nhận"),
        Column("note", "Ghi chú", parts=2),
    ),
    Book.RECEIPTS: (
        Column("at", "Lúc", "moment"),
        Column("number", "Số biên lai", parts=3),
        Column("kind", "Loại", parts=2),
        _CODE,
        Column("payer", "Người nộp, người nhận tiền", parts=5),
        Column("paid", "Thu", "vnd"),
        Column("refunded", "Hoàn trả", "vnd"),
        Column("method", "Hình thức"),
        Column("reference", "Mã giao dịch", parts=4),
        Column("officer", "Người thu, chi", parts=4),
    ),
    Book.ORIGINALS: (
        Column("came", "Nhận vào", "moment"),
        _CODE,
        Column("holds", "Giấy tờ", parts=4),
        Column("originals", "Bản chính", "number", 2),
        Column("copies", "Bản sao", "number", 2),
        Column("from", "Nhận từ", parts=6),
        Column("went", "Giao đi", "moment"),
        Column("to", "Giao cho", parts=6),
        Column("slip", "Phiếu kiểm soát", "code", 4),
        Column("signed", "Ký nhận"),
        Column("note", "Ghi chú"),
    ),
}


@dataclass(frozen=True, slots=True)
class Span:
    """Days of a book, both included, and the instant up to which it tells what happened (aware)."""

    from_day: date
    to_day: date
    until: datetime

    @property
    def begins(self) -> datetime:
        return instant(self.from_day, time())

    @property
    def ends(self) -> datetime:
        return instant(self.to_day + timedelta(days=1), time())


@law("TT 03/2025/TT-VPCP", "Mẫu số 07: Sổ theo dõi hồ sơ")
def span_problems(span: Span, *, now: datetime, today: date) -> tuple[Problem, ...]:
    """Why no book can be drawn up for these days."""
    found = []
    if span.to_day < span.from_day:
        found.append(Problem("period_turned", "Ngày cuối phải từ ngày đầu trở đi.", "to"))
    elif (span.to_day - span.from_day).days >= DAYS_MOST:
        found.append(Problem("period_long", "Một sổ ghi nhiều nhất {most} ngày.", "to", {"most": DAYS_MOST}))
    if span.from_day > today:
        found.append(Problem("period_ahead", "Chưa đến ngày đầu của sổ.", "start"))
    if span.until > now:
        found.append(Problem("until_ahead", "Số liệu không thể đến một lúc chưa tới.", "until"))
    elif span.until < span.begins <= now:
        found.append(
            Problem("until_early", "Số liệu phải đến một lúc trong hoặc sau khoảng ngày của sổ.", "until")
        )
    return tuple(found)


@house_rule("Three hundred sheets are a book; a thicker one is two.")
def printing_problems(count: int) -> tuple[Problem, ...]:
    """Why so many lines are not printed as one book."""
    if count <= PRINTED_MOST:
        return ()
    said = "Sổ này có hơn {most} dòng. Hãy in theo khoảng ngày ngắn hơn, hoặc tải tệp Excel."
    return (Problem("book_thick", said, "to", {"most": PRINTED_MOST}),)


@house_rule("The slip names the month's register: the printed book bears the same number.")
def number_of(from_day: date) -> str:
    """`11/2026`, the number of the register that a slip of that month names."""
    return f"{from_day:%m/%Y}"


class Digest:
    """Grows with each line of a book; `text` is the same for two copies with the same lines in the same order."""

    def __init__(self, *about: Any) -> None:
        self._sum = hashlib.sha256(_plain(about))
        self.lines = 0

    def counted(self, lines: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        """The same lines, each taken into the sum as it passes."""
        for line in lines:
            self._sum.update(_plain(line))
            self.lines += 1
            yield line

    @property
    def text(self) -> str:
        """Eight groups of four signs, to be compared by eye."""
        signs = self._sum.hexdigest()[:DIGEST_SIGNS]
        return " ".join(signs[at : at + 4] for at in range(0, DIGEST_SIGNS, 4))


@house_rule("Two copies are compared by book, office, days and instant before they are compared by lines.")
def digest_of(book: Book, agency_id: int, span: Span) -> Digest:
    """The sum of a book before its first line."""
    return Digest(book.value, agency_id, span.from_day, span.to_day, span.until)


def _plain(line: Sequence[Any]) -> bytes:
    """A line as bytes that depend on its values alone: instants in UTC, text composed."""
    cells = [one.astimezone(UTC).isoformat() if isinstance(one, datetime) else one for one in line]
    given = [
        nfc(one) if isinstance(one, str) else one.isoformat() if isinstance(one, date) else one
        for one in cells
    ]
    return json.dumps(given, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


@house_rule("A sum that somebody types from paper is the same with or without blanks and capitals.")
def is_same_digest(typed: str, text: str) -> bool:
    """Whether what was typed is the sum `text`."""
    return "".join(typed.split()).lower() == text.replace(" ", "")

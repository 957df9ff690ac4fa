"""A bank's statement as the file that banks give: one payment a line, under headings in Vietnamese or English."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from thongsuot.kernel.dates import parse_date
from thongsuot.kernel.errors import Problem, Refused, refuse_if
from thongsuot.kernel.law import house_rule
from thongsuot.kernel.money import parse_vnd
from thongsuot.kernel.names import fold

HEADINGS = {
    "day": ("ngay", "ngay giao dich", "date", "day"),
    "ref": ("so giao dich", "ma giao dich", "so tham chieu", "reference", "ref"),
    "vnd": ("so tien", "ghi co", "so tien ghi co", "credit", "amount", "vnd"),
    "text": ("noi dung", "dien giai", "description", "text"),
}
MOST_LINES, LONGEST_REF, LONGEST_TEXT = 20_000, 60, 500
ORDER_CODE = re.compile(r"TS[23456789ABCDEFGHJKMNPQRSTVWXYZ]{10}")
SHOWN = 20


@dataclass(frozen=True, slots=True)
class StatementLine:
    """Money that came in."""

    day: date
    ref: str
    vnd: int
    text: str


@house_rule(
    "A statement is taken as a whole or not at all: half a statement would make differences of its own"
)
def read_statement(text: str) -> tuple[StatementLine, ...]:
    """The lines of a CSV. Raises `Refused` with every faulty line (the first twenty)."""
    rows = _rows(text)
    names = _columns(next(rows, []))
    missing = [name for name in ("day", "ref", "vnd") if name not in names]
    refuse_if(
        Problem("column_missing", "Thiếu cột “{name}” trong sao kê.", "file", {"name": HEADINGS[name][0]})
        for name in missing
    )
    found, problems = [], []
    for number, cells in enumerate(rows, 2):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            found.append(_line({name: cells[at] if at < len(cells) else "" for name, at in names.items()}))
        except Refused as refused:
            problems += [
                Problem(
                    "line_unreadable", "Dòng {line}: {reason}", "file", {"line": number, "reason": str(p)}
                )
                for p in refused.problems
            ]
    if not found and not problems:
        problems = [Problem("statement_empty", "Sao kê không có dòng nào.", "file")]
    refuse_if(problems[:SHOWN])
    return tuple(found)


@house_rule("The code of the order stands in the transfer's message, whatever the bank wrote around it")
def order_code_in(text: str) -> str:
    """The code of an order of ours in a message; "" when there is none or more than one."""
    found = set(ORDER_CODE.findall(text.upper()))
    return found.pop() if len(found) == 1 else ""


def _rows(text: str) -> Iterator[list[str]]:
    first = text.lstrip("\ufeff").split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(text.lstrip("\ufeff").replace("\0", "")), delimiter=separator))
    except csv.Error:
        raise Refused(Problem("statement_unreadable", "Không đọc được tệp CSV này.", "file")) from None
    refuse_if(
        [Problem("statement_too_long", "Sao kê quá dài: hãy chia thành các tệp nhỏ hơn.", "file")]
        if len(lines) > MOST_LINES
        else []
    )
    return iter(lines)


def _columns(heading: list[str]) -> dict[str, int]:
    bare = [fold(cell.strip()) for cell in heading]
    return {
        name: bare.index(word) for name, words in HEADINGS.items() for word in reversed(words) if word in bare
    }


def _line(cells: Mapping[str, str]) -> StatementLine:
    vnd, ref = parse_vnd(cells["vnd"].removesuffix(".00")), cells["ref"].strip()
    found = []
    if not 0 < vnd < 10**13:
        found.append(Problem("amount_out_of_range", "số tiền phải lớn hơn 0.", "vnd"))
    if not ref or len(ref) > LONGEST_REF:
        found.append(Problem("ref_missing", "thiếu số giao dịch.", "ref"))
    refuse_if(found)
    text = " ".join(cells.get("text", "").split())[:LONGEST_TEXT]
    return StatementLine(parse_date(cells["day"].strip()[:10]), ref, vnd, text)

"""A bank's statement as the file that banks give: one payment a line, under headings that packs name."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from thongsuot.kernel.dates import parse_date
from thongsuot.kernel.errors import Problem, Refused, refuse_if
from thongsuot.kernel.law import house_rule
from thongsuot.kernel.money import parse_vnd
from thongsuot.kernel.names import fold

NEEDED = {"day": "Ngày giao dịch", "ref": "Số giao dịch", "vnd": "Số tiền"}
MOST_LINES, LONGEST_REF, LONGEST_TEXT = 20_000, 60, 500
HEADING_WITHIN = 40  # banks write their name, the account and the period above the table
SHOWN = 20
_CENTS = re.compile(r"[.,]00?$")

Cell = str | float | int | bool | date | datetime | time | timedelta


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
def read_statement(
    rows: Sequence[Sequence[Cell]], headings: Mapping[str, Sequence[str]]
) -> tuple[StatementLine, ...]:
    """The lines of a table, below its heading. Raises `Refused` with every faulty line (the first twenty)."""
    at, names = _heading(rows, headings)
    missing = [name for name in NEEDED if name not in names]
    refuse_if(
        Problem("column_missing", "Thiếu cột “{name}” trong sao kê.", "file", {"name": NEEDED[name]})
        for name in missing
    )
    found, problems = [], []
    for number, row in enumerate(rows[at + 1 :], at + 2):
        cells = {name: _text(row[column]) if column < len(row) else "" for name, column in names.items()}
        if not _is_payment(cells):
            continue
        try:
            found.append(_line(cells))
        except Refused as refused:
            params = [{"line": number, "reason": str(p)} for p in refused.problems]
            problems += [Problem("line_unreadable", "Dòng {line}: {reason}", "file", one) for one in params]
    if not found and not problems:
        problems = [Problem("statement_empty", "Sao kê không có dòng nào.", "file")]
    refuse_if(problems[:SHOWN])
    return tuple(found)


def _heading(
    rows: Sequence[Sequence[Cell]], headings: Mapping[str, Sequence[str]]
) -> tuple[int, dict[str, int]]:
    """The row that names most of what is needed, and where it names what."""
    wanted = {name: {fold(word) for word in words} for name, words in headings.items()}
    best: tuple[int, dict[str, int]] = (0, {})
    for at, row in enumerate(rows[:HEADING_WITHIN]):
        bare = [fold(_text(cell)) for cell in row]
        names: dict[str, int] = {}
        for name, words in wanted.items():
            column = next(
                (n for n, word in enumerate(bare) if word in words and n not in names.values()), None
            )
            if column is not None:
                names[name] = column
        if sum(name in names for name in NEEDED) > sum(name in best[1] for name in NEEDED):
            best = at, names
    return best


@house_rule("Without a day and a number a line is no payment but a total; what went out is none that came in")
def _is_payment(cells: Mapping[str, str]) -> bool:
    if not cells["day"] and not cells["ref"]:
        return False
    goes_out = cells.get("debit", "") not in ("", "0", "-")
    return not (goes_out and cells["vnd"] in ("", "0", "-"))


def _text(cell: Cell) -> str:
    """A cell as people see it; a day without its hour."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def _line(cells: Mapping[str, str]) -> StatementLine:
    vnd, ref = parse_vnd(_CENTS.sub("", cells["vnd"].removeprefix("+"))), cells["ref"]
    found = []
    if not 0 < vnd < 10**13:
        found.append(Problem("amount_out_of_range", "số tiền phải lớn hơn 0.", "vnd"))
    if not ref or len(ref) > LONGEST_REF:
        found.append(Problem("ref_missing", "thiếu số giao dịch.", "ref"))
    refuse_if(found)
    return StatementLine(parse_date(cells["day"][:10]), ref, vnd, cells.get("text", "")[:LONGEST_TEXT])

"""One row: every cell through its stages, then what the cells say together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from thongsuot.kernel.law import house_rule
from thongsuot.work.imports.rules import days, letters, numbers, words
from thongsuot.work.imports.rules.fields import BY_KEY, REQUIRED, Cell, Field
from thongsuot.work.imports.rules.findings import Finding, Kind, Reading, fault

Read = Callable[[Any], tuple[Any, Finding | None]]
TEXT_STAGES = (
    letters.broken,
    letters.uncomposed,
    letters.hidden_marks,
    letters.loose_spaces,
    letters.old_font,
)
EMPTY = "điền ô này"


@dataclass(frozen=True, slots=True)
class Hidden:
    """What a spreadsheet hides of a cell: its formula, its error, the value of the merged cell it is part of."""

    formula: str | None = None
    error: str = ""
    merged: Any = None


@dataclass(slots=True)
class Row:
    """Values by the keys of their fields, and what was found: (key, finding), "" for the row itself."""

    values: dict[str, Any] = field(default_factory=dict)
    findings: list[tuple[str, Finding]] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """No fault is left."""
        return all(finding.kind is not Kind.FAULT for _, finding in self.findings)

    def has_fault(self, *keys: str) -> bool:
        """Whether one of these cells has a fault."""
        return any(key in keys and finding.kind is Kind.FAULT for key, finding in self.findings)


@house_rule(
    "a cell passes what any cell must, then what its column must; the first fault that nobody accepted ends it"
)
def read_cell(
    known: Field, raw: Any, *, today: date, accepted: frozenset[str], hidden: Hidden | None = None
) -> Reading:
    """The value of a cell and every finding in it. "" and None are empty."""
    reading = Reading("" if isinstance(raw, str) and not raw.strip() else raw)
    if hidden is not None:
        reading = _uncovered(reading, hidden, accepted)
    for stage in TEXT_STAGES:
        if reading.is_over or not isinstance(reading.value, str):
            break
        reading = reading.take(stage(reading.value), accepted)
    if reading.is_over or reading.value in ("", None):
        return reading
    value, finding = _reader(known.cell, today)(reading.value)
    if finding is None:
        reading.value = value
        return reading
    return reading.take(finding, accepted)


def _uncovered(reading: Reading, hidden: Hidden, accepted: frozenset[str]) -> Reading:
    if hidden.error:
        return reading.take(letters.formula_error(hidden.error), accepted)
    if hidden.merged not in (None, ""):
        message = "Ô nằm trong ô gộp, giá trị chỉ ghi ở ô đầu."
        return reading.take(fault("merged_cell", message, "{value}", hidden.merged), accepted)
    if hidden.formula is not None and reading.value not in ("", None):
        message = "Ô chứa công thức “={text}”, không phải giá trị."
        return reading.take(
            fault("formula", message, "{value}", reading.value, text=hidden.formula[:60]), accepted
        )
    return reading


def _reader(cell: Cell, today: date) -> Read:
    if cell is Cell.DAY:
        return lambda raw: days.read_day(raw, today)
    if cell is Cell.IDENTITY:
        return lambda raw: numbers.identity(raw, today.year)
    return _READERS[cell]


_READERS: Mapping[Cell, Read] = {
    Cell.TEXT: words.text,
    Cell.NAME: words.name,
    Cell.EMAIL: words.email,
    Cell.STATUS: words.status,
    Cell.CHANNEL: words.channel,
    Cell.CODE: numbers.dossier_code,
    Cell.PHONE: numbers.phone,
    Cell.VND: lambda raw: numbers.number(raw, whole=True),
    Cell.NUMBER: lambda raw: numbers.number(raw, whole=False),
    Cell.REGISTER: words.text,
    Cell.NOTHING: words.text,
}


@house_rule("a dossier without these facts cannot be worked on")
def empties(row: Row, *, present: frozenset[str]) -> list[tuple[str, Finding]]:
    """Cells that every dossier must have filled. `present`: the fields that are columns of the sheet."""
    wanted = [*REQUIRED]
    if row.values.get("status") == "waiting":
        wanted += ["asked", "due"]
    if row.values.get("status") == "decided":
        wanted.append("finished")
    return [
        (key if key in present else "status",
         fault("cell_empty", "Thiếu “{name}”.", EMPTY, name=BY_KEY[key].title))
        for key in wanted
        if row.values.get(key) in (None, "") and not row.has_fault(key)
    ]  # fmt: skip


@house_rule(
    "days of one dossier follow each other; where exchanging day and month mends them, that is offered"
)
def order_of_days(row: Row, *, today: date, accepted: frozenset[str]) -> list[tuple[str, Finding]]:
    """Received not after today, due not before received, asked and finished in between. Accepted swaps are applied."""
    found: list[tuple[str, Finding]] = []
    received = _day(row.values.get("received"))
    if received is not None and received > today:
        message = "Ngày tiếp nhận {day} ở tương lai."
        finding = _turned(row, "received", received, lambda d: d <= today, "day_future", message)
        received = _applied(row, "received", finding, accepted, found)
    for key, code, message in _FOLLOWING:
        day = _day(row.values.get(key))
        if day is None or received is None or row.has_fault(key, "received"):
            continue
        if day < received or (key != "due" and day > today):
            start = received

            def fits(d: date, start: date = start, key: str = key) -> bool:
                return d >= start and (key == "due" or d <= today)

            finding = _turned(row, key, day, fits, code, message)
            _applied(row, key, finding, accepted, found)
    return found


_FOLLOWING = (
    ("due", "due_before_received", "Ngày hẹn trả {day} trước ngày tiếp nhận."),
    ("asked", "asked_out_of_order", "Ngày yêu cầu bổ sung {day} không nằm giữa ngày tiếp nhận và hôm nay."),
    ("finished", "finished_out_of_order", "Ngày có kết quả {day} không nằm giữa ngày tiếp nhận và hôm nay."),
)


def _turned(row: Row, key: str, day: date, fits: Callable[[date], bool], code: str, message: str) -> Finding:
    other = days.swapped(day)
    said = f"{day:%d/%m/%Y}"
    if other is not None and fits(other):
        return fault(
            "day_swapped", "Ngày {day} không hợp với các ngày khác của hồ sơ: có thể ngày và tháng đã đổi chỗ.",
            "{value}", other, day=said,
        )  # fmt: skip
    return fault(code, message, "xem lại các ngày của hồ sơ này", day=said)


def _applied(
    row: Row, key: str, finding: Finding, accepted: frozenset[str], found: list[tuple[str, Finding]]
) -> date | None:
    reading = Reading(row.values.get(key)).take(finding, accepted)
    found += [(key, one) for one in reading.findings]
    row.values[key] = reading.value
    return reading.value if isinstance(reading.value, date) else None


def _day(value: Any) -> date | None:
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None

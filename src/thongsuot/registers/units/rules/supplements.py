"""Files of a province beside its list of agencies: who follows whom, seals, and the parts of split units."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from thongsuot.kernel import cells
from thongsuot.kernel.law import house_rule
from thongsuot.kernel.rows import Fault, Row
from thongsuot.kernel.tables import Column, Shape, fault, row_faults
from thongsuot.registers.units.rules.parts import PartBy
from thongsuot.registers.units.rules.seals import SealKind, SuccessionKind

_AGENCY = cells.matching(r"[A-Z]\d{2}(\.[0-9A-Z()]+){0,3}", "H05.105.01")
SUCCESSIONS = Shape(
    (
        Column("day", cells.day()),
        Column("old_code", _AGENCY),
        Column("new_code", _AGENCY),
        Column("kind", cells.one_of(*SuccessionKind)),
        Column("ends_old", cells.flag()),
        Column("act"),
        Column("clause", required=False),
        Column("note", required=False),
    ),
    ("day", "old_code", "new_code"),
)
SEALS = Shape(
    (
        Column("number", cells.text(60)),
        Column("agency_code", _AGENCY),
        Column("kind", cells.one_of(*SealKind)),
        Column("issued_on", cells.day()),
        Column("recalled_on", cells.day(), required=False),
        Column("destroyed_on", cells.day(), required=False),
        Column("minutes", required=False),
        Column("is_simulated", cells.flag()),
    ),
    ("number",),
)
PARTS = Shape(
    (
        Column("day", cells.day()),
        Column("old_code", cells.digits(5)),
        Column("new_code", cells.digits(5)),
        Column("by", cells.one_of(*PartBy)),
        Column("street", required=False),
        Column("parity", cells.one_of("all", "odd", "even"), required=False),
        Column("from_house", cells.number(1, 99_999, whole=True), required=False),
        Column("to_house", cells.number(1, 99_999, whole=True), required=False),
        Column("names", cells.text(2000), required=False),
        Column("border", cells.text(20_000), required=False, may_lack=True),
        Column("confidence", cells.number(0, 1)),
        Column("source"),
        Column("is_simulated", cells.flag()),
    ),
)


@house_rule("a street without a name, or a hamlet without one, would decide about every place")
def part_faults(rows: Sequence[Row]) -> tuple[Fault, ...]:
    """What is wrong with rows of `PARTS`."""
    return (*row_faults(rows, PARTS), *(f for row in rows for f in _part_faults(row)))


def _part_faults(row: Row) -> Iterator[Fault]:
    wanted = {"street": "street", "hamlet": "names", "list": "names"}.get(row["by"])
    if wanted and not row[wanted]:
        yield fault(row, wanted, "cell_empty", "Ô “{name}” bị bỏ trống.", "điền ô này", name=wanted)
    if row["by"] == "polygon" and border_of(row["border"]) is None:
        message = "Ranh giới không đọc được: ít nhất ba điểm “kinh độ vĩ độ”, cách nhau bằng dấu phẩy."
        yield fault(row, "border", "part_polygon", message, "ví dụ: 106.69 10.79, 106.70 10.79, 106.70 10.80")
    if (
        row["from_house"].isdigit()
        and row["to_house"].isdigit()
        and int(row["to_house"]) < int(row["from_house"])
    ):
        message = "Số nhà cuối {to} nhỏ hơn số nhà đầu {first}."
        params = {"to": row["to_house"], "first": row["from_house"]}
        yield fault(row, "to_house", "part_houses", message, "đổi chỗ hai số", **params)


@house_rule("a border is written as maps write it: longitude before latitude, holes after the border itself")
def border_of(written: str) -> list[list[list[float]]] | None:
    """Rings of "106.69 10.79, 106.70 10.79, 106.70 10.80; …" in degrees; None when it is no border in Viet Nam."""
    rings = []
    for ring in written.split(";"):
        try:
            points = [[float(number) for number in point.split()] for point in ring.split(",")]
        except ValueError:
            return None
        if len(points) < 3 or any(
            len(p) != 2 or not (100 <= p[0] <= 120 and 6 <= p[1] <= 24) for p in points
        ):
            return None
        rings.append(points)
    return rings


@house_rule("what a place must show to lie in a part is kept as the rules of parts read it")
def part_values(row: Row) -> str:
    """The `values` of a part as JSON, from a faultless row of `PARTS`."""
    told: dict[str, Any]
    match row["by"]:
        case "street":
            first, last = (int(row[c]) if row[c] else None for c in ("from_house", "to_house"))
            told = {"street": row["street"], "parity": row["parity"] or "all", "from": first, "to": last}
        case "hamlet":
            told = {"names": [name.strip() for name in row["names"].split(";") if name.strip()]}
        case "polygon":
            told = {"rings": border_of(row["border"])}
        case "list":
            told = {"keys": row["names"].split()}
        case _:
            told = {}
    return json.dumps(told, ensure_ascii=False)


@house_rule("whoever follows and whoever is followed must be in the register of agencies")
def agency_reference_faults(
    rows: Sequence[Row], columns: Sequence[str], known: Collection[str]
) -> tuple[Fault, ...]:
    """Rows that name an agency which is not there."""
    message, fix = "Không có cơ quan mã {code}.", "sửa mã, hoặc thêm cơ quan vào danh sách"
    return tuple(
        fault(row, column, "agency_unknown", message, fix, code=row[column])
        for row in rows
        for column in columns
        if row[column] not in known
    )


@house_rule("the years of a seal are days in a row: issued, recalled, destroyed")
def seal_faults(rows: Sequence[Row]) -> tuple[Fault, ...]:
    """What is wrong with rows of `SEALS`."""
    found = [*row_faults(rows, SEALS)]
    if not found:
        found += [f for row in rows for f in _seal_days(row)]
    return tuple(found)


def _seal_days(row: Row) -> Iterator[Fault]:
    days: Mapping[str, date | None] = {
        column: date.fromisoformat(row[column]) if row[column] else None
        for column in ("issued_on", "recalled_on", "destroyed_on")
    }
    told = [day for day in days.values() if day is not None]
    if told != sorted(told) or (days["destroyed_on"] and not days["recalled_on"]):
        message = "Các ngày cấp, thu hồi, hủy của con dấu {number} không theo thứ tự."
        yield fault(row, "recalled_on", "seal_days", message, "sửa các ngày", number=row["number"])

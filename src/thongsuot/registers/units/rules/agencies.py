"""What a row of agencies means, and what is wrong with it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from thongsuot.kernel import cells
from thongsuot.kernel.codes import AgencyCode
from thongsuot.kernel.errors import Refused
from thongsuot.kernel.law import house_rule, law
from thongsuot.kernel.names import nfc
from thongsuot.kernel.rows import Fault, Row
from thongsuot.kernel.tables import fault
from thongsuot.registers.units.rules.kinds import AgencyKind, Level, split_name
from thongsuot.registers.units.rules.names import same_name

_KINDS = {
    "province": AgencyKind.PROVINCE_COMMITTEE,
    "ministry": AgencyKind.MINISTRY,
    "court": AgencyKind.COURT,
}
_COMMITTEE = "UBND "


class ProvinceName(NamedTuple):
    """A name that a province has or had, and whether it lives under it today."""

    name: str
    unit_id: int
    is_living: bool


def _closed(row: Row) -> date | None:
    """The day on which a code of level 1 was closed ("closed 2025-07-01"), None while it is in use."""
    written = row["in_use_2026"].removeprefix("closed").strip()
    return date.fromisoformat(written) if row["in_use_2026"].startswith("closed") else None


def _province(row: Row, names: Sequence[ProvinceName]) -> int | None:
    """The unit of a province's committee: the living one of that name; for a closed code, one that ended."""
    written = nfc(row["name_vi"]).removeprefix(_COMMITTEE)
    name = split_name(Level.PROVINCE, written)[1]
    wanted = row["in_use_2026"] == "yes"
    return next((p.unit_id for p in names if p.is_living == wanted and same_name(p.name, name)), None)


@law("QĐ 20/2020/QĐ-TTg", "Điều 5")
def level_one(row: Row, names: Sequence[ProvinceName]) -> tuple[Any, ...]:
    """Code, older notation, name, kind, unit, day of closing, source of a faultless row of `LEVEL_ONE`."""
    code, kind = AgencyCode(row["code"]), _KINDS[row["kind"]]
    unit_id = _province(row, names) if kind is AgencyKind.PROVINCE_COMMITTEE else None
    source = f"{row['source']} ({row['confidence']})"
    return code, code.old, nfc(row["name_vi"]), kind.value, unit_id, _closed(row), source


@house_rule("a closed code that belongs to no province would be given again")
def level_one_faults(row: Row, names: Sequence[ProvinceName]) -> tuple[Fault, ...]:
    """What is wrong with a row of `LEVEL_ONE`."""
    found = [*_cells(row, {"code": cells.matching(r"[A-Z]\d{2}", "H05"), "kind": cells.one_of(*_KINDS)})]
    form = cells.matching(r"yes|closed \d{4}-\d{2}-\d{2}", "yes, closed 2025-07-01")
    found += _cells(row, {"in_use_2026": form})
    if not found and row["kind"] == "province" and _province(row, names) is None:
        message = "Không có tỉnh nào tên “{name}” đang hoặc đã tồn tại như cột in_use_2026 ghi."
        found.append(
            fault(row, "name_vi", "agency_province_unknown", message, "sửa tên tỉnh", name=row["name_vi"])
        )
    return tuple(found)


def _cells(row: Row, checks: Mapping[str, cells.Check]) -> Iterator[Fault]:
    for column, check in checks.items():
        finding = check(row[column])
        if finding is not None:
            yield Fault(row.file, row.line, column, finding[0], finding[1])


@house_rule("agencies are written as their province lists them, both notations of the code side by side")
def agency(row: Row, units: Mapping[str, int]) -> tuple[Any, ...]:
    """Code, older notation, names, kind, unit, period, source, simulated or not of a faultless row."""
    code = AgencyCode(row["code"])
    period = [date.fromisoformat(row[c]) if row[c] else None for c in ("valid_from", "valid_to")]
    names = (nfc(row["name"]), nfc(row["short_name"]) or nfc(row["name"]), row["kind"])
    return (
        code,
        code.old,
        *names,
        units[row["unit_code"]],
        *period,
        row["source"],
        row["is_simulated"] == "yes",
    )


@law("QĐ 20/2020/QĐ-TTg", "Điều 5")
def agency_faults(
    rows: Sequence[Row], root: str, units: Mapping[str, int], known: Collection[str]
) -> tuple[Fault, ...]:
    """What is wrong with the agencies of the province whose committee has the code `root`.

    units: the living units by code; known: codes of agencies that are there already.
    """
    codes = {row["code"] for row in rows} | set(known)
    found = [f for row in rows for f in _agency_faults(row, root, units, codes)]
    first: dict[str, int] = {}
    for row in rows:
        if row["code"] in first:
            message, fix = "Mã {code} đã có ở dòng {line}.", "xóa một dòng hoặc sửa mã"
            line = first[row["code"]]
            found.append(fault(row, "code", "unit_code_twice", message, fix, code=row["code"], line=line))
        first.setdefault(row["code"], row.line)
    if root not in first:
        message, fix = "Thiếu dòng của cơ quan đứng đầu (mã {code}).", "thêm dòng có mã này"
        where = rows[0] if rows else Row("agencies.csv", 1, {})
        found.append(fault(where, "code", "agency_root_missing", message, fix, code=root))
    return tuple(found)


def _agency_faults(row: Row, root: str, units: Mapping[str, int], codes: Collection[str]) -> Iterator[Fault]:
    code, parent = row["code"], row["parent_code"]
    try:
        if AgencyCode(code).level1 != root:
            message, fix = "Mã {code} không thuộc {root}.", "ghi mã bắt đầu bằng mã của tỉnh"
            yield fault(row, "code", "agency_elsewhere", message, fix, code=code, root=root)
    except Refused as refused:
        yield Fault(row.file, row.line, "code", refused.problems[0], "ghi mã như H05.105.01")
    if row["unit_code"] not in units:
        message, fix = "Không có đơn vị hành chính mã {code}.", "sửa mã đơn vị"
        yield fault(row, "unit_code", "agency_unit_unknown", message, fix, code=row["unit_code"])
    if (parent or code != root) and (parent == code or parent not in codes):
        message, fix = "Không có cơ quan cấp trên mã {code}.", "sửa mã cấp trên, hoặc thêm dòng có mã này"
        yield fault(row, "parent_code", "agency_parent_unknown", message, fix, code=parent)
    days = {c: cells.day() for c in ("valid_from", "valid_to") if row[c]}
    found = [*_cells(row, {"kind": cells.one_of(*AgencyKind), "is_simulated": cells.flag(), **days})]
    yield from found
    if not found and row["valid_from"] and row["valid_to"] and row["valid_to"] <= row["valid_from"]:
        message, fix = "Ngày hết hiệu lực phải sau ngày bắt đầu.", "sửa một trong hai ngày"
        yield fault(row, "valid_to", "agency_period", message, fix)

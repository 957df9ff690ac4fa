"""Comparing each row's name with its code, against a roster that somebody else keeps.

A code that names another unit moves a whole commune to the wrong place, and every other check passes.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule
from thongsuot.kernel.names import nfc
from thongsuot.kernel.rows import Fault, Row
from thongsuot.registers.units.rules.kinds import Level, split_name
from thongsuot.registers.units.rules.names import name_key, same_name, similar_name


class DifferenceKind(StrEnum):
    WRONG_CODE = "wrong_code"  # the code belongs to another unit that has its own row
    SPELLING = "spelling"
    RETYPED = "retyped"
    RENAMED = "renamed"
    BEGAN = "began"  # the roster does not know the code
    ENDED = "ended"  # the table does not know the roster's code
    MOVED = "moved"  # the district or province differs


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between the conversion table and the roster; `right` is the code that would fit."""

    kind: DifferenceKind
    row: Row
    code: str
    written: str
    roster: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class _Names:
    """Both lists by code, and by the letters of the name within a district."""

    roster: dict[str, Row]
    in_table: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    code_of: dict[tuple[str, str], str] = field(default_factory=dict)


def _bare(written: str) -> str:
    return split_name(Level.COMMUNE, written)[1]


def _names(table: Sequence[Row], roster: Sequence[Row]) -> _Names:
    names = _Names({row["code"]: row for row in roster if row["code"]})
    for row in table:
        names.in_table[row["old_district_code"]].add(name_key(_bare(row["old_name"])))
    for code, row in names.roster.items():
        names.code_of[row["district_code"], name_key(_bare(row["name"]))] = code
    return names


@house_rule("3 of 10,571 codes of the official table were wrong; only a second list can show it")
def compare(table: Sequence[Row], roster: Sequence[Row]) -> tuple[Difference, ...]:
    """Every difference between the old units of the conversion table and the independent roster.

    Rows of `table` have `old_code`, `old_name`, `old_district_code`, `old_province_code`; those of
    `roster` `code`, `name`, `district_code`, `province_code`. A unit with several edges is reported once.
    """
    names = _names(table, roster)
    province_of = {row["district_code"]: row["province_code"] for row in roster}
    found: dict[tuple[str, str, DifferenceKind], Difference] = {}
    for row in table:
        for difference in _of_row(row, names, province_of):
            found.setdefault((difference.code, difference.written, difference.kind), difference)
    known = {row["old_code"] for row in table}
    ended = (
        Difference(DifferenceKind.ENDED, row, code, "", row["name"])
        for code, row in names.roster.items()
        if code not in known
    )
    return (*found.values(), *ended)


def _of_row(row: Row, names: _Names, province_of: dict[str, str]) -> Iterator[Difference]:
    code, written, district = row["old_code"], nfc(row["old_name"]), row["old_district_code"]
    province = province_of.get(district, "")
    if province and province != row["old_province_code"]:
        place = row["old_district"]
        yield Difference(DifferenceKind.MOVED, row, district, place, province, province)
    if not code:
        return
    if code not in names.roster:
        right = names.code_of.get((district, name_key(_bare(written))), "")
        yield Difference(DifferenceKind.BEGAN, row, code, written, "", right)
        return
    listed = names.roster[code]
    if listed["district_code"] != district:
        yield Difference(DifferenceKind.MOVED, row, code, written, listed["district"], "")
    kind = _naming(written, nfc(listed["name"]), names.in_table[listed["district_code"]])
    if kind is not None:
        right = names.code_of.get((district, name_key(_bare(written))), "")
        yield Difference(kind, row, code, written, nfc(listed["name"]), right)


def _naming(written: str, listed: str, in_table: set[str]) -> DifferenceKind | None:
    """How two names of one code differ. `in_table`: the names that the table knows in that district.

    The code is wrong when the unit it belongs to is still in the table under its own name: a unit that
    was renamed is not.
    """
    if written == listed:
        return None
    (new_type, new), (old_type, old) = split_name(Level.COMMUNE, written), split_name(Level.COMMUNE, listed)
    if not same_name(new, old):
        if name_key(old) in in_table:
            return DifferenceKind.WRONG_CODE
        return DifferenceKind.SPELLING if similar_name(new, old) else DifferenceKind.RENAMED
    return DifferenceKind.SPELLING if new_type == old_type else DifferenceKind.RETYPED


_SAID: dict[DifferenceKind, tuple[str, str]] = {
    DifferenceKind.WRONG_CODE: (
        "Mã {code} ghi cho “{written}”, nhưng theo danh mục đó là “{roster}”, đơn vị có dòng riêng.",
        "ghi mã {right}",
    ),
    DifferenceKind.SPELLING: ("“{written}” (mã {code}) viết khác danh mục: “{roster}”.", "không cần sửa"),
    DifferenceKind.RETYPED: (
        "“{written}” (mã {code}) khác loại với danh mục: “{roster}”.",
        "không cần sửa nếu đơn vị đã đổi loại sau ngày của danh mục",
    ),
    DifferenceKind.RENAMED: (
        "“{written}” (mã {code}) khác tên với danh mục: “{roster}”.",
        "không cần sửa nếu đơn vị đã đổi tên sau ngày của danh mục",
    ),
    DifferenceKind.BEGAN: (
        "Danh mục không có mã {code} của “{written}”.",
        "không cần sửa nếu đơn vị được lập sau ngày của danh mục",
    ),
    DifferenceKind.ENDED: (
        "Bảng chuyển đổi không có mã {code} của “{roster}”.",
        "không cần sửa nếu đơn vị đã giải thể sau ngày của danh mục",
    ),
    DifferenceKind.MOVED: (
        "“{written}” (mã {code}) thuộc nơi khác theo danh mục: {roster}.",
        "không cần sửa: dùng nơi ghi trong danh mục",
    ),
}


@house_rule("a wrong code stops the load; another spelling is only told")
def difference_fault(difference: Difference) -> Fault:
    """The difference as a line of the check: file, line, column, what is wrong and what to write."""
    message, fix = _SAID[difference.kind]
    params = {"code": difference.code, "written": difference.written, "roster": difference.roster}
    column = "code" if difference.kind is DifferenceKind.ENDED else "old_code"
    problem = Problem(f"unit_{difference.kind}", message, column, params)
    fatal = difference.kind is DifferenceKind.WRONG_CODE
    right = difference.right or "đúng của đơn vị này"
    return Fault(difference.row.file, difference.row.line, column, problem, fix.format(right=right), fatal)

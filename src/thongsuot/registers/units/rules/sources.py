"""The files that the register of units is made of, and the shape of each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from thongsuot.kernel import cells
from thongsuot.kernel.law import house_rule
from thongsuot.kernel.rows import Row
from thongsuot.kernel.tables import Column, Shape
from thongsuot.registers.units.rules.kinds import ROSTER_DAY, TWO_TIER_DAY, AgencyKind, EdgeKind, Level

_TYPES = ("phường", "xã", "đặc khu")
_PROVINCE_TYPES = ("tỉnh", "thành phố trực thuộc trung ương")
_RETYPED = (
    Column("retyped_from", cells.day(), required=False),
    Column("retyped_to", cells.one_of(*_TYPES, *_PROVINCE_TYPES), required=False),
    Column("resolution", required=False),
)

PROVINCES = Shape(
    (
        Column("code", cells.digits(2)),
        Column("name_2025_07_01"),
        Column("type_2025_07_01", cells.one_of(*_PROVINCE_TYPES)),
        Column("communes", cells.number(1, 999, whole=True)),
        *_RETYPED,
    ),
    ("code",),
)
COMMUNES = Shape(
    (
        Column("code", cells.digits(5)),
        Column("name"),
        Column("type_2025_07_01", cells.one_of(*_TYPES)),
        Column("province_code", cells.digits(2)),
        Column("alt_code", cells.digits(5), required=False),
        *_RETYPED,
    ),
    ("code",),
)
WARDS = Shape(
    (
        Column("code", cells.digits(5), required=False),
        Column("name", required=False),
        Column("type"),
        Column("district_code", cells.digits(3)),
        Column("district"),
        Column("province_code", cells.digits(2)),
        Column("province"),
    ),
    ("code", "district_code"),
)
CROSSWALK = Shape(
    (
        Column("old_code", cells.digits(5), required=False),
        Column("old_name", required=False),
        Column("old_district_code", cells.digits(3)),
        Column("old_district"),
        Column("old_province_code", cells.digits(2)),
        Column("old_province"),
        Column("new_code", cells.digits(5)),
        Column("new_name"),
        Column("new_province_code", cells.digits(2)),
        Column("edge", cells.one_of(*EdgeKind)),
        Column("old_unit_class", required=False),
        Column("nso_note", required=False),
        Column("correction", required=False),
    ),
    ("old_code", "old_name", "old_district_code", "new_code"),
)
AMENDMENTS = Shape(
    (
        Column("level", cells.one_of(Level.PROVINCE, Level.COMMUNE)),
        Column("code", cells.matching(r"\d{2}|\d{5}", "24, 07294")),
        Column("name"),
        Column("province_code", cells.digits(2)),
        Column("effective_date", cells.day()),
        Column("resolution"),
        Column("from_type", cells.one_of(*_TYPES, *_PROVINCE_TYPES)),
        Column("to_type", cells.one_of(*_TYPES, *_PROVINCE_TYPES)),
    ),
    ("level", "code", "effective_date"),
)
CLAUSES = Shape(
    (
        Column("effective_date", cells.day()),
        Column("old_code", cells.digits(5)),
        Column("old_name"),
        Column("old_district", required=False),
        Column("new_code", cells.digits(5)),
        Column("new_name"),
        Column("resolution"),
        Column("clause"),
    ),
    ("effective_date", "old_code", "new_code"),
)
LEVEL_ONE = Shape(
    (
        Column("code", cells.matching(r"[A-Z]\d{2}", "H01")),
        Column("name_vi"),
        Column("kind", cells.one_of("province", "ministry", "court")),
        Column("in_use_2026", cells.matching(r"yes|closed \d{4}-\d{2}-\d{2}", "yes, closed 2025-07-01")),
        Column("source", required=False),
        Column("confidence", required=False),
    ),
    ("code",),
)
AGENCIES = Shape(
    (
        Column("code", cells.matching(r"[A-Z]\d{2}(\.[0-9A-Z()]+){0,3}", "H05.105.01")),
        Column("name"),
        Column("short_name", required=False),
        Column("kind", cells.one_of(*AgencyKind)),
        Column("unit_code", cells.matching(r"\d{2}|\d{5}", "24, 07294")),
        Column("parent_code", required=False),
        Column("valid_from", cells.day(), required=False),
        Column("valid_to", cells.day(), required=False),
        Column("source", required=False),
        Column("is_simulated", cells.flag()),
    ),
    ("code",),
)


@dataclass(frozen=True, slots=True)
class Sources:
    """What the register is made of. `day`: when the new units began; `roster_day`: when `wards` was true."""

    provinces: Sequence[Row]
    communes: Sequence[Row]
    wards: Sequence[Row]
    crosswalk: Sequence[Row]
    amendments: Sequence[Row] = ()
    day: date = TWO_TIER_DAY
    roster_day: date = ROSTER_DAY


@house_rule("the official table is kept as published; its three wrong codes are marked and can be put back")
def uncorrected(sources: Sources) -> Sources:
    """The same sources with every marked correction undone: the codes as the office published them."""
    rows = []
    for row in sources.crosswalk:
        words = row["correction"].split()
        if words[:1] == ["code"] and len(words) > 1:
            row = replace(row, values={**row.values, "old_code": words[1]})
        rows.append(row)
    return replace(sources, crosswalk=tuple(rows))

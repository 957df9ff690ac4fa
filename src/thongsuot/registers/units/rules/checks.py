"""Everything wrong with the files of the register, at once, each with its line and what to write."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date

from thongsuot.kernel import cells
from thongsuot.kernel.law import house_rule
from thongsuot.kernel.rows import Fault, Row
from thongsuot.kernel.tables import fault
from thongsuot.registers.units.rules.comparison import compare, difference_fault
from thongsuot.registers.units.rules.kinds import EdgeKind, Level, split_name, type_of
from thongsuot.registers.units.rules.sources import Sources

_TYPE_FIX = "ghi loại đơn vị bằng chữ: tỉnh, thành phố trực thuộc trung ương, phường, xã hoặc đặc khu"


@house_rule("a register is loaded whole or not at all, and whoever repairs it wants every fault at once")
def unit_faults(sources: Sources) -> tuple[Fault, ...]:
    """Every fault and every difference; with a fatal one among them the sources must not be loaded."""
    found = [
        *_codes(sources),
        *_types(sources),
        *_edges(sources),
        *_provinces(sources),
        *_amendments(sources),
    ]
    differences = compare(sources.crosswalk, sources.wards)
    return (*found, *(difference_fault(difference) for difference in differences))


@house_rule("a clause belongs to a line of the conversion table, or it is a clause about nothing")
def unknown_share(row: Row) -> Fault:
    """The fault of a clause whose share is not there."""
    message = "Bảng chuyển đổi không có dòng từ mã {old} sang mã {new} ngày {day}."
    fix = "sửa mã hoặc ngày cho khớp với bảng chuyển đổi"
    params = {"old": row["old_code"], "new": row["new_code"], "day": row["effective_date"]}
    return fault(row, "old_code", "unit_share_unknown", message, fix, **params)


def _codes(sources: Sources) -> Iterator[Fault]:
    yield from _coded(sources.provinces, "code", cells.digits(2))
    yield from _coded(sources.communes, "code", cells.digits(5))
    yield from _coded(sources.wards, "district_code", cells.digits(3), unique=False)
    yield from _coded(sources.wards, "province_code", cells.digits(2), unique=False)
    yield from _coded([r for r in sources.wards if r["code"]], "code", cells.digits(5))
    yield from _coded(sources.crosswalk, "old_district_code", cells.digits(3), unique=False)
    yield from _coded(sources.crosswalk, "old_province_code", cells.digits(2), unique=False)
    named = [row for row in sources.crosswalk if row["old_code"]]
    yield from _coded(named, "old_code", cells.digits(5), unique=False)


def _coded(rows: Sequence[Row], column: str, check: cells.Check, unique: bool = True) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for row in rows:
        code = row[column]
        finding = check(code)
        if finding is not None:
            yield Fault(row.file, row.line, column, finding[0], finding[1])
        if unique and code in first:
            message, fix = "Mã {code} đã có ở dòng {line}.", "xóa một dòng hoặc sửa mã"
            yield fault(row, column, "unit_code_twice", message, fix, code=code, line=first[code])
        first.setdefault(code, row.line)


def _types(sources: Sources) -> Iterator[Fault]:
    yield from _typed(sources.provinces, "type_2025_07_01", lambda w: type_of(Level.PROVINCE, w))
    yield from _typed(sources.communes, "type_2025_07_01", lambda w: type_of(Level.COMMUNE, w))
    yield from _typed(sources.wards, "province", lambda w: split_name(Level.PROVINCE, w)[0])
    yield from _typed(sources.crosswalk, "old_district", lambda w: split_name(Level.DISTRICT, w)[0])
    named = [row for row in sources.crosswalk if row["old_code"]]
    yield from _typed(named, "old_name", lambda w: split_name(Level.COMMUNE, w)[0])
    kinds = {kind.value for kind in EdgeKind}
    yield from _typed(sources.crosswalk, "edge", lambda w: w in kinds or None)


def _typed(rows: Sequence[Row], column: str, found: Callable[[str], object | None]) -> Iterator[Fault]:
    known: dict[str, object | None] = {}
    for row in rows:
        words = row[column]
        if words not in known:
            known[words] = found(words)
        if known[words] is None:
            message = "“{words}” không phải là loại đơn vị hay loại chuyển đổi nào."
            fix = f"dùng một trong: {', '.join(EdgeKind)}" if column == "edge" else _TYPE_FIX
            yield fault(row, column, "unit_type_unknown", message, fix, words=words)


def _edges(sources: Sources) -> Iterator[Fault]:
    communes = {row["code"]: row for row in sources.communes}
    seen: dict[tuple[str, ...], int] = {}
    for row in sources.crosswalk:
        key = (row["old_district_code"], row["old_code"], row["old_name"], row["new_code"])
        if key in seen:
            message = "Dòng này lặp lại dòng {line}."
            yield fault(row, "old_code", "unit_edge_twice", message, "xóa một trong hai dòng", line=seen[key])
        seen.setdefault(key, row.line)
        new = communes.get(row["new_code"])
        if new is None or new["province_code"] != row["new_province_code"]:
            message = "Không có đơn vị mới mã {code} thuộc tỉnh mã {province}."
            fix = "sửa mã đơn vị mới hoặc mã tỉnh cho khớp với danh sách đơn vị"
            params = {"code": row["new_code"], "province": row["new_province_code"]}
            yield fault(row, "new_code", "unit_successor_unknown", message, fix, **params)
    reached = {row["new_code"] for row in sources.crosswalk}
    for code, row in communes.items():
        if code not in reached:
            message = "Không có đơn vị cũ nào chuyển vào {name} (mã {code})."
            fix = "thêm dòng chuyển đổi của đơn vị này"
            yield fault(row, "code", "unit_predecessor_missing", message, fix, name=row["name"], code=code)


def _provinces(sources: Sources) -> Iterator[Fault]:
    counted = Counter(row["province_code"] for row in sources.communes)
    provinces = {row["code"]: row for row in sources.provinces}
    for row in sources.communes:
        if row["province_code"] not in provinces:
            message, fix = "Không có tỉnh mã {code}.", "sửa mã tỉnh, hoặc thêm tỉnh vào danh sách tỉnh"
            code = row["province_code"]
            yield fault(row, "province_code", "unit_province_unknown", message, fix, code=code)
    for code, row in provinces.items():
        if row["communes"] != str(counted[code]):
            message = "{name} ghi {told} đơn vị cấp xã nhưng danh sách có {count}."
            params = {"name": row["name_2025_07_01"], "told": row["communes"], "count": counted[code]}
            yield fault(
                row, "communes", "unit_count", message, "sửa số này hoặc bổ sung đơn vị còn thiếu", **params
            )


def _amendments(sources: Sources) -> Iterator[Fault]:
    """Each change must fit what the unit is before it, and the lists must tell the same changes."""
    current = {("province", r["code"]): r["type_2025_07_01"] for r in sources.provinces}
    current |= {("commune", r["code"]): r["type_2025_07_01"] for r in sources.communes}
    told: set[tuple[str, str, str]] = set()
    for row in sorted(sources.amendments, key=lambda r: r["effective_date"]):
        yield from _amendment(row, current, sources.day)
        current[row["level"], row["code"]] = row["to_type"]
        told.add((row["level"], row["code"], row["effective_date"]))
    yield from _untold("province", sources.provinces, told)
    yield from _untold("commune", sources.communes, told)


def _amendment(row: Row, current: dict[tuple[str, str], str], after: date) -> Iterator[Fault]:
    finding = cells.day()(row["effective_date"])
    if finding is not None:
        yield Fault(row.file, row.line, "effective_date", finding[0], finding[1])
    elif date.fromisoformat(row["effective_date"]) <= after:
        message, fix = "Ngày hiệu lực {day} không sau ngày lập đơn vị.", "sửa ngày hiệu lực"
        yield fault(row, "effective_date", "unit_change_too_early", message, fix, day=row["effective_date"])
    level = row["level"]
    if level not in ("province", "commune") or (level, row["code"]) not in current:
        message, fix = "Không có đơn vị cấp {level} mã {code}.", "sửa cột level hoặc code"
        yield fault(row, "code", "unit_change_of_unknown", message, fix, level=level, code=row["code"])
        return
    if type_of(Level(level), row["to_type"]) is None:
        message = "“{words}” không phải là loại đơn vị hay loại chuyển đổi nào."
        yield fault(row, "to_type", "unit_type_unknown", message, _TYPE_FIX, words=row["to_type"])
    if current[level, row["code"]] != row["from_type"]:
        message = "{name} đang là “{now}”, không phải “{told}”."
        params = {"name": row["name"], "now": current[level, row["code"]], "told": row["from_type"]}
        yield fault(row, "from_type", "unit_change_from", message, "sửa loại trước khi đổi", **params)


def _untold(level: str, rows: Sequence[Row], told: Collection[tuple[str, str, str]]) -> Iterator[Fault]:
    for row in rows:
        day = row["retyped_from"]
        if day and (level, row["code"], day) not in told:
            message = "Đơn vị mã {code} ghi đổi loại ngày {day} nhưng danh sách thay đổi không có."
            fix = "thêm dòng vào danh sách thay đổi, hoặc xóa ở đây"
            yield fault(row, "retyped_from", "unit_change_missing", message, fix, code=row["code"], day=day)

"""What the files of a pack must say of points: kinds, points, opening hours, boundaries."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from thongsuot.kernel import cells
from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule, law
from thongsuot.kernel.rows import Fault, Row
from thongsuot.kernel.tables import Column, Shape, fault, period_faults, reference_faults, row_faults


class Capability(StrEnum):
    """What can be done at a point. Code asks for these, never for a point's kind."""

    RECEIVE = "receive"  # take in a dossier, whatever the territory
    RETURN = "return"  # hand out results
    DIGITISE = "digitise"
    TAKE_FEE = "take_fee"
    CERTIFY = "certify"  # certify copies and signatures on the spot
    GUIDE = "guide"


CODE = cells.matching(r"[A-Z0-9][A-Z0-9.()-]{1,34}", "H99.101-TT")

KINDS = Shape(
    (
        Column("code", cells.matching(r"[a-z][a-z_]{2,40}", "commune_centre")),
        Column("name", cells.text(120)),
        Column("name_en", cells.text(120)),
        Column("capabilities", cells.matching(r"[a-z_]+( [a-z_]+)*", "receive return guide")),
    ),
    key=("code",),
)

POINTS = Shape(
    (
        Column("code", CODE),
        Column("name", cells.text(200)),
        Column("kind"),
        Column("agency_code", CODE),
        Column("unit_code", cells.matching(r"\d{2}|\d{5}", "00004")),
        Column("address", cells.text(300)),
        Column("phone", cells.matching(r"[0-9 .+()-]{3,20}", "0234 3999 001"), required=False),
        Column("longitude", cells.number(102, 118)),
        Column("latitude", cells.number(6, 24)),
        Column("place_source"),
        Column("is_simulated", cells.flag()),
        Column("valid_from", cells.day()),
        Column("valid_to", cells.day(), required=False),
        Column("source"),
    ),
    key=("code", "valid_from"),
)

OPENINGS = Shape(
    (
        Column("point_code", CODE),
        Column("weekday", cells.number(1, 7, whole=True)),
        Column("opens", cells.clock()),
        Column("closes", cells.clock()),
        Column("valid_from", cells.day()),
        Column("valid_to", cells.day(), required=False),
        Column("is_simulated", cells.flag()),
        Column("source"),
    ),
    key=("point_code", "weekday", "opens", "valid_from"),
)


@house_rule("A kind is data; the words for what it can do are the code's, so a new word must not slip in.")
def kind_faults(rows: Sequence[Row]) -> list[Fault]:
    """Every capability is one that the platform knows."""
    found = list(row_faults(rows, KINDS))
    known = set(Capability)
    for row in rows:
        unknown = [word for word in row["capabilities"].split() if word not in known]
        if unknown and not found:
            found.append(
                fault(
                    row,
                    "capabilities",
                    "capability_unknown",
                    "Không có năng lực “{words}”.",
                    "ghi các từ trong: " + ", ".join(Capability),
                    words=", ".join(unknown),
                )
            )
    return found


@law("NĐ 118/2025/NĐ-CP", "Điều 10")
def point_faults(rows: Sequence[Row], kinds: Collection[str] | None = None) -> list[Fault]:
    """A point has a kind, an agency that answers for it, a place, and one set of facts at a time."""
    found = [*row_faults(rows, POINTS), *period_faults(rows)]
    if kinds is not None:
        found += reference_faults(rows, "kind", kinds, "loại điểm phục vụ")
    return found + list(_overlaps(rows, ("code",)))


@house_rule("Hours that overlap would show a point open twice.")
def opening_faults(rows: Sequence[Row], points: Collection[str] | None = None) -> list[Fault]:
    """Sittings have a length, belong to a point of the pack and do not overlap."""
    found = [*row_faults(rows, OPENINGS), *period_faults(rows)]
    for row in rows:
        if row["opens"] and row["closes"] and row["closes"] <= row["opens"]:
            found.append(
                fault(row, "closes", "session_empty", "Giờ đóng cửa phải sau giờ mở cửa.", "sửa giờ đóng cửa")
            )
    if points is not None:
        found += reference_faults(rows, "point_code", points, "điểm phục vụ")
    return found


def _overlaps(rows: Iterable[Row], key: tuple[str, ...]) -> Iterable[Fault]:
    """Rows of one thing whose periods share a day; the same start is a duplicate, said elsewhere."""
    seen: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        name = tuple(row[c] for c in key)
        for other in seen.setdefault(name, []):
            begins, ends = row["valid_from"], row["valid_to"] or "9"
            if (
                other["valid_from"] != begins
                and begins < (other["valid_to"] or "9")
                and other["valid_from"] < ends
            ):
                yield fault(
                    row,
                    "valid_from",
                    "period_overlap",
                    "Thời gian áp dụng chồng lên dòng {line}.",
                    "ghi valid_to cho dòng cũ bằng valid_from của dòng mới",
                    line=other.line,
                )
        seen[name].append(row)


@house_rule("A map that leaves out a unit tells its people that they do not exist.")
def boundary_faults(file: str, collection: Mapping[str, Any], unit_codes: Collection[str]) -> list[Fault]:
    """A GeoJSON FeatureCollection of polygons, one for each of the units, each with a label point."""
    features = collection.get("features") if collection.get("type") == "FeatureCollection" else None
    if not isinstance(features, list):
        return [
            _at(
                file,
                "type",
                "not_geojson",
                "Tệp không phải GeoJSON FeatureCollection.",
                "xuất lại tệp ranh giới",
            )
        ]
    found: list[Fault] = []
    seen: set[str] = set()
    for number, feature in enumerate(features, 1):
        code = _code_of(feature)
        found += _feature_faults(file, number, feature, code, seen, unit_codes)
        seen.add(code or "")
    return found + [
        _at(file, code, "boundary_missing", "Thiếu ranh giới của đơn vị {unit}.", "thêm ranh giới", unit=code)
        for code in sorted(set(unit_codes) - seen)
    ]


def _feature_faults(
    file: str, number: int, feature: Any, code: str | None, seen: set[str], unit_codes: Collection[str]
) -> Iterator[Fault]:
    where = f"features[{number}]"
    if code is None or not _is_area(feature):
        yield _at(
            file,
            where,
            "boundary_form",
            "Đối tượng {number} thiếu mã, điểm nhãn hoặc đa giác khép kín.",
            "bổ sung properties.code, properties.label và Polygon/MultiPolygon",
            number=number,
        )
    elif code in seen:
        yield _at(
            file, where, "boundary_twice", "Đơn vị {unit} có hai ranh giới.", "xóa một ranh giới", unit=code
        )
    elif code not in unit_codes:
        yield _at(file, where, "boundary_unknown", "Không có đơn vị {unit}.", "sửa mã đơn vị", unit=code)


def _at(file: str, column: str, code: str, message: str, fix: str, /, **params: object) -> Fault:
    return Fault(file, 1, column, Problem(code, message, column, params), fix)


def _code_of(feature: Any) -> str | None:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    code = properties.get("code") if isinstance(properties, dict) else None
    label = properties.get("label") if isinstance(properties, dict) else None
    is_place = isinstance(label, list) and len(label) == 2 and all(isinstance(v, int | float) for v in label)
    return code if isinstance(code, str) and is_place else None


def _is_area(feature: Any) -> bool:
    geometry = feature.get("geometry") or {}
    coordinates = geometry.get("coordinates") or []
    if geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return False
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    return bool(coordinates) and all(
        isinstance(ring, list) and len(ring) >= 4 and ring[0] == ring[-1]
        for polygon in polygons
        for ring in polygon
    )

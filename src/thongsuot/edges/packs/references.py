"""What one file says of another: codes that must be there, things that must not be forgotten."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from thongsuot.kernel.errors import Problem, Word
from thongsuot.kernel.rows import Fault, Row
from thongsuot.kernel.tables import fault, reference_faults
from thongsuot.plumbing.commands import VERBS
from thongsuot.registers.points import rules as points
from thongsuot.registers.units import rules as units
from thongsuot.rooms import modules

if TYPE_CHECKING:
    from thongsuot.edges.packs.gathered import Gathered

# Verbs that a role may hold though they are no commands: they open reading.
READING = frozenset({"records.read"})


def faults(gathered: "Gathered") -> Iterator[Fault]:
    """Every reference of the pack that leads nowhere, and every unit that it forgets."""
    yield from _clauses(gathered)
    yield from _roles(gathered)
    yield from _words(gathered)
    if gathered.pack.kind == "province":
        yield from _province(gathered)


def _codes(rows: Iterable[Row], column: str = "code") -> frozenset[str]:
    return frozenset(row[column] for row in rows if row[column])


def _clauses(gathered: "Gathered") -> Iterator[Fault]:
    day = units.TWO_TIER_DAY.isoformat()
    known = {(row["old_code"], row["new_code"], day) for row in gathered.all_rows("crosswalk")}
    for row in gathered.rows.get("clauses", []):
        if (row["old_code"], row["new_code"], row["effective_date"]) not in known:
            yield units.unknown_share(row)


def _verbs() -> frozenset[str]:
    """Every verb of the system: a verb is known once its module has been imported."""
    for module in modules():
        if find_spec(f"thongsuot.{module}.services"):
            import_module(f"thongsuot.{module}.services")
    return frozenset(VERBS) | READING


def _roles(gathered: "Gathered") -> Iterator[Fault]:
    known = _verbs()
    for row in gathered.rows.get("roles", []):
        unknown = [verb for verb in row["verbs"].split() if verb not in known]
        if unknown:
            yield fault(
                row,
                "verbs",
                "verb_unknown",
                "Không có việc “{verbs}” trong hệ thống.",
                "sửa tên việc theo danh sách quyền",
                verbs=", ".join(unknown),
            )


def _words(gathered: "Gathered") -> Iterator[Fault]:
    procedures = frozenset(
        str(record.value.get("code", "")).strip() for record in gathered.all_records("procedures")
    )
    for row in (*gathered.rows.get("everyday", []), *gathered.rows.get("search_phrases", [])):
        for code in row["codes"].split():
            if code not in procedures:
                yield fault(
                    row,
                    "codes",
                    "reference_unknown",
                    "Không có {what} “{text}”.",
                    "sửa mã, hoặc thêm dòng có mã này vào tệp tương ứng",
                    what="thủ tục",
                    text=code,
                )
    for holds in (
        "commonness",
        "same_day",
        "clock_rules",
        "fee_units",
        "competences",
        "mandates",
        "fee_tariffs",
    ):
        yield from reference_faults(gathered.rows.get(holds, []), "procedure_code", procedures, "thủ tục")
    fields = _codes(gathered.all_rows("fields"))
    for holds in ("commonness", "mandates", "fee_reliefs"):
        yield from reference_faults(gathered.rows.get(holds, []), "field_code", fields, "lĩnh vực")


def _province(gathered: "Gathered") -> Iterator[Fault]:
    communes = frozenset(
        row["code"]
        for row in gathered.all_rows("communes")
        if row["province_code"] == gathered.pack.unit_code
    )
    yield from _own_codes(gathered, communes)
    agencies = gathered.rows.get("agencies", [])
    codes = _codes(agencies) | {gathered.pack.agency_code}
    places = communes | {gathered.pack.unit_code}
    if agencies:
        yield from units.agency_faults(agencies, gathered.pack.agency_code, dict.fromkeys(places, 0), ())
    yield from _forgotten(agencies, communes)
    yield from _agencies_of(gathered, codes)
    yield from _parts(gathered)
    rows = gathered.rows.get("points", [])
    yield from reference_faults(rows, "agency_code", codes, "cơ quan")
    yield from reference_faults(rows, "unit_code", places, "đơn vị hành chính của tỉnh")
    yield from reference_faults(rows, "kind", _codes(gathered.all_rows("point_kinds")), "loại điểm phục vụ")
    duties = gathered.all_rows("point_duties")
    yield from reference_faults(duties, "kind", _codes(gathered.all_rows("point_kinds")), "loại điểm phục vụ")
    yield from reference_faults(gathered.rows.get("openings", []), "point_code", _codes(rows), "điểm phục vụ")
    offices = gathered.rows.get("flow_offices", [])
    yield from reference_faults(offices, "agency_code", codes, "cơ quan")
    yield from reference_faults(offices, "unit_code", communes, "đơn vị hành chính của tỉnh")
    yield from reference_faults(gathered.rows.get("competences", []), "agency_code", codes, "cơ quan")
    for column, known in (("agency_code", codes), ("from_code", codes), ("unit_code", places)):
        what = "đơn vị hành chính của tỉnh" if column == "unit_code" else "cơ quan"
        yield from reference_faults(gathered.rows.get("mandates", []), column, known, what)
    # The post works for the whole province wherever its offices stand.
    yield from _misplaced(rows, {r["code"]: r["unit_code"] for r in agencies if r["kind"] != "post_office"})
    accounts = gathered.rows.get("accounts", [])
    yield from reference_faults(accounts, "agency", codes, "cơ quan")
    yield from reference_faults(accounts, "role", _codes(gathered.all_rows("roles")), "vai trò")
    if "boundaries" in gathered.documents:
        file, document = gathered.documents["boundaries"]
        name = f"{gathered.pack.folder.name}/{file.path}"
        yield from points.boundary_faults(name, document, communes)


def _agencies_of(gathered: "Gathered", codes: Collection[str]) -> Iterator[Fault]:
    """Successions and seals name agencies of the pack."""
    rows = gathered.rows
    yield from units.agency_reference_faults(rows.get("successions", []), ("old_code", "new_code"), codes)
    yield from units.agency_reference_faults(rows.get("seals", []), ("agency_code",), codes)


def _parts(gathered: "Gathered") -> Iterator[Fault]:
    """A part belongs to a line of the conversion table; other splits are known to the register only."""
    day = units.TWO_TIER_DAY.isoformat()
    known = {(row["old_code"], row["new_code"]) for row in gathered.all_rows("crosswalk")}
    for row in gathered.rows.get("parts", []):
        if row["day"] == day and (row["old_code"], row["new_code"]) not in known:
            yield units.unknown_share(row)


def _own_codes(gathered: "Gathered", communes: Collection[str]) -> Iterator[Fault]:
    """The province of the manifest is one of the needed packs, under its own agency code."""
    pack = gathered.pack
    name = f"{pack.folder.name}/pack.toml"
    fix = "sửa mã trong bảng [province]"
    if not communes:
        message = "Không có tỉnh nào mã “{unit}” có đơn vị cấp xã."
        problem = Problem("province_unknown", message, "unit_code", {"unit": pack.unit_code})
        yield Fault(name, 1, "unit_code", problem, fix)
    known = _codes(gathered.all_rows("level_one"))
    if known and pack.agency_code not in known:
        problem = Problem(
            "reference_unknown",
            "Không có {what} “{text}”.",
            "agency_code",
            {"what": Word("cơ quan"), "text": pack.agency_code},
        )
        yield Fault(name, 1, "agency_code", problem, fix)


def _misplaced(points: Sequence[Row], unit_of: Mapping[str, str]) -> Iterator[Fault]:
    """A centre stands in the unit of its agency: a shifted column would send people to the neighbour."""
    for row in points:
        unit = unit_of.get(row["agency_code"])
        if unit is not None and row["unit_code"] != unit:
            yield fault(
                row,
                "unit_code",
                "point_misplaced",
                "Điểm ở đơn vị {told} nhưng cơ quan {agency} thuộc đơn vị {unit}.",
                f"ghi {unit}, hoặc sửa agency_code",
                told=row["unit_code"],
                agency=row["agency_code"],
                unit=unit,
            )


def _forgotten(agencies: Sequence[Row], communes: Collection[str]) -> Iterator[Fault]:
    """A commune without a committee or a centre could receive nothing."""
    if not agencies:
        return
    for kind, word in (
        ("commune_committee", "UBND"),
        ("commune_centre", "Trung tâm Phục vụ hành chính công"),
    ):
        having = {row["unit_code"] for row in agencies if row["kind"] == kind}
        for code in sorted(set(communes) - having):
            message = "Đơn vị {unit} chưa có {word}."
            problem = Problem("agency_missing", message, "unit_code", {"unit": code, "word": Word(word)})
            yield Fault(agencies[0].file, 1, code, problem, f"thêm dòng loại {kind} cho đơn vị {code}")

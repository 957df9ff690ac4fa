"""What a file of a pack may hold: its form, its columns, and in which kind of pack it belongs.

The order is the order of loading: nothing refers to what stands below it.
"""

from dataclasses import dataclass

from thongsuot.kernel import cells
from thongsuot.kernel.tables import Column, Shape
from thongsuot.registers.addresses.rules import sources as addresses
from thongsuot.registers.calendars import rules as calendars
from thongsuot.registers.catalogue import rules as catalogue
from thongsuot.registers.flows import rules as flows
from thongsuot.registers.points import rules as points
from thongsuot.registers.units import rules as units
from thongsuot.work.clocks import rules as clocks
from thongsuot.work.fees import rules as fees

NATIONAL = frozenset({"national"})
PROVINCE = frozenset({"province"})
BOTH = NATIONAL | PROVINCE


@dataclass(frozen=True, slots=True)
class Content:
    """`form`: table (CSV), lines (JSON lines), document (JSON), settings (TOML), sheet (TOML, one of many).

    `shape` is a table's.
    """

    form: str
    kinds: frozenset[str]
    shape: Shape | None = None
    demo_only: bool = False


_AGENCY = cells.matching(r"[A-Z]\d{2}(\.[0-9A-Z()]+){0,3}", "H99.101.04")
_VERB = r"[a-z_]+\.[a-z_]+"

ROLES = Shape(
    (
        Column("code", cells.matching(r"[a-z][a-z_]{2,30}", "counter")),
        Column("name", cells.text(120)),
        Column("name_en", cells.text(120)),
        Column("verbs", cells.matching(rf"{_VERB}( {_VERB})*", "records.read dossiers.receive")),
    ),
    key=("code",),
)
ACCOUNTS = Shape(
    (
        Column("username", cells.matching(r"[a-z][a-z0-9.@_-]{2,60}", "motcua.phuong")),
        Column("kind", cells.one_of("officer", "citizen")),
        Column("full_name", cells.text(120)),
        Column("role", required=False),
        Column("agency", _AGENCY, required=False),
        Column("reach", cells.one_of("own", "tree", "authority"), required=False),
        Column("citizen_id", cells.digits(12), required=False),
        Column("phone", cells.matching(r"0\d{9}", "0900000001"), required=False),
        Column("post", cells.text(120), required=False, may_lack=True),
    ),
    key=("username", "role", "agency"),
)
DEMO_NAMES = Shape(
    (
        Column("part", cells.one_of("family", "middle_f", "middle_m", "given_f", "given_m", "street")),
        Column("name", cells.text(60)),
        Column("weight", cells.number(0.01, 1000)),
    ),
    key=("part", "name"),
)

CONTENTS: dict[str, Content] = {
    "provinces": Content("table", NATIONAL, units.PROVINCES),
    "communes": Content("table", NATIONAL, units.COMMUNES),
    "wards": Content("table", NATIONAL, units.WARDS),
    "crosswalk": Content("table", NATIONAL, units.CROSSWALK),
    "amendments": Content("table", NATIONAL, units.AMENDMENTS),
    "aliases": Content("table", NATIONAL, addresses.ALIASES),
    "clauses": Content("table", BOTH, units.CLAUSES),
    "level_one": Content("table", NATIONAL, units.LEVEL_ONE),
    "agencies": Content("table", PROVINCE, units.AGENCIES),
    "successions": Content("table", PROVINCE, units.SUCCESSIONS),
    "seals": Content("table", PROVINCE, units.SEALS),
    "parts": Content("table", PROVINCE, units.PARTS),
    "calendar": Content("table", BOTH, calendars.DAYS),
    "office_hours": Content("table", BOTH, calendars.HOURS),
    "roles": Content("table", NATIONAL, ROLES),
    "fields": Content("table", NATIONAL, catalogue.SHAPES["fields"]),
    "subject_types": Content("table", NATIONAL, catalogue.SHAPES["subject_types"]),
    "procedures": Content("lines", BOTH),
    "everyday": Content("table", NATIONAL, catalogue.SHAPES["everyday"]),
    "search_phrases": Content("table", NATIONAL, catalogue.SHAPES["everyday"]),
    "commonness": Content("table", NATIONAL, catalogue.SHAPES["commonness"]),
    "same_day": Content("table", NATIONAL, catalogue.SHAPES["same_day"]),
    "clock_rules": Content("table", NATIONAL, catalogue.SHAPES["clock_rules"]),
    "fee_units": Content("table", NATIONAL, catalogue.SHAPES["fee_units"]),
    "escalations": Content("table", BOTH, clocks.ESCALATIONS),
    "life_events": Content("table", NATIONAL, catalogue.SHAPES["life_events"]),
    "form_blocks": Content("sheet", NATIONAL),
    "forms": Content("sheet", BOTH),
    "flows": Content("sheet", BOTH),
    "flow_offices": Content("table", PROVINCE, flows.OFFICES),
    "competences": Content("table", PROVINCE, catalogue.SHAPES["competences"]),
    "mandates": Content("table", PROVINCE, catalogue.SHAPES["mandates"]),
    "fee_reliefs": Content("table", BOTH, fees.RELIEFS),
    "fee_tariffs": Content("table", BOTH, fees.TARIFFS),
    "bank_columns": Content("table", BOTH, fees.BANK_COLUMNS),
    "point_kinds": Content("table", NATIONAL, points.KINDS),
    "point_duties": Content("table", NATIONAL, points.DUTIES),
    "points": Content("table", PROVINCE, points.POINTS),
    "openings": Content("table", PROVINCE, points.OPENINGS),
    "boundaries": Content("document", PROVINCE),
    "code_lists": Content("document", NATIONAL),
    "accounts": Content("table", PROVINCE, ACCOUNTS, demo_only=True),
    "demo_names": Content("table", PROVINCE, DEMO_NAMES, demo_only=True),
    "demo": Content("settings", PROVINCE, demo_only=True),
}

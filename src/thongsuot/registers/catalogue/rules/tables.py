"""The tables of a pack that the catalogue reads: their columns, and what may be wrong in their rows."""

from collections.abc import Sequence
from dataclasses import replace

from thongsuot.kernel import cells
from thongsuot.kernel.law import house_rule
from thongsuot.kernel.rows import Fault, Row
from thongsuot.kernel.tables import Column, Shape, period_faults, row_faults
from thongsuot.registers.catalogue.rules.counting import UNITS

_CODE = Column("procedure_code", cells.matching(r"\S{1,50}", "1.001193"))
_PERIOD = (
    Column("valid_from", cells.day()),
    Column("valid_to", cells.day(), required=False, may_lack=True),
)
_SOURCE = Column("source", required=False, may_lack=True)

SHAPES = {
    "fields": Shape(
        (
            Column("code"),
            Column("name_vi"),
            _SOURCE,
            Column("confidence", required=False, may_lack=True),
        ),
        ("code",),
    ),
    "everyday": Shape((Column("phrase", cells.text(100)), Column("codes", cells.text(200))), ("phrase",)),
    "commonness": Shape(
        (
            Column("field_code", required=False),
            Column("procedure_code", required=False),
            Column("weight", cells.matching(r"\d{1,2}|100", "40")),
            Column("why", required=False, may_lack=True),
        ),
        ("field_code", "procedure_code"),
    ),
    "same_day": Shape(
        (_CODE, Column("until", cells.clock()), *_PERIOD, _SOURCE), ("procedure_code", "valid_from")
    ),
    "clock_rules": Shape(
        (
            _CODE,
            Column("after_pause", cells.one_of("continue", "restart")),
            Column("silence", cells.one_of("deciding", "asked"), required=False),
            Column("quantity", cells.matching(r"\d{1,3}", "12"), required=False),
            Column("unit", cells.one_of("WORKING_DAY", "DAY", "HOUR"), required=False),
            Column("article", cells.text(300)),
            Column(
                "supplement", cells.matching(r"named|\d{1,3} (WORKING_DAY|DAY)", "15 DAY"), required=False
            ),
            Column("supplement_article", cells.text(300), required=False),
            *_PERIOD,
            _SOURCE,
        ),
        ("procedure_code", "valid_from"),
    ),
    "fee_units": Shape(
        (
            _CODE,
            Column("kind", cells.one_of("FEE", "SERVICE_FEE", "PRICE_LEVEL")),
            Column("vnd", cells.number(500, 1_000_000_000, whole=True)),
            Column("unit", cells.one_of(*UNITS)),
            Column("reduced_from", cells.number(2, 1000, whole=True), required=False),
            Column("reduced_vnd", cells.number(0, 1_000_000_000, whole=True), required=False),
            Column("most_vnd", cells.number(500, 1_000_000_000, whole=True), required=False),
            Column("article", cells.text(300)),
            *_PERIOD,
            _SOURCE,
        ),
        ("procedure_code", "kind", "vnd", "valid_from"),
    ),
    "life_events": Shape(
        (
            Column("code", cells.matching(r"[a-z]+(-[a-z]+)*", "sinh-con")),
            Column("name", cells.text(80)),
            Column("name_en", cells.text(80)),
            Column("hint", cells.text(160), required=False),
            Column("hint_en", cells.text(160), required=False),
            Column("procedures", cells.text(400)),
        ),
        ("code",),
    ),
    "competences": Shape(
        (
            Column("executing"),
            Column("agency_code"),
            Column("procedure_code", required=False, may_lack=True),
            *_PERIOD,
            _SOURCE,
        ),
        ("executing", "procedure_code", "valid_from"),
    ),
    "mandates": Shape(
        (
            Column("ground", cells.one_of("phan_quyen", "phan_cap", "uy_quyen")),
            Column("agency_code"),
            Column("from_code", required=False),
            Column("procedure_code", cells.matching(r"\S{1,50}", "1.001193"), required=False),
            Column("field_code", required=False),
            Column("unit_code", cells.matching(r"\d{2}|\d{5}", "00001"), required=False),
            Column(
                "powers", cells.matching(r"(receive|decide|sign)( (receive|decide|sign))*", "decide sign")
            ),
            *_PERIOD,
            Column("document"),
            Column("content", required=False),
            Column("conditions", required=False),
            _SOURCE,
            Column("is_simulated", cells.flag()),
        ),
        ("ground", "agency_code", "from_code", "procedure_code", "field_code", "unit_code", "valid_from"),
    ),
}
SHAPES["subject_types"] = SHAPES["fields"]


# Lists published by others: their letters are kept as published, so odd ones are only warned of.
PUBLISHED = frozenset({"fields", "subject_types"})
FATAL = frozenset({"cell_empty", "row_twice"})


@house_rule("A table is right as a whole or not loaded at all")
@house_rule("A list published by others is kept as published; its odd letters are warned of")
def table_faults(table: str, rows: Sequence[Row]) -> tuple[Fault, ...]:
    """Every fault of the rows of one of `SHAPES`."""
    faults = (*row_faults(rows, SHAPES[table]), *period_faults(rows))
    if table not in PUBLISHED:
        return faults
    return tuple(replace(fault, fatal=fault.problem.code in FATAL) for fault in faults)

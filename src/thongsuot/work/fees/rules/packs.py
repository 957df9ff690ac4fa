"""The forms of the packs' tables of reliefs and tariffs."""

from collections.abc import Iterable, Iterator

from thongsuot.kernel import cells
from thongsuot.kernel.dates import parse_date
from thongsuot.kernel.law import house_rule
from thongsuot.kernel.rows import Fault, Row
from thongsuot.kernel.tables import Column, Shape, fault, row_faults

_KIND = cells.one_of("FEE", "SERVICE_FEE", "PRICE_LEVEL")
_PERIOD = (Column("valid_from", cells.day()), Column("valid_to", cells.day(), required=False))
_SOURCE = (Column("ground", cells.text(300)), Column("source", cells.text(300)))

RELIEFS = Shape(
    (
        Column("code", cells.matching(r"[a-z][a-z0-9_]{1,39}", "poor_household")),
        Column("name", cells.text(200)),
        Column("percent", cells.number(1, 100, whole=True)),
        Column("field_code", required=False),
        Column("kind", _KIND, required=False),
        *_PERIOD,
        *_SOURCE,
    ),
    key=("code", "valid_from"),
)
TARIFFS = Shape(
    (
        Column("procedure_code"),
        Column("case", required=False),
        Column("channel", cells.one_of("DIRECT", "ONLINE", "POSTAL"), required=False),
        Column("kind", _KIND),
        Column("vnd", cells.number(0, 1_000_000_000, whole=True)),
        Column("name", cells.text(200)),
        *_PERIOD,
        *_SOURCE,
        Column("is_simulated", cells.flag()),
    ),
    key=("procedure_code", "case", "channel", "kind", "valid_from"),
)

BANK_COLUMNS = Shape(
    (
        Column("field", cells.one_of("day", "ref", "vnd", "text", "debit")),
        Column("heading", cells.text(80)),
        Column("source", cells.text(300)),
    ),
    key=("field", "heading"),
)


@house_rule("A relief or tariff that ends before it begins would never hold, and nobody would notice")
def relief_faults(rows: Iterable[Row], shape: Shape) -> Iterator[Fault]:
    """Every fault of a table of reliefs or tariffs."""
    rows = list(rows)
    found = list(row_faults(rows, shape))
    yield from found
    if found:
        return
    for row in rows:
        if row["valid_to"] and parse_date(row["valid_to"]) <= parse_date(row["valid_from"]):
            yield fault(
                row,
                "valid_to",
                "period_empty",
                "Ngày hết hiệu lực không sau ngày bắt đầu.",
                "sửa ngày hết hiệu lực",
            )

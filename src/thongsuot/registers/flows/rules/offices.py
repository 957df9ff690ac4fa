"""The pack's table of the offices that do the steps of others: which one for which commune, since when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from thongsuot.kernel import cells
from thongsuot.kernel.law import house_rule, law
from thongsuot.kernel.rows import Fault, Row
from thongsuot.kernel.tables import Column, Shape, period_faults, row_faults
from thongsuot.registers.flows.rules.values import Place

LINKED = (Place.LAND, Place.TAX, Place.POLICE, Place.INSURANCE)
OFFICES = Shape(
    (
        Column("place", cells.one_of(*LINKED)),
        Column("unit_code", cells.text(20), required=False),
        Column("agency_code", cells.text(40), required=False),
        Column("valid_from", cells.day()),
        Column("valid_to", cells.day(), required=False, may_lack=True),
        Column("source", required=False, may_lack=True),
        Column("is_simulated", cells.flag()),
    ),
    key=("place", "unit_code", "valid_from"),
)


@dataclass(frozen=True, slots=True)
class Office:
    """Who does the steps at a place during [valid_from, valid_to): `unit_id` None for the whole province.

    `agency_id` None: an office that works in a system of its own.
    """

    place: Place
    unit_id: int | None
    agency_id: int | None
    valid_from: date
    valid_to: date | None


@house_rule("a table is right as a whole or not loaded at all")
def office_faults(rows: Sequence[Row]) -> tuple[Fault, ...]:
    """Every fault of the rows, with file and line."""
    return (*row_faults(rows, OFFICES), *period_faults(rows))


@law("NĐ 118/2025/NĐ-CP", "Điều 20: hồ sơ liên thông đến đúng cơ quan của địa bàn, theo quy định của ngày đó")
def office_on(offices: Iterable[Office], place: Place, unit_id: int, day: date) -> Office | None:
    """The row of the commune on a day, else that of the province; of several the one that began last."""
    found = [
        one
        for one in offices
        if one.place is place
        and one.unit_id in (unit_id, None)
        and one.valid_from <= day
        and (one.valid_to is None or day < one.valid_to)
    ]
    return max(found, key=lambda one: (one.unit_id is not None, one.valid_from), default=None)

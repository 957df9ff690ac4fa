"""Reading units and agencies on any day; answers are remembered until a register is loaded."""

from thongsuot.registers.units.queries.agencies import (
    agencies_by_id,
    agencies_of,
    agency,
    agency_by_code,
    agency_tree,
    centre_of,
    committee_of,
)
from thongsuot.registers.units.queries.changes import predecessors, residents_go_to, successors
from thongsuot.registers.units.queries.history import change, changes, heirs, history
from thongsuot.registers.units.queries.records import (
    AgencyRecord,
    Change,
    ChangeRecord,
    Found,
    Heir,
    Life,
    ShareRecord,
    UnitRecord,
)
from thongsuot.registers.units.queries.settings import home_authority, setting
from thongsuot.registers.units.queries.units import (
    NO_SUCH_CODE,
    children,
    communes_of,
    provinces,
    unit,
    unit_on,
    unit_version,
    units_by_id,
)

__all__ = [
    "NO_SUCH_CODE",
    "AgencyRecord",
    "Change",
    "ChangeRecord",
    "Found",
    "Heir",
    "Life",
    "ShareRecord",
    "UnitRecord",
    "agencies_by_id",
    "agencies_of",
    "agency",
    "agency_by_code",
    "agency_tree",
    "centre_of",
    "change",
    "changes",
    "children",
    "committee_of",
    "communes_of",
    "heirs",
    "history",
    "home_authority",
    "predecessors",
    "provinces",
    "residents_go_to",
    "setting",
    "successors",
    "unit",
    "unit_on",
    "unit_version",
    "units_by_id",
]

"""The law of units and agencies, without a table: words, names, codes, and what a set of files means."""

from thongsuot.registers.units.rules.checks import unit_faults
from thongsuot.registers.units.rules.comparison import Difference, DifferenceKind, compare, difference_fault
from thongsuot.registers.units.rules.kinds import (
    ROSTER_DAY,
    TWO_TIER_DAY,
    AgencyKind,
    EdgeKind,
    Level,
    Outcome,
    UnitType,
    full_name,
    people_follow_one,
    split_name,
    type_of,
)
from thongsuot.registers.units.rules.names import name_key, same_name, similar_name
from thongsuot.registers.units.rules.planned import Facts, Plan, PlannedShare, PlannedVersion, UnitKey, plan
from thongsuot.registers.units.rules.sources import (
    AGENCIES,
    AMENDMENTS,
    CLAUSES,
    COMMUNES,
    CROSSWALK,
    LEVEL_ONE,
    PROVINCES,
    WARDS,
    Sources,
    uncorrected,
)

__all__ = [
    "AGENCIES",
    "AMENDMENTS",
    "CLAUSES",
    "COMMUNES",
    "CROSSWALK",
    "LEVEL_ONE",
    "PROVINCES",
    "ROSTER_DAY",
    "TWO_TIER_DAY",
    "WARDS",
    "AgencyKind",
    "Difference",
    "DifferenceKind",
    "EdgeKind",
    "Facts",
    "Level",
    "Outcome",
    "Plan",
    "PlannedShare",
    "PlannedVersion",
    "Sources",
    "UnitKey",
    "UnitType",
    "compare",
    "difference_fault",
    "full_name",
    "name_key",
    "people_follow_one",
    "plan",
    "same_name",
    "similar_name",
    "split_name",
    "type_of",
    "uncorrected",
    "unit_faults",
]

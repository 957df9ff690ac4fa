"""The law of units and agencies, without a table: words, names, codes, and what a set of files means."""

from thongsuot.registers.units.rules.agency_codes import (
    is_agency_code,
    legacy_code,
    parent_code,
    present_code,
)
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

__all__ = [
    "ROSTER_DAY",
    "TWO_TIER_DAY",
    "AgencyKind",
    "EdgeKind",
    "Level",
    "Outcome",
    "UnitType",
    "full_name",
    "is_agency_code",
    "legacy_code",
    "name_key",
    "parent_code",
    "people_follow_one",
    "present_code",
    "same_name",
    "similar_name",
    "split_name",
    "type_of",
]

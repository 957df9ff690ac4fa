"""When a point is open (`opening`, `week`), how the map is drawn (`projection`), what a `pack` says,
who may do what for which procedure (`duties`)."""

from thongsuot.registers.points.rules.duties import (
    DUTIES,
    Duty,
    Verdict,
    abilities,
    duty_faults,
    refusal,
    verdict,
)
from thongsuot.registers.points.rules.opening import OpenState, open_state
from thongsuot.registers.points.rules.pack import (
    KINDS,
    OPENINGS,
    POINTS,
    Capability,
    boundary_faults,
    kind_faults,
    opening_faults,
    point_faults,
)
from thongsuot.registers.points.rules.projection import Frame, distance_km, extent, frame_of, path_of
from thongsuot.registers.points.rules.week import week_with

__all__ = [
    "DUTIES",
    "KINDS",
    "OPENINGS",
    "POINTS",
    "Capability",
    "Duty",
    "Frame",
    "OpenState",
    "Verdict",
    "abilities",
    "boundary_faults",
    "distance_km",
    "duty_faults",
    "extent",
    "frame_of",
    "kind_faults",
    "open_state",
    "opening_faults",
    "path_of",
    "point_faults",
    "refusal",
    "verdict",
    "week_with",
]

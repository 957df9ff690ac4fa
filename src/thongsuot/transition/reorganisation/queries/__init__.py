"""Reading plans: what they say, what they would move, what stands in their way, what was reported."""

from thongsuot.transition.reorganisation.queries.drafting import draft_lines
from thongsuot.transition.reorganisation.queries.moving import move_back_of, move_of
from thongsuot.transition.reorganisation.queries.placing import (
    Placement,
    PointWay,
    placements,
    point_ways,
    unplaced,
)
from thongsuot.transition.reorganisation.queries.plans import (
    PlanRecord,
    ReportRecord,
    plan,
    plans,
    report,
    reports,
)
from thongsuot.transition.reorganisation.queries.previewing import (
    AgencyView,
    Blocker,
    Preview,
    gather,
    goers,
    sections_of,
)

__all__ = [
    "AgencyView",
    "Blocker",
    "Placement",
    "PlanRecord",
    "PointWay",
    "Preview",
    "ReportRecord",
    "draft_lines",
    "gather",
    "goers",
    "move_back_of",
    "move_of",
    "placements",
    "plan",
    "plans",
    "point_ways",
    "report",
    "reports",
    "sections_of",
    "unplaced",
]

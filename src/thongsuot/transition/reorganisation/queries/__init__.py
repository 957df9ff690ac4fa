"""Reading plans: what they say, what they would move, what stands in their way, what was reported."""

from thongsuot.transition.reorganisation.queries.board import Board, Obstacle, Tile, board
from thongsuot.transition.reorganisation.queries.drafting import Districts, draft_lines
from thongsuot.transition.reorganisation.queries.holdings import (
    CodeSuccession,
    Holdings,
    SealOut,
    SeriesView,
    holdings,
)
from thongsuot.transition.reorganisation.queries.listing import (
    EVERYWHERE,
    Item,
    Items,
    What,
    every_item,
    items,
    listed,
    place,
)
from thongsuot.transition.reorganisation.queries.moving import move_back_of, move_of
from thongsuot.transition.reorganisation.queries.orders import (
    OrderRecord,
    how_far,
    kept,
    order,
    orders,
    say_how_far,
)
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
    blockers_of,
    gather,
    goers,
    sections_of,
)

__all__ = [
    "EVERYWHERE",
    "AgencyView",
    "Blocker",
    "Board",
    "CodeSuccession",
    "Districts",
    "Holdings",
    "Item",
    "Items",
    "Obstacle",
    "OrderRecord",
    "Placement",
    "PlanRecord",
    "PointWay",
    "Preview",
    "ReportRecord",
    "SealOut",
    "SeriesView",
    "Tile",
    "What",
    "blockers_of",
    "board",
    "draft_lines",
    "every_item",
    "gather",
    "goers",
    "holdings",
    "how_far",
    "items",
    "kept",
    "listed",
    "move_back_of",
    "move_of",
    "order",
    "orders",
    "place",
    "placements",
    "plan",
    "plans",
    "point_ways",
    "report",
    "reports",
    "say_how_far",
    "sections_of",
    "unplaced",
]

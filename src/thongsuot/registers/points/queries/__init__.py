"""Reading points: `places` where people can go, the nearest, the map · `duties` the rows of who may do what ·
`deeds` whether something may be done at one."""

from thongsuot.registers.points.queries.deeds import (
    may,
    objection,
    objection_at,
    objection_of_kind,
    points_that_may,
)
from thongsuot.registers.points.queries.duties import duties_on, kinds
from thongsuot.registers.points.queries.places import (
    MapRecord,
    MarkerRecord,
    Near,
    OfAgency,
    PointRecord,
    ShapeRecord,
    can,
    hours_of,
    map_of,
    nearest,
    open_state,
    point,
    point_by_code,
    points_at,
    points_for,
    points_in,
    points_of,
)

__all__ = [
    "MapRecord",
    "MarkerRecord",
    "Near",
    "OfAgency",
    "PointRecord",
    "ShapeRecord",
    "can",
    "duties_on",
    "hours_of",
    "kinds",
    "map_of",
    "may",
    "nearest",
    "objection",
    "objection_at",
    "objection_of_kind",
    "open_state",
    "point",
    "point_by_code",
    "points_at",
    "points_for",
    "points_in",
    "points_of",
    "points_that_may",
]

"""From longitude and latitude to a drawing: flat, and true to scale at the province's middle."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from thongsuot.kernel.law import house_rule

Position = Sequence[float]  # longitude, latitude in degrees
EARTH_KM = 6371.0088
MARGIN = 8.0
_NUMBER = re.compile(r"-?\d+")


@dataclass(frozen=True, slots=True)
class Frame:
    """The drawing's window: `width` × `height` units, `scale` units a degree of longitude."""

    west: float
    north: float
    middle: float
    scale: float
    width: int
    height: int

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a place stands in the drawing: x to the right, y downwards."""
        x = (longitude - self.west) * self.scale + MARGIN
        y = (self.north - latitude) * self.scale / math.cos(math.radians(self.middle)) + MARGIN
        return x, y


@house_rule("One drawing for all units of a province: shared borders must fall on the same units.")
def frame_of(positions: Iterable[Position], width: int = 1000) -> Frame:
    """The frame that holds all positions in a drawing of that width. ValueError when there is none."""
    longitudes, latitudes = zip(*((p[0], p[1]) for p in positions), strict=True)
    west, east, south, north = min(longitudes), max(longitudes), min(latitudes), max(latitudes)
    if east <= west or north <= south:
        raise ValueError("the positions span no area")
    middle = (south + north) / 2
    scale = (width - 2 * MARGIN) / (east - west)
    height = (north - south) * scale / math.cos(math.radians(middle)) + 2 * MARGIN
    return Frame(west, north, middle, scale, width, math.ceil(height))


@house_rule("Whole units and relative steps keep the map page light enough for a slow line.")
def path_of(rings: Iterable[Sequence[Position]], frame: Frame) -> str:
    """The SVG path of a unit's rings; a corner that falls on the same unit as the one before is left out."""
    return "".join(_ring(ring, frame) for ring in rings)


def _ring(ring: Sequence[Position], frame: Frame) -> str:
    corners: list[tuple[int, int]] = []
    for position in ring:
        x, y = frame.at(position[0], position[1])
        corner = (round(x), round(y))
        if not corners or corner != corners[-1]:
            corners.append(corner)
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    if len(corners) < 3:
        return ""
    steps = [f"M{corners[0][0]} {corners[0][1]}l"]
    for (x, y), (to_x, to_y) in pairwise(corners):
        across, down = to_x - x, to_y - y
        gap = "" if len(steps) == 1 or across < 0 else " "
        steps.append(f"{gap}{across}{down}" if down < 0 else f"{gap}{across} {down}")
    return "".join(steps) + "z"


@house_rule("A name wider than its unit would be read as the neighbour's.")
def extent(path: str) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a path of `path_of`; zeros for an empty one."""
    xs, ys = [0], [0]
    for ring in path.split("z")[:-1]:
        start, steps = ring.removeprefix("M").split("l")
        numbers = [int(word) for word in _NUMBER.findall(f"{start} {steps}")]
        x, y = numbers[:2]
        for across, down in zip([0, *numbers[2::2]], [0, *numbers[3::2]], strict=True):
            x, y = x + across, y + down
            xs.append(x)
            ys.append(y)
    return (min(xs[1:]), min(ys[1:]), max(xs), max(ys)) if len(xs) > 1 else (0, 0, 0, 0)


@house_rule("The nearest point is the one with the shortest way as the crow flies; roads are not known here.")
def distance_km(one: Position, other: Position) -> float:
    """Great-circle distance of two places in kilometres."""
    lon_1, lat_1, lon_2, lat_2 = (math.radians(v) for v in (one[0], one[1], other[0], other[1]))
    half = (
        math.sin((lat_2 - lat_1) / 2) ** 2
        + math.cos(lat_1) * math.cos(lat_2) * math.sin((lon_2 - lon_1) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))

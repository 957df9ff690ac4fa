"""Where the boxes of a picture stand: row under row, few crossings, lines that pass between the boxes.

Nothing here knows what the boxes mean.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from thongsuot.kernel.law import house_rule

GAP_X, GAP_Y, THIN = 16, 30, 14
SWEEPS = 6
Point = tuple[int, int]
Edge = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Laid:
    """`at`: the upper left corner of every box. `bends`: where each edge passes between rows, from top to bottom."""

    width: int
    height: int
    at: Mapping[str, Point]
    bends: Mapping[Edge, tuple[Point, ...]]


@house_rule("a picture is read from top to bottom on a phone")
def laid(sizes: Mapping[str, Point], edges: Sequence[Edge]) -> Laid:
    """Boxes (id → width and height) joined by edges without a circle, in rows; every edge leads downwards."""
    rows, through = _rows(sizes, edges)
    links = [pair for chain in through.values() for pair in itertools.pairwise(chain)]
    _order(rows, links)
    size = {**{one: (THIN, 0) for row in rows for one in row}, **sizes}
    width = max(sum(size[one][0] + GAP_X for one in row) - GAP_X for row in rows)
    at: dict[str, Point] = {}
    top = 0
    for row in rows:
        high = max(size[one][1] for one in row)
        left = (width - sum(size[one][0] + GAP_X for one in row) + GAP_X) // 2
        for one in row:
            at[one] = (left, top + (high - size[one][1]) // 2)
            left += size[one][0] + GAP_X
        top += high + GAP_Y
    bends = {
        edge: tuple((at[one][0] + THIN // 2, at[one][1]) for one in chain[1:-1])
        for edge, chain in through.items()
    }
    return Laid(width, top - GAP_Y, {one: at[one] for one in sizes}, bends)


def _rows(sizes: Mapping[str, Point], edges: Sequence[Edge]) -> tuple[list[list[str]], dict[Edge, list[str]]]:
    """The boxes row by row with a place for every edge that passes a row, and each edge as a chain of them."""
    rank = dict.fromkeys(sizes, 0)
    for _ in sizes:  # longest way from the top; at most as many rounds as there are boxes
        for one, other in edges:
            rank[other] = max(rank[other], rank[one] + 1)
    rows: list[list[str]] = [[] for _ in range(max(rank.values(), default=0) + 1)]
    for one in sizes:
        rows[rank[one]].append(one)
    through: dict[Edge, list[str]] = {}
    for one, other in dict.fromkeys(edges):
        chain = [one]
        for row in range(rank[one] + 1, rank[other]):
            place = f"{one}>{other}>{row}"
            rows[row].append(place)
            chain.append(place)
        through[one, other] = [*chain, other]
    return rows, through


def _order(rows: list[list[str]], links: Sequence[Edge]) -> None:
    """Each row by the middle of its neighbours above, then below, some times over."""
    above: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    for one, other in links:
        above.setdefault(other, []).append(one)
        below.setdefault(one, []).append(other)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        order = range(1, len(rows)) if down else range(len(rows) - 2, -1, -1)
        for n in order:
            fixed = rows[n - 1 if down else n + 1]
            place = {one: (k + 0.5) / len(fixed) for k, one in enumerate(fixed)}
            near = above if down else below
            own = {one: (k + 0.5) / len(rows[n]) for k, one in enumerate(rows[n])}
            rows[n].sort(key=lambda one: _middle(one, near, place, own))


def _middle(
    one: str, near: Mapping[str, Sequence[str]], place: Mapping[str, float], own: Mapping[str, float]
) -> float:
    found = [place[other] for other in near.get(one, ()) if other in place]
    return sum(found) / len(found) if found else own[one]

"""A flow as a picture: boxes, lines and words with their places. A template turns it into SVG."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

from thongsuot.kernel.law import house_rule
from thongsuot.registers.flows.rules.layout import Laid, Point, laid
from thongsuot.registers.flows.rules.soundness import in_order
from thongsuot.registers.flows.rules.values import END, Flow, Fork, Join, Step

WIDE, LETTERS, LINE, PAD = 152, 20, 18, 9
BEGIN = "begin"
MARGIN = 8
BACK_STEP = 11
LETTER_NAMES = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Text:
    """A line of words; `x` is its middle, `y` its base line."""

    x: int
    y: int
    words: str
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """`kind`: step, bar (a fork or join), begin, end. `mark`: now, done or nothing."""

    id: str
    kind: str
    x: int
    y: int
    width: int
    height: int
    texts: tuple[Text, ...]
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """`path` as SVG writes it; `is_back`: leads to an earlier step. `label`: the letter of an outcome."""

    path: str
    is_back: bool = False
    label: Text | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything in units of a CSS pixel."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a node in the reader's language; `small` lines stand below the name."""

    name: str
    small: tuple[str, ...] = ()
    mark: str = ""


@house_rule("who waits may see where his dossier is and where it goes next")
def drawn(flow: Flow, said: Mapping[str, Said]) -> Picture:
    """The picture of a sound flow. `said`: words for every node, for `BEGIN` and for `END`."""
    texts = {id_: _lines(flow, id_, said[id_]) for id_ in (BEGIN, *in_order(flow), END)}
    sizes = {id_: _size(flow, id_, lines) for id_, lines in texts.items()}
    edges = [(BEGIN, flow.start)] + [(i, to) for i in in_order(flow) for to in flow.nodes[i].targets()]
    where = laid(sizes, edges)
    backs = [(step.id, to) for step in flow.steps() for to in step.back]
    left = MARGIN + (BACK_STEP * len(backs) + MARGIN if backs else 0)
    at = {id_: (x + left, y + MARGIN) for id_, (x, y) in where.at.items()}
    boxes = tuple(_box(flow, id_, at[id_], sizes[id_], texts[id_], said[id_].mark) for id_ in texts)
    lines = [_line(flow, edge, at, sizes, where, left) for edge in dict.fromkeys(edges)]
    lines += [_back(pair, n, at, sizes) for n, pair in enumerate(backs)]
    return Picture(where.width + left + MARGIN, where.height + 2 * MARGIN, boxes, tuple(lines))


def _lines(flow: Flow, id_: str, said: Said) -> list[tuple[str, bool]]:
    if not isinstance(flow.nodes.get(id_), Step):
        return [(said.name, id_ not in (BEGIN, END))]
    small = [part for text in said.small for part in wrap(text, LETTERS + 3)]
    return [(part, False) for part in wrap(said.name, LETTERS)] + [(part, True) for part in small]


def _size(flow: Flow, id_: str, lines: Sequence[tuple[str, bool]]) -> Point:
    if isinstance(flow.nodes.get(id_), Step):
        return WIDE, LINE * len(lines) + 2 * PAD
    return WIDE, LINE + (PAD if id_ in (BEGIN, END) else 6)


def _box(flow: Flow, id_: str, at: Point, size: Point, lines: Sequence[tuple[str, bool]], mark: str) -> Box:
    node = flow.nodes.get(id_)
    kind = id_ if node is None else "bar" if isinstance(node, Fork | Join) else "step"
    top = at[1] + (PAD if kind == "step" else 5)
    texts = tuple(
        Text(at[0] + size[0] // 2, top + LINE * n + 13, words, is_small)
        for n, (words, is_small) in enumerate(lines)
    )
    return Box(id_, kind, *at, *size, texts, mark)


def _line(
    flow: Flow,
    edge: tuple[str, str],
    at: Mapping[str, Point],
    sizes: Mapping[str, Point],
    where: Laid,
    left: int,
) -> Line:
    one, other = edge
    x, y = at[one][0] + sizes[one][0] // 2, at[one][1] + sizes[one][1]
    points = [(x, y), *((px + left, py + MARGIN) for px, py in where.bends[edge])]
    points.append((at[other][0] + sizes[other][0] // 2, at[other][1]))
    path = f"M{x} {y}"
    for (ax, ay), (bx, by) in itertools.pairwise(points):
        middle = (ay + by) // 2
        path += f" C{ax} {middle} {bx} {middle} {bx} {by}" if ax != bx else f" L{bx} {by}"
    node = flow.nodes.get(one)
    if isinstance(node, Step) and len(node.ways) > 1:
        letters = ",".join(LETTER_NAMES[n] for n, way in enumerate(node.ways) if way.to == other)
        bx, by = points[1]
        return Line(path, label=Text((x + bx) // 2 + 7, (y + min(by, y + 30)) // 2 + 4, letters, True))
    return Line(path)


def _back(pair: tuple[str, str], number: int, at: Mapping[str, Point], sizes: Mapping[str, Point]) -> Line:
    """Out of the left side, up a lane of its own, and into the left side of the earlier step."""
    lane = MARGIN + BACK_STEP * number
    (ax, ay), (bx, by) = at[pair[0]], at[pair[1]]
    from_, to = ay + sizes[pair[0]][1] // 2 - 5, by + sizes[pair[1]][1] // 2 + 5
    return Line(f"M{ax} {from_} L{lane} {from_} L{lane} {to} L{bx} {to}", is_back=True)


@house_rule("letters tie the lines of the picture to the sentences of the list")
def letter(number: int) -> str:
    """The letter of the nth outcome, from 0."""
    return LETTER_NAMES[number]

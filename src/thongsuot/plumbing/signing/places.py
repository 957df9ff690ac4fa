"""Where on a paper a signature belongs: the papers of `plumbing.paper` say it in a named destination of the file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

_MARK = re.compile(r"ky-(\d+)-(\d+)")
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Place:
    """The line of the signer's post: `page` (0 is first), its left end and top in points, the width of its column."""

    page: int
    left: float
    top: float
    width: float


def signing_places(pdf: bytes) -> tuple[Place, ...]:
    """Where signatures belong, in their order; empty when the file does not say."""
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        names = reader.root["/Names"]["/Dests"]
        found = sorted(_read(reader, names), key=lambda it: it[0])
    except (PdfError, KeyError, ValueError, TypeError, IndexError, AttributeError):
        return ()
    return tuple(place for _, place in found)


def _read(reader: Any, node: Any, depth: int = 0) -> Iterator[tuple[int, Place]]:
    for kid in node.get("/Kids", ()) if depth < _DEEPEST else ():
        yield from _read(reader, kid.get_object(), depth + 1)
    listed = list(node.get("/Names", ()))
    for name, target in zip(listed[::2], listed[1::2], strict=True):
        if said := _MARK.fullmatch(str(name)):
            page, _, left, top = list(target.get_object())[:4]
            yield int(said[1]), _place(reader, page, float(left), float(top), float(said[2]))


def _place(reader: Any, page: Any, left: float, top: float, width: float) -> Place:
    count = int(reader.root["/Pages"]["/Count"])
    pages = (n for n in range(count) if reader.find_page_for_modification(n)[0].reference == page.reference)
    return Place(next(pages, 0), left, top, width)

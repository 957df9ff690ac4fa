"""The press: a typst template and plain data in, an archival and accessible PDF out.

A template draws one paper from one record `d`; its `paper` is what `papers` of `typst/official.typ` makes of that.
Data reaches it as the text of a JSON document, so nothing a citizen typed can act as markup.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst

from thongsuot.plumbing.paper.text import each_text, plain, tidy

# PDF/A-2a: readable in fifty years; PDF/UA-1: readable by a screen reader.
Standard = Literal["a-2a", "a-2b", "a-3a", "a-4", "ua-1"]
ARCHIVAL_AND_ACCESSIBLE: tuple[Standard, ...] = ("a-2a", "ua-1")

# The decree on paper forms wants Times New Roman; these have its metrics. The last resort is inside typst.
_FACES = ("Times New Roman", "Tinos", "Liberation Serif")
_OWN_FACE = "Libertinus Serif"

# Liberation Serif 1 has no Vietnamese: letters of two faces in one word are worse than another face.
_PROBE = """
#set text(font: sys.inputs.face, fallback: false)
#let letters = "aăâbdđeêghiklmnoôơpqrstuưvxy áàảãạ ắằẳẵặ ấầẩẫậ éèẻẽẹ ếềểễệ íìỉĩị"
#let letters = letters + "óòỏõọ ốồổỗộ ớờởỡợ úùủũụ ứừửữự ýỳỷỹỵ"
#for style in ("normal", "italic") {
  for weight in ("regular", "bold") { text(style: style, weight: weight, letters + upper(letters) + "–…•₫") }
}
"""

# Sizes of the body in points. A slip keeps its head, code and signatures whatever the size; the rest shrinks by lines
# that hold more and lie closer. Both figures are measured on forms 01 to 05.
FULL_SIZE, FLOWING_SIZE = 13.0, 12.01  # the latter is none of those that are tried
SIZES = (12.5, 12.0, 11.5, 11.0, 10.5)
FIXED_PART, SHRINKS = 0.25, 1.5
WHOLE = 0.05
WORTH_TRYING = 1.35  # pages at some size above which the smallest size cannot make one

_ROOT = Path(__file__).resolve().parents[2]


def render(
    template: Path,
    data: dict[str, Any],
    *,
    title: str,
    at: datetime,
    standards: Sequence[Standard] = ARCHIVAL_AND_ACCESSIBLE,
) -> bytes:
    """One paper as PDF bytes. `at` (aware) is the instant of the paper: same data, same bytes, any day."""
    return render_many(template, [data], title=title, at=at, standards=standards)


def render_many(
    template: Path,
    papers: Sequence[dict[str, Any]],
    *,
    title: str,
    at: datetime,
    standards: Sequence[Standard] = ARCHIVAL_AND_ACCESSIBLE,
    fit: bool = True,
) -> bytes:
    """One PDF of many papers, each beginning on its own page and counting its own pages.

    `fit`: a paper slightly too long for one page is set smaller (not below 10.5 pt); for papers that are
    long by nature, False saves the attempt.
    """
    if not papers:
        raise ValueError("a PDF needs at least one paper")
    records, heading = each_text(papers, tidy), tidy(title)
    try:
        return _compile(template, records, heading, at, standards, fit)
    except typst.TypstError:
        # A letter without a glyph (emoji, Han) may not stand in an archival PDF. Which letters a face
        # has is known only to the compiler, so the common case pays nothing and the rare one twice.
        return _compile(template, each_text(records, plain), plain(heading), at, standards, fit)


def _compile(
    template: Path, records: list[Any], title: str, at: datetime, standards: Sequence[Standard], fit: bool
) -> bytes:
    """The papers at the full size of type or, where one spills over its first page, smaller if that helps.

    They are drawn only once every size is settled. What typst has set before it does not set again, as long as nothing
    around it changed: so all papers are set together in every round, and only those of another size cost time.
    """
    given = {"title": title, "face": _fonts()[1], "papers": records}
    sizes = [FULL_SIZE] * len(records)
    while fit:
        source = _source(template, given, sizes, [size == FLOWING_SIZE for size in sizes])
        smaller = fitted(sizes, _ends(source))
        if smaller == sizes:
            return _drawn(source, at, standards)
        sizes = smaller
    return _drawn(_source(template, given, sizes, [True] * len(sizes)), at, standards)


def _source(template: Path, given: dict[str, Any], sizes: list[float], flows: list[bool]) -> bytes:
    """A document that hands all this to the template as one string, in which only quotes and backslashes mean anything.

    Not as `sys.inputs`: when these change, typst forgets all that it has set.
    """
    data = json.dumps(given | {"sizes": sizes, "flows": flows})
    text = data.replace("\\", "\\\\").replace('"', '\\"')
    where = template.relative_to(_ROOT).as_posix()
    return f'#import "/{where}": paper\n#paper(json(bytes("{text}")))\n'.encode("ascii")


def _compiler(source: bytes) -> typst.Compiler:
    """Good for one question: it loses a source that has no file. What typst remembers, it remembers for all of them."""
    return typst.Compiler(source, root=_ROOT, font_paths=_fonts()[0])


def _drawn(source: bytes, at: datetime, standards: Sequence[Standard]) -> bytes:
    pdf = _compiler(source).compile(
        format="pdf", pdf_standards=list(standards), timestamp=int(at.timestamp())
    )
    assert isinstance(pdf, bytes)
    return pdf


def _ends(source: bytes) -> list[float]:
    """How many pages each paper takes, the last of them as far as it is written. Nothing is drawn."""
    (ends,) = json.loads(_compiler(source).query("<paper-ends>", field="value"))
    begins = [0, *(end["page"] for end in ends)]
    return [end["page"] - 1 - begin + end["y"] for begin, end in zip(begins, ends, strict=False)]


def fitted(sizes: Sequence[float], ends: Sequence[float]) -> list[float]:
    """The size to try next for each paper that takes `ends` pages (1.3: a page and 0.3 of the next) at its size.

    A paper that spills at the smallest size, or would by far, flows over its pages at an easy one, for good.
    """
    return [
        size if end <= 1 or size == FLOWING_SIZE else _smaller(size, end)
        for size, end in zip(sizes, ends, strict=True)
    ]


def _smaller(size: float, end: float) -> float:
    needed = max(
        end - WHOLE, 1.01
    )  # signatures stay together: part of the first page may have been left empty
    for tried in (one for one in SIZES if one < size):
        if needed * ((1 - FIXED_PART) * (tried / size) ** SHRINKS + FIXED_PART) <= 1 or (
            tried == SIZES[-1] and size > tried and end < WORTH_TRYING
        ):
            return tried
    return FLOWING_SIZE


@lru_cache(maxsize=1)
def _fonts() -> tuple[typst.Fonts, str]:
    """The fonts to print with and the face to prefer, found once per process."""
    paths = {font.family: font.path for font in typst.Fonts().fonts() if font.path}
    for face in _FACES:
        if face in paths:
            fonts = typst.Fonts(include_system_fonts=False, font_paths=[Path(str(paths[face])).parent])
            if _draws_vietnamese(fonts, face):
                return fonts, face
    return typst.Fonts(include_system_fonts=False), _OWN_FACE


def _draws_vietnamese(fonts: typst.Fonts, face: str) -> bool:
    """Has the face all letters in four cuts? An archival PDF may not hold a letter without a glyph."""
    try:
        typst.Compiler(_PROBE.encode(), font_paths=fonts, sys_inputs={"face": face}).compile(
            format="pdf", pdf_standards=["a-2b"], timestamp=0
        )
    except typst.TypstError:
        return False
    return True

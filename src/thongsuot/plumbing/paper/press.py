"""The press: a typst template and plain data in, an archival and accessible PDF out.

A template draws one paper from one record `d` and ends with `#papers(draw)` of `typst/official.typ`.
Data reaches it as JSON, never as typst source, so nothing a citizen typed can act as markup.
"""

import json
from collections import deque
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

    Smaller sizes are tried on those alone that spilled, and without drawing them.
    """
    given = {"title": title, "face": _fonts()[1]}
    sizes = [FULL_SIZE] * len(records)
    pdf, ends = _run(template, _inputs(given, records, sizes), at, standards)
    if not fit or (smaller := fitted(sizes, ends)) == sizes:
        return pdf
    while smaller != sizes:
        tried = [nth for nth, size in enumerate(smaller) if size != sizes[nth] and size != FLOWING_SIZE]
        sizes = smaller
        reached = _reach(
            template, _inputs(given, [records[nth] for nth in tried], [sizes[nth] for nth in tried])
        )
        ends = [0.0] * len(records)
        for nth, end in zip(tried, reached, strict=True):
            ends[nth] = end
        smaller = fitted(sizes, ends)
    return _run(template, _inputs(given, records, sizes), at, standards)[0]


def _inputs(given: dict[str, str], records: list[Any], sizes: list[float]) -> dict[str, str]:
    return given | {"papers": json.dumps(records), "sizes": json.dumps(sizes)}


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


def _run(
    template: Path, inputs: dict[str, str], at: datetime, standards: Sequence[Standard]
) -> tuple[bytes, list[float]]:
    """The PDF, and how many pages each of its papers took, the last of them as far as it was written."""
    idle = _idle_compilers(template)
    try:
        compiler = idle.pop()
    except IndexError:
        compiler = typst.Compiler(template, root=_ROOT, font_paths=_fonts()[0])
    try:
        pdf = compiler.compile(
            format="pdf", sys_inputs=inputs, pdf_standards=list(standards), timestamp=int(at.timestamp())
        )
        ends = _ends(compiler)
    finally:
        idle.append(compiler)
    assert isinstance(pdf, bytes)
    return pdf, ends


def _reach(template: Path, inputs: dict[str, str]) -> list[float]:
    """The same without a PDF: the papers are set, not drawn."""
    if inputs["sizes"] == "[]":
        return []
    return _ends(typst.Compiler(template, root=_ROOT, font_paths=_fonts()[0], sys_inputs=inputs))


def _ends(compiler: typst.Compiler) -> list[float]:
    ends = json.loads(compiler.query("<paper-ends>", field="value"))
    begins = [0, *(end["page"] for end in ends)]
    return [end["page"] - 1 - begin + end["y"] for begin, end in zip(begins, ends, strict=False)]


@lru_cache(maxsize=64)
def _idle_compilers(template: Path) -> deque[typst.Compiler]:
    """Warm compilers of a template. One is used by one thread at a time; there are never more of them
    than threads that ever printed at once. `deque.pop` and `append` are atomic."""
    return deque()


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

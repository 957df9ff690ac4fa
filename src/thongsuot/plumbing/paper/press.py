"""The press: a typst template and plain data in, an archival and accessible PDF out.

A template draws one paper from one record `d` and ends with `#papers(draw)` of `typst/official.typ`.
Data reaches it as JSON, never as typst source, so nothing a citizen typed can act as markup.
"""

import json
import re
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

    Measuring doubles the work, and most papers are short: so it is done only after one did spill.
    """
    inputs = {"papers": json.dumps(records), "title": title, "face": _fonts()[1], "fit": ""}
    pdf = _run(template, inputs, at, standards)
    if fit and _page_count(pdf) > len(records):
        pdf = _run(template, inputs | {"fit": "yes"}, at, standards)
    return pdf


def _run(template: Path, inputs: dict[str, str], at: datetime, standards: Sequence[Standard]) -> bytes:
    idle = _idle_compilers(template)
    try:
        compiler = idle.pop()
    except IndexError:
        compiler = typst.Compiler(template, root=_ROOT, font_paths=_fonts()[0])
    try:
        pdf = compiler.compile(
            format="pdf", sys_inputs=inputs, pdf_standards=list(standards), timestamp=int(at.timestamp())
        )
    finally:
        idle.append(compiler)
    assert isinstance(pdf, bytes)
    return pdf


def _page_count(pdf: bytes) -> int:
    """Pages by the metadata of typst, which stands uncompressed in the file as PDF/A demands."""
    found = re.search(rb"<xmpTPg:NPages>(\d+)<", pdf)
    assert found, "typst no longer writes the page count into its metadata"
    return int(found[1])


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

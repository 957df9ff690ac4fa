"""Whether a PDF is what PDF/A and PDF/UA ask of it: what a reader of the file can see, beyond what its metadata claim.

No whole validator: the parts of ISO 19005-2 that a template, a font or a picture could break.
"""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

FORBIDDEN = ("/JavaScript", "/JS", "/Launch", "/Movie", "/Sound", "/XFA", "/EmbeddedFile")


def faults(pdf: bytes) -> list[str]:
    """What is wrong with the file as PDF/A-2a with PDF/UA-1, one sentence each; empty when nothing is."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [
            *_claims(opened),
            *_colours(opened),
            *_fonts(opened),
            *_structure(opened),
            *_active(pdf, opened),
        ]


def _claims(opened: pikepdf.Pdf) -> Iterator[str]:
    with opened.open_metadata() as about:
        for key, wanted in (("pdfaid:part", "2"), ("pdfaid:conformance", "A"), ("pdfuaid:part", "1")):
            if about.get(key) != wanted:
                yield f"the metadata say {key} {about.get(key)}, not {wanted}"
        if not about.get("dc:title"):
            yield "no title"
    if opened.is_encrypted:
        yield "encrypted"


def _colours(opened: pikepdf.Pdf) -> Iterator[str]:
    """An output intent with its profile inside, so that a colour means the same in fifty years."""
    intents = [one for one in opened.Root.get("/OutputIntents", []) if one.get("/S") == "/GTS_PDFA1"]
    if not intents:
        yield "no output intent"
    for one in intents:
        profile = one.get("/DestOutputProfile")
        if profile is None or bytes(profile.read_bytes())[36:40] != b"acsp":
            yield "the output intent has no colour profile"


def _fonts(opened: pikepdf.Pdf) -> Iterator[str]:
    """Every font is inside, with a way back from its glyphs to letters."""
    seen = 0
    for font in (one for one in opened.objects if _is(one, "/Font")):
        inner = font["/DescendantFonts"][0] if "/DescendantFonts" in font else font
        if font.get("/Subtype") in ("/CIDFontType0", "/CIDFontType2"):
            continue  # the inner half of a composite font, looked at with it
        seen += 1
        told = inner.get("/FontDescriptor", {})
        if not any(key in told for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield f"the font {inner.get('/BaseFont')} is not embedded"
        if "/ToUnicode" not in font:
            yield f"the font {inner.get('/BaseFont')} does not say which letters it draws"
    if not seen:
        yield "no font at all"


def _structure(opened: pikepdf.Pdf) -> Iterator[str]:
    root = opened.Root
    if not root.get("/MarkInfo", {}).get("/Marked", False) or "/StructTreeRoot" not in root:
        yield "not tagged"
    if not root.get("/Lang"):
        yield "no language"
    figures = [one for one in opened.objects if _is(one, "/StructElem") and one.get("/S") == "/Figure"]
    if any("/Alt" not in one for one in figures):
        yield "a picture without words"


def _active(pdf: bytes, opened: pikepdf.Pdf) -> Iterator[str]:
    for one in (inner for whole in opened.objects for inner in _within(whole)):
        yield from (f"holds {name}" for name in FORBIDDEN if name in one or one.get("/S") == name)
    if b"%%EOF" not in pdf[-16:]:
        yield "something follows its end"


def _within(one: Any) -> Iterator[Any]:
    """The dictionaries of an object that have no number of their own, and the object itself."""
    if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        yield one
        children = list(one.values()) if isinstance(one, pikepdf.Dictionary) else []
    else:
        children = list(one) if isinstance(one, pikepdf.Array) else []
    for child in children:
        if isinstance(child, pikepdf.Dictionary | pikepdf.Array) and not child.is_indirect:
            yield from _within(child)


def _is(one: Any, kind: str) -> bool:
    return isinstance(one, pikepdf.Dictionary | pikepdf.Stream) and one.get("/Type") == kind

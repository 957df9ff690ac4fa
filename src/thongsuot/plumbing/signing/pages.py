"""Pages as they are in a file, each as a digest: to say which of them differ."""

import hashlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

# What points upwards or is rewritten whenever a signature is added: it says nothing of what a page shows.
_PASSED_OVER = frozenset(
    {"/Parent", "/P", "/StructParents", "/StructParent", "/Metadata", "/V", "/Tabs", "/LastModified"}
)
_DEEPEST = 60
_MOST_PAGES = 5000


def digests(root: Any) -> list[bytes]:
    """A digest for each page below a document's root: contents, resources, boxes, annotations but signatures."""
    return [_page(page) for page in _pages(root["/Pages"], 0)]


def differing(ours: bytes, theirs: bytes) -> tuple[int, ...]:
    """Numbers (from 1) of the pages that differ between two files; what cannot be read at all differs."""
    return different(_digests_of(ours), _digests_of(theirs))


def different(before: list[bytes], after: list[bytes]) -> tuple[int, ...]:
    """Numbers (from 1) of the pages that are not the same in both; missing and added ones too."""
    most = max(len(before), len(after))
    pad_before, pad_after = before + [b""] * (most - len(before)), after + [b""] * (most - len(after))
    return tuple(
        nth for nth, pair in enumerate(zip(pad_before, pad_after, strict=True), 1) if pair[0] != pair[1]
    )


def _digests_of(pdf: bytes) -> list[bytes]:
    try:
        return digests(PdfFileReader(BytesIO(pdf), strict=False).root)
    except (PdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OSError):
        return []


def _pages(node: Any, depth: int) -> Iterator[Any]:
    if depth > _DEEPEST:
        raise PdfError("the tree of pages is too deep")
    for nth, kid in enumerate(node.get("/Kids", ())):
        if nth > _MOST_PAGES:
            raise PdfError("too many pages")
        kid = kid.get_object()
        if "/Kids" in kid:
            yield from _pages(kid, depth + 1)
        else:
            yield kid


def _page(page: Any) -> bytes:
    digest = hashlib.sha256()
    for key in sorted(set(page) - _PASSED_OVER - {"/Annots"}):
        digest.update(str(key).encode())
        _feed(digest, page.raw_get(key), set(), 0)
    for note in page.get("/Annots", ()):
        note = note.get_object()
        if note.get("/FT") != "/Sig":
            _feed(digest, note, set(), 0)
    return digest.digest()


def _feed(digest: Any, thing: Any, seen: set[Any], depth: int) -> None:
    """What an object says, through its references; a cycle or a bottomless object ends the walk, not the check."""
    if isinstance(thing, generic.IndirectObject):
        if thing.reference in seen or depth > _DEEPEST:
            return
        seen.add(thing.reference)
        try:
            thing = thing.get_object()  # type: ignore[no-untyped-call]
        except (PdfError, ValueError, KeyError, IndexError):
            digest.update(b"?")
            return
    if isinstance(thing, generic.StreamObject):
        digest.update(thing.encoded_data)
    if isinstance(thing, generic.DictionaryObject):
        for key in sorted(set(thing) - _PASSED_OVER):
            digest.update(str(key).encode())
            _feed(digest, thing.raw_get(key), seen, depth + 1)
    elif isinstance(thing, generic.ArrayObject):
        digest.update(b"[")
        for item in range(len(thing)):
            _feed(digest, thing.raw_get(item), seen, depth + 1)
    else:
        digest.update(repr(thing).encode("utf-8", "surrogatepass"))

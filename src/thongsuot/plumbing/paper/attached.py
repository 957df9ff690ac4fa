"""Files that a PDF carries inside, as `pdf.attach` of a template put them there."""

from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

_DEEPEST = 20


def attached(pdf: bytes, name: str) -> bytes | None:
    """What the file carries under this name; None when it carries no such thing, or is no PDF at all."""
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        return _find(reader.root["/Names"]["/EmbeddedFiles"], name, 0)
    except (PdfError, KeyError, ValueError, TypeError, IndexError, AttributeError, OSError):
        return None


def _find(node: Any, name: str, depth: int) -> bytes | None:
    listed = list(node.get("/Names", ()))
    for key, spec in zip(listed[::2], listed[1::2], strict=True):
        if str(key) == name:
            return bytes(spec.get_object()["/EF"]["/F"].data)
    for kid in node.get("/Kids", ()) if depth < _DEEPEST else ():
        found = _find(kid.get_object(), name, depth + 1)
        if found is not None:
            return found
    return None

"""PDF: whole, without a password, without anything that runs, opens or carries something else."""

import re
import zipfile
import zlib
from io import BytesIO
from typing import Any

import pikepdf

from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.files import limits, refusals

MAGIC = b"%PDF-"
MEDIA = "application/pdf"
TAIL = b"%%EOF"
BLANK = b"\r\n\t \x00\x0c"

# Actions that run or open something, or send the form's content away.
ACTIONS = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound",
    "/RichMediaExecute",
}  # fmt: skip
RUNNING_KEYS = {"/JS", "/XFA", "/RichMediaContent"}
CARRYING_KEYS = {"/EmbeddedFiles", "/EF"}
CARRYING_TYPES = {"/FileAttachment", "/RichMedia", "/3D", "/Screen"}
DEEPEST = 60

_STREAM = re.compile(rb"stream\r?\n")


def inspect(name: str, data: bytes) -> int:
    """The number of pages of a harmless PDF; raises Refused otherwise."""
    if data[data.rfind(TAIL) + len(TAIL) :].strip(BLANK) or TAIL not in data:
        raise Refused(refusals.broken(name) if TAIL not in data else refusals.doubled(name))
    if zipfile.is_zipfile(BytesIO(data)):
        raise Refused(refusals.doubled(name))
    if _is_swollen(data):
        raise Refused(refusals.swollen(name))
    try:
        with pikepdf.open(BytesIO(data), suppress_warnings=True) as opened:
            return _looked_through(name, opened)
    except Refused:
        raise
    except pikepdf.PasswordError:
        raise Refused(refusals.locked(name)) from None
    except Exception:  # a reader may fail in many ways on a broken or wicked file; all mean the same
        raise Refused(refusals.broken(name)) from None


def _looked_through(name: str, opened: pikepdf.Pdf) -> int:
    if opened.is_encrypted:
        raise Refused(refusals.locked(name))
    if len(opened.objects) > limits.OBJECTS_MOST:
        raise Refused(refusals.swollen(name))
    for one in opened.objects:
        _walk(name, one, 0)
    _walk(name, opened.trailer, 0)
    pages = len(opened.pages)
    if not pages:
        raise Refused(refusals.broken(name))
    if pages > limits.PAGES_MOST:
        raise Refused(refusals.too_many_pages(name, pages))
    return pages


def _walk(name: str, one: Any, depth: int) -> None:
    """Look at the direct content of one object; what it refers to is an object of its own."""
    if depth > DEEPEST:
        raise Refused(refusals.broken(name))
    if isinstance(one, pikepdf.Stream):
        one = one.stream_dict
    if isinstance(one, pikepdf.Dictionary):
        _judge(name, one)
        for key in one.keys():  # noqa: SIM118 - a dictionary of PDF iterates over nothing
            value = one.get(key)
            if isinstance(value, pikepdf.Object) and not value.is_indirect:
                _walk(name, value, depth + 1)
    elif isinstance(one, pikepdf.Array):
        for value in one:
            if isinstance(value, pikepdf.Object) and not value.is_indirect:
                _walk(name, value, depth + 1)


def _judge(name: str, one: pikepdf.Dictionary) -> None:
    keys = set(one.keys())
    if keys & RUNNING_KEYS or str(one.get("/S", "")) in ACTIONS:
        raise Refused(refusals.active(name))
    if keys & CARRYING_KEYS or str(one.get("/Subtype", "")) in CARRYING_TYPES:
        raise Refused(refusals.attached(name))


def _is_swollen(data: bytes) -> bool:
    """Whether its compressed streams come to more than is bearable; inflated in small pieces, kept nowhere."""
    left = limits.INFLATED_MOST
    for found in _STREAM.finditer(data):
        if data[found.end() : found.end() + 1] not in (b"x", b"h", b"H", b"X"):
            continue
        left -= _inflated(data, found.end(), left)
        if left < 0:
            return True
    return False


def _inflated(data: bytes, start: int, most: int) -> int:
    """How many bytes the zlib stream at `start` comes to, counted no further than just past `most`."""
    opened, total, here = zlib.decompressobj(), 0, memoryview(data)[start:]
    fed = bytes(here[: limits.CHUNK])
    at = len(fed)
    try:
        while fed and not opened.eof and total <= most:
            total += len(opened.decompress(fed, limits.MB))
            fed = opened.unconsumed_tail
            if not fed and not opened.eof:
                fed = bytes(here[at : at + limits.CHUNK])
                at += len(fed)
    except zlib.error:
        return total
    return total

"""How a signature and a seal show on a paper (NĐ 30/2020/NĐ-CP, Phụ lục I): small PDFs on a clear ground."""

import base64
from datetime import datetime
from pathlib import Path

from thongsuot.kernel.dates import local
from thongsuot.plumbing import paper
from thongsuot.work.signatures.rules import Box

_HERE = Path(__file__).parent
_PNG = b"\x89PNG\r\n\x1a\n"
LARGEST_PICTURE = 300_000  # bytes


def is_picture(content: bytes) -> bool:
    """Whether it is a PNG of a size that may stand on every paper."""
    return content.startswith(_PNG) and len(content) <= LARGEST_PICTURE


def hand(box: Box, *, name: str, at: datetime, picture: bytes = b"", is_demo: bool = False) -> bytes:
    """A person's signature: the picture of his hand, else his name and the time in blue."""
    return _drawn("hand", box, name, at, picture, is_demo)


def seal(box: Box, *, name: str, at: datetime, picture: bytes = b"", is_demo: bool = False) -> bytes:
    """An agency's seal: its picture, else a red ring with its name and the time."""
    return _drawn("seal", box, name, at, picture, is_demo)


def _drawn(form: str, box: Box, name: str, at: datetime, picture: bytes, is_demo: bool) -> bytes:
    data = {
        "name": name,
        "at": f"{local(at):%d-%m-%Y %H:%M:%S} +07:00",
        "picture": _wrapped(picture) if picture else "",
        "width": box.right - box.left,
        "height": box.top - box.bottom,
        "is_demo": is_demo,
    }
    # A drawing inside a tagged paper is told by the field's own name, so it needs no tags of its own.
    return paper.render_many(_HERE / f"{form}.typ", [data], title=name, at=at, standards=("a-2b",), fit=False)


def _wrapped(picture: bytes) -> str:
    """A PNG as SVG: data reaches a template as text only."""
    content = base64.b64encode(picture).decode()
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    source = f'xlink:href="data:image/png;base64,{content}"'
    shown = f'<image width="100" height="100" preserveAspectRatio="xMidYMid meet" {source}/>'
    return f'<svg {space} viewBox="0 0 100 100">{shown}</svg>'

"""Several photographs or scans of one paper, bound to one PDF in the order in which they were handed in."""

from collections.abc import Sequence
from io import BytesIO

import pikepdf
from PIL import Image

from thongsuot.kernel.errors import Refused, refuse_if
from thongsuot.plumbing.files import limits, names, refusals
from thongsuot.plumbing.files.inspecting import Inspected, inspect, pdf

A4_INCHES = (8.27, 11.69)
QUALITY = 85


def bind(name: str, parts: Sequence[Inspected]) -> Inspected:
    """One PDF called `name` with the pages of all parts. A single PDF comes back as it was, its signature too."""
    if len(parts) == 1 and parts[0].media_type == pdf.MEDIA:
        return parts[0]
    refuse_if(refusals.not_bindable(part.name) for part in parts if not part.is_bindable)
    pages = sum(part.pages for part in parts)
    if pages > limits.PAGES_MOST:
        raise Refused(refusals.too_many_pages(names.clean(name), pages))
    bound = pikepdf.new()
    for part in parts:
        data = part.data if part.media_type == pdf.MEDIA else _page(part.data)
        with pikepdf.open(BytesIO(data)) as opened:
            bound.pages.extend(opened.pages)
    out = BytesIO()
    bound.save(out, deterministic_id=True)
    return inspect(names.named(name, "pdf"), out.getvalue())


def _page(data: bytes) -> bytes:
    """A picture as one page, as large as fits on A4."""
    with Image.open(BytesIO(data), formats=["JPEG", "PNG"]) as picture:
        plain = (
            picture
            if picture.mode in ("L", "RGB")
            else picture.convert("L" if picture.mode == "1" else "RGB")
        )
        short, long = sorted(plain.size)
        resolution = max(short / A4_INCHES[0], long / A4_INCHES[1], 1)
        out = BytesIO()
        plain.save(out, "PDF", resolution=resolution, quality=QUALITY)
        return out.getvalue()

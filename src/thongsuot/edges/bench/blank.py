"""A file as a scanner might give it: blank, and whole."""

from io import BytesIO
from typing import Any

import pikepdf


def pdf(change: Any = None, pages: int = 1, **options: Any) -> bytes:
    """A PDF in which `change(opened)` may plant something."""
    opened = pikepdf.new()
    for _ in range(pages):
        opened.add_blank_page(page_size=(595, 842))
    if change:
        change(opened)
    out = BytesIO()
    opened.save(out, **options)
    return out.getvalue()

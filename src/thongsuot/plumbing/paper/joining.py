"""Many papers as one file for the printer."""

from collections.abc import Sequence
from io import BytesIO

import pikepdf


def joined(papers: Sequence[bytes]) -> bytes:
    """The pages of all papers, one after another. Signatures do not count in it: it is for printing only."""
    found = pikepdf.new()
    for paper in papers:
        with pikepdf.open(BytesIO(paper)) as opened:
            found.pages.extend(opened.pages)
    out = BytesIO()
    found.save(out)
    return out.getvalue()

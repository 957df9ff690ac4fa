"""Papers as PDF: the press, the official layout (`typst/official.typ`), codes and signature places.

Knows nothing of what is printed: modules bring their own templates and data.
"""

from thongsuot.plumbing.paper.codes import code128_svg, qr_svg
from thongsuot.plumbing.paper.press import ARCHIVAL_AND_ACCESSIBLE, render, render_many
from thongsuot.plumbing.paper.signing import Signature

__all__ = ["ARCHIVAL_AND_ACCESSIBLE", "Signature", "code128_svg", "qr_svg", "render", "render_many"]

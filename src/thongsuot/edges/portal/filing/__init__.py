"""Filing online: `start` a draft, `steps` one section a page, `attaching` its papers, `review` and submit.

`owner` says whose draft it is.
"""

from thongsuot.edges.portal.filing.attaching import attach
from thongsuot.edges.portal.filing.review import declaration, review
from thongsuot.edges.portal.filing.start import start
from thongsuot.edges.portal.filing.steps import autosave, discard, step

__all__ = ["attach", "autosave", "declaration", "discard", "review", "start", "step"]

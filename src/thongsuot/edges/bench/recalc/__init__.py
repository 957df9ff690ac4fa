"""`thongsuot bench recalc`: a million open deadlines after a storm that was entered when it was over."""

from thongsuot.edges.bench.recalc.run import run

__all__ = ["run"]

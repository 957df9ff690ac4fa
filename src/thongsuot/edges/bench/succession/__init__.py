"""The gate of the second promise: on every day exactly one agency may sign, for each procedure and territory.

`provinces` which ones · `second` later changes of the register carried out as reorganisations · `passing` the questions.
"""

from thongsuot.edges.bench.succession.passing import run

__all__ = ["run"]

"""`thongsuot gate outbox`: whatever dies, here or there, and for however long, the other side is told of every step once.

`killing` workers are killed at work; `waiting` the receiver is away up to three days, by a clock that is told.
"""

from thongsuot.edges.bench.outbox.run import run

__all__ = ["run"]

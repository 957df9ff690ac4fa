"""`thongsuot bench bulk`: a hundred thousand dossiers given to other officers as one run, killed, gone on with, undone.

Floor: one plain UPDATE with its journal INSERT over the same rows. Workers are killed with kill -9 amid the run.
"""

from thongsuot.edges.bench.bulk.measure import run

__all__ = ["run"]

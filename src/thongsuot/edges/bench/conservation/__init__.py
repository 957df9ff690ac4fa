"""The gate of the first promise: nothing is lost and nothing doubled, whatever is reorganised in whatever order.

`scene` a few communes with officers · `model` where everything has to be, in plain Python · `working` random
work and `machine` random reorganisations, by their real verbs · `playing` the gate with its controls.
"""

from thongsuot.edges.bench.conservation.playing import run

__all__ = ["run"]

"""The gate of a dossier's life: random acts with clocks, pauses and extensions against a small model of the law.

`model` says in its own words what an act does and why it is refused · `worlds` the rules alone, and the real verbs on
a database · `playing` the machine and the gate · `mutations` whether all this would notice a changed rule.
"""

from thongsuot.edges.bench.machine.playing import run

__all__ = ["run"]

"""The night of the switch: a province's old communes and districts hand their open work to the new ones while citizens file.

`scene` the province before · `load` citizens who go on filing, in a process of their own · `run` the measurement.
"""

from thongsuot.edges.bench.cutover.run import run

__all__ = ["run"]

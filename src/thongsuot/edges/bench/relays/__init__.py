"""`thongsuot gate relays`: two provinces, each with its own home, database and web server, pass one dossier to and fro.

`run` the gate · `houses` the two of them · `hand` what is done inside one · `thief` who says yes and passes nothing on.
"""

from thongsuot.edges.bench.relays.run import run

__all__ = ["run"]

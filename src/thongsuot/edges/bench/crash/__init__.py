"""`thongsuot gate crash`: the whole PostgreSQL is killed again and again while dossiers come in over HTTP.

`clients` hand in and keep their own journal · `killing` the killer · `verdict` what the database must hold.
The same run without synchronous commit must lose something, or the gate would prove nothing.
"""

from thongsuot.edges.bench.crash.run import run

__all__ = ["run"]

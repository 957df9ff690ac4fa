"""`thongsuot bench intake`: raw SQL, our verb and a whole HTTP request, interleaved in one run.

`floor` the same rows by hand · `rounds` worker processes for floor and verb · `http` clients on loopback ·
`filings` what is received.
"""

from thongsuot.edges.bench.intake.measure import run

__all__ = ["run"]

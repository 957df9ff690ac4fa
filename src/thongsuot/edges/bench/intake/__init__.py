"""`thongsuot bench intake`: raw SQL, our verb and a whole HTTP request, interleaved in one run.

`floor` the same rows by hand · `rounds` worker processes for floor and verb · `http` clients on loopback ·
`filings` what is received · `measure` the run.
"""

from thongsuot.edges.bench.report import Report


def run(*, quick: bool = False) -> Report:
    """See `measure.run`. Imported late: worker processes import this package before Django is set up."""
    from thongsuot.edges.bench.intake import measure

    return measure.run(quick=quick)

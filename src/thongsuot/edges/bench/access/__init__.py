"""`thongsuot gate access`: every route and every verb, tried by everybody who should and should not.

`routes` what there is, from the addresses themselves · `people` who tries, and how each stands to a dossier ·
`probes` the trying. A route without an expectation fails; so does one that shows what it should not, or
refuses what it should show. Control: with both walls torn down the same probes must find leaks.
"""

from thongsuot.edges.bench.report import Report


def run(*, quick: bool = False) -> Report:
    """See `probes.run`. Imported late: it needs Django."""
    from thongsuot.edges.bench.access import probes

    return probes.run(quick=quick)

"""`thongsuot gate access`: every route and every verb, tried by everybody who should and should not.

`routes` what there is, from the addresses themselves · `expectations` who may do what, from what the verbs declare and
the roles of the pack · `people` who tries, and how each stands to a dossier · `scene`, `things` what they try it on ·
`making` what a verb is told beside it · `verbs`, `probes` the trying. A route or a verb without an expectation fails;
so does one that shows, tells or does what it should not, or refuses what it should not. Control: with both walls torn
down the same probes must find leaks.
"""

from thongsuot.edges.bench.report import Report


def run(*, quick: bool = False) -> Report:
    """See `probes.run`. Imported late: it needs Django."""
    from thongsuot.edges.bench.access import probes

    return probes.run(quick=quick)

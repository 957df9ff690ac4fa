"""`thongsuot gate excel`: 5,000 faults planted among 50,000 rows are all found, and no good row is refused.

`planting` rows and their faults, seeded · `books` the workbook, and the same table in other wrappings · `measure` hands it
in, compares what was planted with what was told, loads, corrects, hands in again. Control: one checker off must show.
"""

from thongsuot.edges.bench.report import Report


def run(*, quick: bool = False) -> Report:
    """See `measure.run`. Imported late: it needs Django."""
    from thongsuot.edges.bench.excel import measure

    return measure.run(quick=quick)

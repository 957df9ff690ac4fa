"""`thongsuot bench export`: a million open dossiers downloaded as CSV and as a workbook, and what the server holds then.

Measured at the web server itself, a process that serves nothing else: `peak_mb` is the most that it ever held, whatever
it had loaded before included. Floor: a plain cursor of the server that writes the same columns as CSV, in the same run.
Control: the same server with one fault, that the rows are collected in a list before the first is written.
"""

from thongsuot.edges.bench import stage
from thongsuot.edges.bench.report import Report
from thongsuot.edges.packs import provinces

TOTAL, QUICK = 1_000_000, 20_000


def run(*, quick: bool = False) -> Report:
    """In homes of its own, where every dossier is open: a short run finds no million of an earlier one."""
    stage.enter_many(name="export-quick" if quick else "export", packs=[provinces.default()])
    from thongsuot.edges.bench.export import measuring  # needs Django, which knows its database now

    return measuring.measured(QUICK if quick else TOTAL, quick=quick)

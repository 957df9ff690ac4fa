"""`thongsuot gate uploads`: hostile files through the door (S5), and 5,000 uploads with kill -9 (R6).

`corpus` more than 200 wicked files, made here · `trying` each of them over HTTP, and how what was kept comes out again ·
`writer` a process that keeps files until it is killed · `killing` kills it again and again and compares store and rows.
Controls: the row written before the file must lose some; a scanner that is off must show as "not scanned".
"""

from thongsuot.edges.bench.report import Report


def run(*, quick: bool = False) -> Report:
    """See `measure.run`. Imported late: it needs Django."""
    from thongsuot.edges.bench.uploads import measure

    return measure.run(quick=quick)

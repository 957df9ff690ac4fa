"""`thongsuot gate pages`: what stands between a person and a page, looked at in Chromium.

`looking` what is asked of a page, by the gate and by the browser tests · `planned` how each route comes to be seen, or
why it is no page · `scene` what the pages show · `accounts` logging in by hand · `walking` from page to page by their
own links · `touring` as each of the demo's people · `measure` the limits. Citizens' pages are weighed with an empty
cache and after the home page; every page is held against axe at 360 and 1280 pixels; a dossier is received without a
mouse. Controls: a page that was made too heavy, one with a picture without words and a route that nobody saw must be
found.
"""

from thongsuot.edges.bench.report import Report


def run(*, quick: bool = False) -> Report:
    """See `measure.run`; quick looks at one address of each route. Imported late: it needs Django and Chromium."""
    from thongsuot.edges.bench.journey import intake

    intake.browser()  # without one the gate says so at once
    from thongsuot.edges.bench.pages import measure

    return measure.run(quick=quick)

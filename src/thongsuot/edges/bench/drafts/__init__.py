"""`thongsuot gate drafts`: what a citizen typed is there, whatever happens while he types.

In a real browser a declaration of more than twenty answers is filled in online, again and again, and at random places
the line is cut, the session ends, he logs out elsewhere, the tab is closed, the server is killed, a second window
writes into the same draft, or the browser's own store is full. Afterwards the draft on the server is compared with
everything that was typed.

Control: the same without the saving script must lose.
"""

from thongsuot.edges.bench.report import Report


def run(*, quick: bool = False) -> Report:
    """500 declarations; quick: one for each kind of mishap."""
    from thongsuot.edges.bench.drafts import measure

    return measure.run(quick=quick)

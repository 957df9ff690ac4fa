"""`thongsuot gate journey`: one dossier from the keyboard of counter A to the applicant's hand at post office D.

Received in a real browser without a mouse (`intake`, seconds by the keystroke-level model), for unit C; C is abolished
while the dossier and its papers are on the way; B decides in its place; the result is collected at D by somebody
authorised (`way`). After every step the dossier is compared with what the receipt in the applicant's hand says.

Controls: typing what the scanner reads must take longer; a dossier that was tampered with must be noticed; an
office to which a bag does not go must not get it.
"""

from thongsuot.edges.bench.report import Report


def run(*, quick: bool = False) -> Report:
    """See `way.run`; quick is the same: one dossier goes its way once."""
    from thongsuot.edges.bench.journey import way

    return way.run()

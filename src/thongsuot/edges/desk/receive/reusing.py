"""Papers that the applicant has had before, offered while receiving: looked for with his consent, chosen by a tick."""

from django.http import QueryDict

from thongsuot.edges.desk import page
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing.http.request import Request
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.filings import services

CHOSEN, CONSENT, LOOK = "r_", "store_consent", "store"


def opened(
    request: Request, agency_id: int, given: QueryDict
) -> tuple[tuple[dossiers.Earlier, ...], tuple[Problem, ...]]:
    """What there is, where it was asked for or something was chosen of it; and why nothing was shown."""
    if given.get("go") != LOOK and not any(name.startswith(CHOSEN) for name in given):
        return (), ()
    try:
        found = services.open_papers(
            actor=request.actor, now=request.now, agency_id=agency_id,
            citizen_id=page.asked(given, "citizen_id", 40), consent=bool(given.get(CONSENT)),
        )  # fmt: skip
    except Refused as refused:
        return (), refused.problems
    return found, ()

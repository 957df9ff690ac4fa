"""Through whose eyes a dossier is shown, and the way to the question for whoever may not see it."""

from urllib.parse import quote

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from thongsuot.edges.portal.page import LONGEST, plain, private
from thongsuot.kernel.actor import Actor, Kind
from thongsuot.plumbing.http import tracked
from thongsuot.plumbing.http.request import Request
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules import phone_digits


def found(request: Request, code: str) -> tuple[Actor, dossiers.DossierRecord] | None:
    """The dossier with the eyes through which this request may see it.

    A logged-in citizen sees his own; whoever proved to hold a code sees that one, logged in or not. An
    officer's rights do not count here: his page is at the desk.
    """
    viewers = [request.actor] if request.actor.kind in (Kind.CITIZEN, Kind.TRACKER) else []
    if (proved := tracked.dossier_of(request)) is not None:
        viewers.append(Actor(Kind.TRACKER, dossier_id=proved))
    for viewer in viewers:
        record = dossiers.dossier_by_code(viewer=viewer, code=plain(code))
        if record is not None and (viewer.kind is Kind.CITIZEN or _still_proved(request, record)):
            return viewer, record
    return None


def _still_proved(request: Request, record: dossiers.DossierRecord) -> bool:
    """Whether the digits by which this browser proved to hold the code are those of the phone that stands there now."""
    mark = tracked.mark_of(request)
    return not mark or mark == tracked.mark(phone_digits(record.phone))


def ask(code: str) -> HttpResponse:
    """Neither here nor in the form is told whether there is such a dossier."""
    return private(HttpResponseRedirect(f"{reverse('portal:follow')}?ma={quote(plain(code)[:LONGEST])}"))

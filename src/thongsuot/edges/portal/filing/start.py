"""The first page of filing online: what it takes, drafts that wait, and the button that begins a new one."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from thongsuot.edges.portal import saying
from thongsuot.edges.portal.filing import owner as owners
from thongsuot.edges.portal.filing.sheet import form_of
from thongsuot.edges.portal.page import asked, form_page, private
from thongsuot.kernel.actor import Kind
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.forms import rules
from thongsuot.work.filings import queries as filings
from thongsuot.work.filings import rules as filing_rules
from thongsuot.work.filings import services


@form_page
def start(request: Request, code: str) -> HttpResponse:
    """Begin a draft, or go on with one. `?xa=` is the commune that was chosen on the procedure's page."""
    version, form = form_of(request, code)
    owners.welcome(request)
    if request.method == "POST":
        return _begin(request, version.code)
    owner = owners.owner_of(request)
    waiting = [d for d in filings.drafts(viewer=owner, channel="ONLINE") if d.procedure_code == version.code]
    definition = rules.in_language(form.definition, get_language() or "vi")
    context = {
        "part": "procedures",
        "version": version,
        "title": saying.title(version.name),
        "definition": definition,
        "count": sum(1 for _each in definition.each()),
        "drafts": [
            {"url": step_url(version.code, d.id), "at": d.saved_at, "id": d.id, "ends_at": d.ends_at}
            for d in waiting
        ],
        "is_citizen": request.actor.kind is Kind.CITIZEN,
        "commune": asked(request.GET, "xa"),
    }
    return private(render(request, "portal/filing_start.html", context))


def _begin(request: Request, procedure_code: str) -> HttpResponse:
    owner, number = owners.numbered(request)
    version, form = form_of(request, procedure_code)
    commune = asked(request.POST, "xa")
    raw = {filing_rules.GENERAL["territory_code"]: commune} if commune else {}
    draft = services.begin(
        actor=owner, now=request.now, channel="ONLINE", procedure_code=version.code, form_id=form.id, raw=raw
    )
    return private(owners.remember(HttpResponseRedirect(step_url(version.code, draft.id)), number))


def step_url(code: str, draft_id: object, section: str = filing_rules.SECTION) -> str:
    """The address of one section of a draft."""
    return reverse("portal:filing-step", args=[code, draft_id, section])

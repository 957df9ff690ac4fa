"""What belongs to the citizen who is logged in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thongsuot.edges.portal import saying, story
from thongsuot.edges.portal.page import private
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.http.guards import citizen_required
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.filings import queries as filings
from thongsuot.work.notices import queries as notices

ON_PAGE = 20


@citizen_required
@require_http_methods(["GET", "HEAD"])
def mine(request: Request) -> HttpResponse:
    """My dossiers, the latest first, and what I was told last; drafts and notices on the first page only."""
    after = request.GET.get("after", "")
    with seeing(request.actor):
        found = dossiers.mine(viewer=request.actor, after=after, limit=ON_PAGE + 1)
        told = () if after else notices.latest(viewer=request.actor)
        drafts = () if after else filings.drafts(viewer=request.actor, channel="ONLINE")
    rows = found[:ON_PAGE]
    codes = {row.id: row.code for row in rows}
    context = {
        "part": "mine",
        "name": request.actor.name,
        "dossiers": [_line(row) for row in rows],
        "more": rows[-1].code if len(found) > ON_PAGE else "",
        "is_later": bool(after),
        "drafts": [_draft(one, request) for one in drafts],
        "notices": [(_(n.text).format(**n.params), n.at, codes.get(n.dossier_id, "")) for n in told],
    }
    return private(render(request, "portal/mine.html", context))


def _draft(one: filings.DraftRecord, request: Request) -> dict[str, object]:
    version = catalogue.version_on(code=one.procedure_code, day=request.day)
    return {
        "title": saying.title(version.name) if version else one.procedure_code,
        "url": reverse("portal:filing", args=[one.procedure_code]),
        "saved_at": one.saved_at,
        "ends_at": one.ends_at,
    }


def _line(row: dossiers.WorklistRow) -> dict[str, object]:
    version = catalogue.version(version_id=row.procedure_version_id)
    word, tone = story.WORDS[row.state]
    return {
        "code": row.code,
        "title": saying.title(version.name) if version else row.code,
        "word": _(word),
        "tone": tone,
        "received_at": row.received_at,
        "due_at": row.due_at,
        "agency": story.agency_name(row.holder_agency_id),
    }

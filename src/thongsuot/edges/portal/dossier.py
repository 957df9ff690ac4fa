"""The page of one dossier, for whoever may see it: its citizen, or a browser that proved to hold its code."""

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.edges.portal import saying, story
from thongsuot.edges.portal.page import LONGEST, asked, form_page, no_such, page, plain, private
from thongsuot.kernel.actor import Actor, Kind
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.http import tracked
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services
from thongsuot.work.dossiers.rules import Act, State, acts_open
from thongsuot.work.notices import queries as notices

REASON_LONGEST = 1000


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
        if record is not None:
            return viewer, record
    return None


@page
def dossier(request: Request, code: str) -> HttpResponse:
    """The dossier's page; whoever may not see it is asked for the code's proof."""
    seen = found(request, code)
    if seen is None:
        return _ask(code)
    viewer, record = seen
    with seeing(viewer):
        steps = dossiers.steps_of(viewer=viewer, dossier_id=record.id)
        papers = dossiers.papers_of(viewer=viewer, dossier_id=record.id)
        told = notices.of_dossier(viewer=viewer, dossier_id=record.id)
    version = catalogue.version(version_id=record.procedure_version_id)
    word, tone = story.WORDS[record.state]
    context = {
        "part": "follow",
        "record": record,
        "title": saying.title(version.name) if version else "",
        "procedure": version,
        "word": _(word),
        "tone": tone,
        "stand": story.stand(record, request.now),
        "way": story.way(record, steps),
        "wanted": story.wanted(steps) if record.state is State.WAITING else None,
        "refusal": story.refusal(record),
        "explained": story.explained(record),
        "papers": papers,
        "notices": [(_(n.text).format(**n.params), n.at) for n in told],
        "facts": _facts(record),
        "may_withdraw": Act.WITHDRAW in acts_open(record.state),
    }
    return private(render(request, "portal/dossier.html", context))


def _ask(code: str) -> HttpResponse:
    """Neither here nor in the form is told whether there is such a dossier."""
    return private(HttpResponseRedirect(f"{reverse('portal:follow')}?ma={_quoted(code)}"))


def _quoted(code: str) -> str:
    return quote(plain(code)[:LONGEST])


def _facts(record: dossiers.DossierRecord) -> list[dict[str, str]]:
    territory = units.unit_version(version_id=record.territory_version_id)
    rows = [
        (_("Người nộp"), record.applicant_name),
        (_("Nơi nhận hồ sơ"), story.agency_name(record.received_agency_id)),
        (_("Cơ quan giải quyết"), story.agency_name(record.competent_agency_id)),
        (_("Địa bàn"), territory.full_name if territory else ""),
        (_("Trường hợp"), saying.bare(record.case_name)),
        (_("Mã trên hệ thống khác"), record.external_code),
    ]
    return [{"term": term, "value": value} for term, value in rows if value]


@form_page
def withdraw(request: Request, code: str) -> HttpResponse:
    """The last look before a dossier is taken back, then taking it back."""
    seen = found(request, code)
    if seen is None:
        return _ask(code)
    viewer, record = seen
    if Act.WITHDRAW not in acts_open(record.state):
        raise no_such("Hồ sơ này không còn rút được. Hãy xem trạng thái hiện tại trên trang theo dõi.")
    problems: tuple[object, ...] = ()
    reason = asked(request.POST, "reason", REASON_LONGEST)
    if request.method == "POST":
        try:
            services.withdraw(
                actor=viewer, now=request.now, dossier_ids=[record.id], reason=reason, seen=_seen(request)
            )
        except Refused as refused:
            problems = refused.problems
        else:
            messages.success(request, _("Đã rút hồ sơ. Cơ quan đang giữ hồ sơ đã được báo."))
            return private(HttpResponseRedirect(reverse("portal:dossier", args=[record.code])))
    context = {"part": "follow", "record": record, "problems": problems, "reason": reason}
    return private(render(request, "portal/withdraw.html", context, status=422 if problems else 200))


def _seen(request: Request) -> int:
    """The version that the reader saw; one that nobody can have seen makes the change fail, not pass."""
    given = request.POST.get("seen", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 9 else -1

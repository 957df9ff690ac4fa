"""People of the backlog asked to come to a session: chosen from its list, written to, and what came of it."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from thongsuot.edges.desk import page, saying
from thongsuot.edges.desk.mobile.sessions import found_session
from thongsuot.kernel.errors import Forbidden, NotFound, Problem, Refused
from thongsuot.plumbing.http import problems as http_problems
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.links import tracking_path
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.units import queries as units
from thongsuot.work.mobile import papers, queries, rules, services
from thongsuot.work.mobile.rules import Outcome

MOST = 200


@officer_required
@require_POST
def invite(request: Request) -> HttpResponse:
    """The dossiers that were ticked in the backlog, to the session that was chosen beside them."""
    back = _back(request)
    picked, wanted = _picked(request), _id(request.POST.get("session", ""))
    if not picked or wanted is None:
        messages.warning(request, _("Hãy chọn ít nhất một hồ sơ và một phiên lưu động."))
        return HttpResponseRedirect(back)
    session = found_session(request, wanted)
    try:
        done = services.invite(
            actor=request.actor, now=request.now, agency_id=session.agency_id, session_id=session.id,
            dossier_ids=picked, today=request.day,
        )  # fmt: skip
    except (Forbidden, NotFound):
        raise
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, http_problems.text_of(problem))
        return HttpResponseRedirect(back)
    said = ngettext("Đã mời {n} người.", "Đã mời {n} người.", len(done.invited)).format(n=len(done.invited))
    messages.success(request, said)
    for reason, count in _reasons(done).items():
        messages.warning(request, f"{count} × {reason}")
    return HttpResponseRedirect(reverse("desk:mobile-session", args=[session.id]))


def _reasons(done: services.Invited) -> dict[str, int]:
    found: dict[str, int] = {}
    for problems in done.refused.values():
        for problem in problems:
            text = http_problems.text_of(problem)
            found[text] = found.get(text, 0) + 1
    return found


def _picked(request: Request) -> list[UUID]:
    found = (_id(text) for text in request.POST.getlist("row")[:MOST])
    return [one for one in found if one is not None]


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None  # nothing that a page of ours has offered


def _back(request: Request) -> str:
    query = page.asked(request.POST, "list", 1000)
    return f"{reverse('desk:backlog-list')}?{query}" if query else reverse("desk:backlog-list")


@officer_required
@require_POST
def told(request: Request, session_id: UUID) -> HttpResponse:
    """What came of the invitations that were ticked, or taking them back."""
    session = found_session(request, session_id)
    by: dict[str, Any] = {
        "actor": request.actor, "now": request.now, "agency_id": session.agency_id, "session_id": session.id,
        "dossier_ids": _picked(request),
    }  # fmt: skip
    given = request.POST.get("outcome", "")
    try:
        if given == "uninvite":
            count = services.uninvite(**by)
            messages.success(request, _("Đã bỏ {n} lời mời.").format(n=count))
        else:
            outcome = Outcome(given) if given in {one.value for one in Outcome} else Outcome.INVITED
            reason = page.asked(request.POST, "said", rules.TEXT_LONGEST + 1)
            count = services.record_outcome(**by, outcome=outcome, reason=reason, today=request.day)
            messages.success(request, _("Đã ghi kết quả của {n} người.").format(n=count))
    except (Forbidden, NotFound):
        raise
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, http_problems.text_of(problem))
    return HttpResponseRedirect(reverse("desk:mobile-session", args=[session.id]) + "#moi")


@officer_required
@require_safe
def letters(request: Request, session_id: UUID) -> HttpResponse:
    """The letters of a session in one PDF, a page for each person of whom nothing was told yet."""
    session = found_session(request, session_id)
    found = [
        one
        for one in queries.invitations(viewer=request.actor, session_id=session.id)
        if one.outcome is Outcome.INVITED
    ]
    if not found:
        raise NotFound(Problem("no_letters", "Phiên này không còn ai đang được mời.", "session"))
    content = papers.invitations_pdf([_letter(request, session, one) for one in found])
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": 'inline; filename="giay-moi.pdf"',
            "Cache-Control": "no-store, private",
        },
    )


def _letter(
    request: Request, session: queries.SessionRecord, one: queries.InvitationRecord
) -> papers.InvitationData:
    office = units.agency(agency_id=session.agency_id)
    above = units.agency(agency_id=office.parent_id) if office and office.parent_id else None
    town = units.unit(unit_id=office.unit_id, day=request.day) if office and office.unit_id else None
    where = units.unit(unit_id=session.unit_id, day=session.day)
    name = office.name if office else ""
    short = (
        name.removesuffix(f" {town.full_name[:1].lower()}{town.full_name[1:]}") if above and town else name
    )
    home = (office.authority_id if office else None) or 0
    phone = str(units.setting(authority_id=home, key="help_phone", default=""))
    return papers.InvitationData(
        superior=above.name if above else "", agency=short, agency_in_words=name, town=town.name if town else "",
        issued_at=one.invited_at, is_demo=bool(settings.DEMO), code=one.code,
        tracking_url=request.build_absolute_uri(tracking_path(one.dossier_id, one.code)),
        applicant=one.applicant_name, address=one.address, procedure=saying.procedure(one.procedure_version_id),
        received_at=one.received_at, day=session.day, hours=session.hours, place=session.place,
        commune=where.full_name if where else "", number=one.number,
        contact=", ".join(filter(None, (name, phone))),
    )  # fmt: skip

"""One dossier at the desk: its facts, papers and steps, what may be done with it, and the doing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from thongsuot.edges.desk import (
    acts,
    collecting,
    declared,
    forms,
    page,
    portal_files,
    rows,
    saying,
    seats,
    standing,
    states,
    story,
    supplementing,
    trail,
)
from thongsuot.edges.desk.clocks.line import line
from thongsuot.edges.desk.custody import originals
from thongsuot.edges.desk.signatures import pens
from thongsuot.kernel.errors import Conflict, NotFound, Problem, Refused
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import fields, formats
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules import ACT_NAMES, Act, State, act_problems
from thongsuot.work.dossiers.rules.files import FileSource
from thongsuot.work.signatures import queries as signatures

# After these the officer is through with a dossier, and goes on to the next of his list.
GOES_ON = (Act.DECIDE, Act.FORWARD, Act.RETURN, Act.WITHDRAW)
# Acts whose paper the officer signs at once, and states in which it may wait for a signature.
SIGNED = (Act.DECIDE, Act.REFUSE, Act.STOP, Act.EXTEND)
WAITS = (State.DECIDED, State.REFUSED, State.STOPPED)
# An apology that was signed on the way is no result.
ENDING = frozenset(signatures.FORMS[act] for act in SIGNED if act is not Act.EXTEND)


@dataclass(frozen=True, slots=True)
class Opened:
    """A dossier with everything that its pages show."""

    record: dossiers.DossierRecord
    papers: tuple[dossiers.PaperRecord, ...]
    steps: tuple[dossiers.StepRecord, ...]


def opened(request: Request, code: str) -> Opened:
    """The dossier as this officer may see it; raises NotFound."""
    viewer = request.actor
    with seeing(viewer):
        record = dossiers.dossier_by_code(viewer=viewer, code=page.asked({"code": code}, "code"))
        if record is None:
            raise page.no_such_dossier()
        papers = dossiers.papers_of(viewer=viewer, dossier_id=record.id)
        return Opened(record, papers, dossiers.steps_of(viewer=viewer, dossier_id=record.id))


@officer_required
@require_safe
def dossier(request: Request, code: str) -> HttpResponse:
    """The dossier's page."""
    found = opened(request, code)
    record, back = found.record, page.asked(request.GET, "list", 1000)
    way = trail.trail(request, record, back)
    able = _acts(request, record, back)
    context = {
        **_head(request, record),
        "states": states.four(request, record),
        "facts": story.facts(request.actor, record, request.day, _collect_at(request, record)),
        "applicant": story.applicant(record),
        "clock": line(request, record, found.steps),
        "explained": story.explained(record, found.steps),
        "papers": story.papers(found.papers),
        "story": story.way(record, found.steps),
        "outcome": story.outcome(record),
        "asked": story.asked(found.steps),
        "unanswered": supplementing.unanswered(record, found.steps, able, request.day),
        "files": story.files(record, found.steps),
        "signed": signed(request, record),
        "originals": originals.shown(request, record),
        "declaration": declared.shown(request, record),
        "digitised": digitised(request, record, found.steps),
        "in_place": standing.in_place(request, record, back or "-"),
        "acts": [one for one in able if not one["spec"].is_beside],
        "correct": next((one for one in able if one["spec"].is_beside), None),
        "why_not": _why_not(record, able),
        "done": page.asked(request.GET, "done", 40),
        "list": back,
        "back": way.back,
        "previous": way.previous,
        "following": way.following,
    }
    return page.show(request, "desk/dossier.html", context)


def signed(request: Request, record: dossiers.DossierRecord) -> dict[str, Any]:
    """Who signed the paper by which the dossier ended, and whether this officer might sign it now."""
    every = signatures.signed_of(viewer=request.actor, dossier_id=record.id)
    done = [one for one in every if one.form in ENDING]
    facts = [
        {
            "term": _("Đóng dấu số") if one.is_agency else _("Ký số"),
            "value": one.agency if one.is_agency else f"{one.signer}, {one.agency}",
            "note": formats.moment(one.at),
        }
        for one in done
    ]
    waits = not done and record.state in WAITS and bool(seats.able(request, pens.SIGN))
    return {"facts": facts, "may_sign": waits}


def digitised(
    request: Request, record: dossiers.DossierRecord, steps: tuple[dossiers.StepRecord, ...]
) -> dict[str, int]:
    """How many files there are, and how many the applicant has sent since he was asked for more."""
    found = dossiers.files_of(viewer=request.actor, dossier_id=record.id)
    sent = _sent_since(found, steps)
    missing = portal_files.shown(request, record)
    return {
        "count": len(found),
        "sent": len(sent) if record.state is State.WAITING else 0,
        "missing": len(missing),
    }


def _sent_since(
    found: Sequence[dossiers.FileRecord], steps: tuple[dossiers.StepRecord, ...]
) -> list[dossiers.FileRecord]:
    """What the applicant has sent since he was asked for more."""
    asked = story.asked(steps)
    return [f for f in found if asked and f.source is FileSource.CITIZEN and f.added_at >= asked["at"]]


def _form(request: Request, spec: acts.Spec, found: Opened, sent: Any) -> forms.ActForm | None:
    """The form of an act; papers that the applicant sent as files need not be ticked again."""
    came: tuple[str, ...] = ()
    if spec.act is Act.SUPPLEMENT and sent is None:
        files = dossiers.files_of(viewer=request.actor, dossier_id=found.record.id)
        came = tuple(dict.fromkeys(one.title for one in _sent_since(files, found.steps)))
    wanted_at = _wanted_at(request, spec, found.record)
    return acts.form_of(spec, found.record, found.steps, request.day, sent, wanted_at, came)


def _head(request: Request, record: dossiers.DossierRecord) -> dict[str, Any]:
    return {
        "record": record,
        "title": saying.procedure(record.procedure_version_id),
        "status": saying.status(record.state),
        "deadline": saying.deadline(record, request.now),
        "holder": saying.agency(record.holder_agency_id),
        "next_step": story.next_step(record),
    }


def _acts(request: Request, record: dossiers.DossierRecord, back: str) -> list[dict[str, Any]]:
    able = seats.acts_for(request, record)
    first = next((act for act in acts.FIRST.get(record.state, ()) if act in able), None)
    return [
        {
            "spec": spec,
            "name": _(ACT_NAMES[spec.act]),
            "basis": acts.basis(spec.act),
            "url": _act_address(record.code, spec, back),
            "is_first": spec.act is first,
        }
        for spec in sorted(acts.SPECS, key=lambda spec: spec.act is not first)
        if spec.act in able
    ]


def _why_not(record: dossiers.DossierRecord, able: Sequence[dict[str, Any]]) -> str:
    """Why there is nothing to do here for this officer."""
    if any(not one["spec"].is_beside for one in able):
        return ""
    if record.state not in acts.FIRST:
        return _("Hồ sơ đã kết thúc; không còn việc gì phải làm.")
    return _("Hồ sơ đang ở {agency}. Bạn xem được nhưng không xử lý ở bước này.").format(
        agency=saying.agency(record.holder_agency_id)
    )


def _collect_at(request: Request, record: dossiers.DossierRecord) -> str:
    found = dossiers.collect_names(viewer=request.actor, dossier_ids=[record.id], day=request.day)
    return found.get(record.id, "")


def _wanted_at(request: Request, spec: acts.Spec, record: dossiers.DossierRecord) -> int | None:
    """Who answers for the point where a result that is there is wanted, when it is to be sent on."""
    if spec.act is not Act.FORWARD or record.state is not State.DECIDED:
        return None
    return collecting.agency_of(request.actor, record.id, request.day)


def _act_address(code: str, spec: acts.Spec, back: str) -> str:
    path = reverse("desk:act", args=[code, spec.slug])
    return f"{path}?{urlencode({'list': back})}" if back else path


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: Request, code: str, slug: str) -> HttpResponse:
    """The form of one act, and carrying it out."""
    found = opened(request, code)
    record, back = found.record, page.asked(request.GET, "list", 1000)
    spec = acts.BY_SLUG.get(slug)
    if spec is None:
        raise NotFound(Problem("no_such_act", "Không có thao tác này.", "act"))
    way = trail.trail(request, record, back)  # before the act, which may take it out of the list
    problems: tuple[Problem, ...] = ()
    sent = request.POST if request.method == "POST" else None
    form = _form(request, spec, found, sent)
    if sent is not None and (form is None or form.is_valid()):
        try:
            _carry_out(request, spec, record, form)
        except Refused as refused:
            problems = refused.problems
            if form is not None:
                fields.add_problems(form, problems)
                form = _fresh(form, record, refused)
        else:
            return _on(request, spec, record, way.following, back)
    elif sent is None:
        problems = _not_now(request, spec, record)
    is_wrong = sent is not None or bool(problems)
    context = {
        **_head(request, record),
        "spec": spec,
        "name": _(ACT_NAMES[spec.act]),
        "basis": acts.basis(spec.act),
        "form": form,
        "problems": () if form is not None and form.errors else problems,
        "is_possible": not problems or sent is not None,
        "list": back,
        "back": rows.address(record.code, back),
        "asked": story.asked(found.steps),
        "owed": states.owed(request, record) if spec.act is Act.RETURN else {},
        "then": (way.next_code, _goes_on(request) if is_wrong else spec.act in GOES_ON),
    }
    return page.show(request, "desk/act.html", context, status=422 if is_wrong else 200)


def _goes_on(request: Request) -> bool:
    return request.POST.get("then") == "next"


def _on(
    request: Request, spec: acts.Spec, record: dossiers.DossierRecord, following: str, back: str
) -> HttpResponse:
    """After the act: what was done is said, and the next dossier opens, or this one again."""
    messages.success(request, _(spec.done).format(code=record.code))
    if spec.act in SIGNED:
        pens.after_deciding(request, [record.id])
    goes_on = following and _goes_on(request)
    return HttpResponseRedirect(following if goes_on else rows.address(record.code, back))


def _carry_out(request: Request, spec: acts.Spec, record: dossiers.DossierRecord, form: Any) -> None:
    seat = seats.seat_for(request, spec.act, record)
    seen = form.cleaned_data.get("seen") if form is not None else _seen(request)
    spec.verb(
        actor=request.actor,
        now=request.now,
        agency_id=seat or record.holder_agency_id,
        dossier_ids=[record.id],
        seen=-1 if seen is None else seen,
        **acts.arguments(spec, form),
    )


def _seen(request: Request) -> int | None:
    given = request.POST.get("seen", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 9 else None


def _fresh(form: Any, record: dossiers.DossierRecord, refused: Refused) -> Any:
    """After somebody else was faster: the officer has now been told, and may go on from what he sees."""
    if isinstance(refused, Conflict):
        form.data = form.data.copy()
        form.data["seen"] = str(record.version)
    return form


def _not_now(request: Request, spec: acts.Spec, record: dossiers.DossierRecord) -> tuple[Problem, ...]:
    """Why the act's form is not offered: the state, or nobody's grant."""
    found = act_problems(record.state, spec.act)
    if found or seats.seat_for(request, spec.act, record) is not None:
        return found
    return (Problem("not_here", "Bạn không có quyền làm việc này với hồ sơ đang ở cơ quan khác."),)

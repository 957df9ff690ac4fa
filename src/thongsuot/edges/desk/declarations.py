"""The declaration of a dossier at the desk: read, printed, entered or corrected on one page by keyboard.

What is being typed is a draft of the officer's own on the server, saved with every pause.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thongsuot.edges.desk import declared, page, rows, saying
from thongsuot.edges.desk.dossier import opened
from thongsuot.edges.desk.receive import population
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.forms import queries as forms
from thongsuot.registers.forms import rules
from thongsuot.registers.forms.queries import asking
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.filings import papers, services
from thongsuot.work.filings import queries as filings
from thongsuot.work.filings import rules as filing_rules

NOTHING = "Hồ sơ này không có tờ khai điện tử."


@dataclass(frozen=True, slots=True)
class Sheet:
    """A dossier's declaration as it is to be typed: the form, what is kept, the officer's draft of it."""

    record: dossiers.DossierRecord
    form: forms.FormRecord
    number: int
    draft: filings.DraftRecord
    agency_id: int


@officer_required
@require_safe
def paper(request: Request, code: str) -> HttpResponse:
    """The declaration as PDF."""
    record = opened(request, code).record
    pdf = papers.of_dossier(viewer=request.actor, record=record, is_demo=bool(settings.DEMO))
    if pdf is None:
        raise NotFound(Problem("no_declaration", NOTHING, "code"))
    name = f'inline; filename="{record.code}-to-khai.pdf"'
    headers = {"Content-Disposition": name, "Cache-Control": "no-store, private"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def declaration(request: Request, code: str) -> HttpResponse:
    """Enter or correct the declaration. `go`: save, refresh (ask again under the conditions), drop (the draft)."""
    sheet = _opened(request, code)
    if request.method != "POST":
        return _page(request, sheet, sheet.draft.raw)
    raw = asking.given_all(sheet.form.definition, request.POST)
    go = page.asked(request.POST, "go")
    if go == "drop":
        services.discard(actor=request.actor, draft_id=sheet.draft.id)
        return HttpResponseRedirect(rows.address(sheet.record.code))
    kept = _keep(request, sheet, raw)
    if go == "refresh":
        return _page(request, sheet, raw, draft=kept.draft)
    try:
        services.amend(
            actor=request.actor, now=request.now, dossier_id=sheet.record.id, raw=raw, agency_id=sheet.agency_id,
            number=_number(request, "_number"),
        )  # fmt: skip
    except Refused as refused:
        return _page(request, sheet, raw, refused.problems, refused.status, kept.draft)
    services.discard(actor=request.actor, draft_id=sheet.draft.id)
    messages.success(request, _("Đã lưu tờ khai của hồ sơ {code}.").format(code=sheet.record.code))
    response = HttpResponseRedirect(f"{rows.address(sheet.record.code)}?done=to-khai-{sheet.record.code}")
    population.forget(response, sheet.record.code)
    return response


@officer_required
@require_POST
def keep(request: Request, code: str) -> HttpResponse:
    """Save what stands in the fields. 409: another window of the same officer changed the same."""
    sheet = _opened(request, code)
    kept = _keep(request, sheet, asking.given_all(sheet.form.definition, request.POST))
    response = JsonResponse({"saved": not kept.conflicts}, status=409 if kept.conflicts else 200)
    response["Cache-Control"] = "no-store, private"
    return response


def _keep(request: Request, sheet: Sheet, raw: dict[str, str]) -> services.Kept:
    return services.keep(
        actor=request.actor, now=request.now, draft_id=sheet.draft.id,
        window=filing_rules.window_of(request.POST.dict()), given=raw,
    )  # fmt: skip


def _opened(request: Request, code: str) -> Sheet:
    """Raises NotFound for whoever may not type here, and where the procedure has no form."""
    record = opened(request, code).record
    seat = declared.seat(request, record)
    found = filings.answers_of(viewer=request.actor, dossier_id=record.id)
    form = found.form if found else declared.form_for(request, record)
    if seat is None or form is None:
        raise NotFound(Problem("no_declaration", NOTHING, "code"))
    raw = rules.raw_of(form.definition, found.answers) if found else _known(request, form, record)
    draft = services.begin(
        actor=request.actor, now=request.now, channel="DIRECT", procedure_code=form.definition.procedures[0],
        form_id=form.id, raw=raw, draft_id=_draft_id(request, record.id, found.number if found else 0),
    )  # fmt: skip
    return Sheet(record, form, found.number if found else 0, draft, seat)


def _known(request: Request, form: forms.FormRecord, record: dossiers.DossierRecord) -> dict[str, str]:
    """What the intake has asked, and what the population data told it besides, is not typed twice."""
    asked = {
        "name": record.applicant_name, "citizen_id": record.citizen_id, "phone": record.phone,
        "email": record.email, "address": record.address,
    }  # fmt: skip
    told = population.passed_on(request, record.code, record.citizen_id)
    known = filing_rules.known_as({**told, **{name: value for name, value in asked.items() if value}})
    return filing_rules.prefilled(form.definition, known, {})


def _draft_id(request: Request, dossier_id: UUID, number: int) -> UUID:
    """One draft of an officer for each state of a dossier's declaration, whichever way he comes back to it."""
    return uuid5(dossier_id, f"{request.actor.key} {number}")


def _number(request: Request, name: str) -> int:
    text = page.asked(request.POST, name)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else -1


def _page(
    request: Request, sheet: Sheet, raw: dict[str, str] | Any, wrong: tuple[Problem, ...] = (), status: int = 200,
    draft: filings.DraftRecord | None = None,
) -> HttpResponse:  # fmt: skip
    form = rules.in_language(sheet.form.definition, get_language() or "vi")
    groups: list[dict[str, Any]] = [
        {"section": section, "rows": asking.rows_of(section, raw, wrong)}
        for section in form.sections
        if section.is_visible(raw)
    ]
    context = {
        "record": sheet.record,
        "title": saying.procedure(sheet.record.procedure_version_id),
        "form_title": form.title,
        "groups": groups,
        "reasons": asking.reasons_of([one for group in groups for one in group["rows"]], wrong),
        "number": sheet.number,
        "base": (draft or sheet.draft).revision,
        "window": uuid4().hex[:12],
        "form_id": sheet.form.id,
        "keep_url": reverse("desk:declaration-keep", args=[sheet.record.code]),
    }
    return page.show(request, "desk/declaration.html", context, status=status)

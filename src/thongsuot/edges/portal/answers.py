"""What was answered on the form of a dossier: shown, printed, and corrected while more is asked for."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from thongsuot.edges.portal import saying, viewing
from thongsuot.edges.portal.filing.review import now_called
from thongsuot.edges.portal.page import form_page, no_such, page, private
from thongsuot.kernel.actor import Actor, Kind
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.forms import rules
from thongsuot.registers.forms.queries import asking
from thongsuot.registers.forms.rules import Type
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules import State
from thongsuot.work.filings import papers, services
from thongsuot.work.filings import queries as filings

NOTHING = "Hồ sơ này không có tờ khai điện tử."


@dataclass(frozen=True, slots=True)
class Shown:
    """The latest answers for a page: groups of facts, how often they were corrected, where to print and change."""

    groups: list[dict[str, Any]]
    corrected: int
    pdf: str
    change: str


def shown(viewer: Actor, record: dossiers.DossierRecord) -> Shown | None:
    """The answers of a dossier that the viewer may see; None without any."""
    found = filings.answers_of(viewer=viewer, dossier_id=record.id)
    if found is None:
        return None
    form = rules.in_language(found.form.definition, get_language() or "vi")
    groups = []
    for section, row, pairs in rules.listed(form, found.answers):
        title = section.title if section.repeat is None else f"{section.title} ({row + 1})"
        facts = [
            {"term": field.label, "value": rules.said(field, value),
             "note": now_called(value, record.received_at.date()) if field.type is Type.ADDRESS else ""}
            for field, value in pairs
        ]  # fmt: skip
        groups.append({"title": title, "facts": facts})
    may_change = viewer.kind is Kind.CITIZEN and record.state is State.WAITING
    change = reverse("portal:answers", args=[record.code]) if may_change else ""
    return Shown(groups, found.number - 1, reverse("portal:declaration", args=[record.code]), change)


@page
def declaration(request: Request, code: str) -> HttpResponse:
    """The declaration as PDF, for whoever may see the dossier."""
    seen = viewing.found(request, code)
    if seen is None:
        return viewing.ask(code)
    viewer, record = seen
    pdf = papers.of_dossier(viewer=viewer, record=record, is_demo=bool(settings.DEMO))
    if pdf is None:
        raise no_such(NOTHING)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{record.code}-to-khai.pdf"'
    return private(response)


@form_page
def change(request: Request, code: str) -> HttpResponse:
    """Correct the answers while more is asked for: all sections on one page, what stood before is kept."""
    seen = viewing.found(request, code)
    if seen is None:
        return viewing.ask(code)
    viewer, record = seen
    found = filings.answers_of(viewer=viewer, dossier_id=record.id)
    if found is None:
        raise no_such(NOTHING)
    if request.method != "POST":
        raw = rules.raw_of(found.form.definition, found.answers)
        return _page(request, record, found, raw)
    raw = asking.given_all(found.form.definition, request.POST)
    if request.POST.get("go") == "refresh":
        return _page(request, record, found, raw)
    seen_number = request.POST.get("_number", "")
    try:
        services.amend(
            actor=viewer, now=request.now, dossier_id=record.id, raw=raw,
            number=int(seen_number) if seen_number.isascii() and seen_number.isdecimal() else -1,
        )  # fmt: skip
    except Refused as refused:
        return _page(request, record, found, raw, refused.problems, status=refused.status)
    messages.success(request, _("Đã sửa tờ khai. Cơ quan đang giữ hồ sơ thấy bản mới."))
    return private(HttpResponseRedirect(reverse("portal:dossier", args=[record.code])))


def _page(
    request: Request, record: dossiers.DossierRecord, found: filings.AnswersRecord, raw: dict[str, str],
    wrong: tuple[Problem, ...] = (), status: int = 200,
) -> HttpResponse:  # fmt: skip
    definition = rules.in_language(found.form.definition, get_language() or "vi")
    version = catalogue.version(version_id=record.procedure_version_id)
    groups: list[dict[str, Any]] = [
        {"section": section, "rows": asking.rows_of(section, raw, wrong)}
        for section in definition.sections
        if section.is_visible(raw)
    ]
    context = {
        "part": "follow",
        "record": record,
        "title": saying.title(version.name) if version else "",
        "groups": groups,
        "reasons": asking.reasons_of([form for group in groups for form in group["rows"]], wrong),
        "number": found.number,
        "window": uuid4().hex[:12],
    }
    return private(render(request, "portal/answers.html", context, status=status))

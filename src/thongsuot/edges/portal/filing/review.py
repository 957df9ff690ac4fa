"""All answers on one page, what will follow, and the button that files."""

import hashlib
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.edges.portal import relieving, saying, story
from thongsuot.edges.portal.filing import attaching, counting
from thongsuot.edges.portal.filing import owner as owners
from thongsuot.edges.portal.filing.sheet import Sheet, opened
from thongsuot.edges.portal.filing.start import step_url
from thongsuot.edges.portal.page import asked, form_page, page, private
from thongsuot.kernel.actor import Kind
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing import commands
from thongsuot.plumbing.files import uploads
from thongsuot.plumbing.http import problems
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats
from thongsuot.plumbing.ui.fields import Reason
from thongsuot.registers.addresses import queries as addresses
from thongsuot.registers.forms import rules
from thongsuot.registers.forms.rules import Section, Type
from thongsuot.work.fees import queries as fees
from thongsuot.work.filings import papers, services
from thongsuot.work.filings import rules as filing_rules
from thongsuot.work.filings.services.filing import Prospect


@form_page
def review(request: Request, code: str, draft: UUID) -> HttpResponse:
    """The answers, each with the way back to its question; a POST files them (citizens who are logged in)."""
    owners.welcome(request)
    owner = owners.owner_of(request)
    sheet = opened(request, owner, code, draft)
    if request.method != "POST":
        return _page(request, sheet)
    if request.actor.kind is not Kind.CITIZEN:
        here = reverse("portal:filing-review", args=[sheet.version.code, draft])
        return private(HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': here})}"))
    return _submit(request, sheet)


def _submit(request: Request, sheet: Sheet) -> HttpResponse:
    seen = asked(request.POST, "_base")
    revision = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else -1
    fingerprint = hashlib.sha256(f"{sheet.draft.id} {revision}".encode()).hexdigest()
    found = attaching.slots_of(sheet, request.day)
    prospect = services.assess_draft(draft=sheet.draft, now=request.now, papers=attaching.papers_of(found))
    relief = _relief(prospect, request.day, request.POST)
    if relief is not None and not relief.is_valid():
        return _page(request, sheet, relief=relief, status=422)
    try:
        scans = attaching.scans_of(sheet, found)
        with commands.once(
            key=f"filing-{sheet.draft.id}",
            fingerprint=fingerprint,
            render=lambda receipt: {"code": receipt.code},
        ):
            code = services.submit(
                actor=request.actor, now=request.now, draft_id=sheet.draft.id, revision=revision,
                papers=attaching.papers_of(found), scans=scans, again=attaching.again_of(found),
            ).code  # fmt: skip
            uploads.forget(actor=request.actor, upload_ids=[one.id for slot in found for one in slot.kept])
    except commands.Replayed as replay:
        code = str(replay.answer["code"])
    except Refused as refused:
        return _page(request, sheet, refused.problems, status=refused.status)
    counting.charge(request, code, prospect.count)
    relieving.claim(request, code, relief)
    messages.success(request, _("Đã nộp. Mã hồ sơ của bạn là {code}.").format(code=code))
    address = reverse("portal:dossier", args=[code])
    return private(HttpResponseRedirect(f"{address}?{urlencode({'xong': f'{sheet.draft.id}.*'})}"))


def _relief(prospect: Prospect, day: date, given: Any = None) -> relieving.Relief | None:
    """The question on which ground to pay less, once it is known where the filing goes."""
    found = prospect.assessed
    if found is None:
        return None
    reliefs = fees.claimable(
        version_id=found.version.id, case=prospect.filing.case, channel=prospect.filing.channel,
        authority_id=found.authority_id, day=day,
    )  # fmt: skip
    return relieving.form(reliefs, given)


def _page(
    request: Request,
    sheet: Sheet,
    found: tuple[Problem, ...] = (),
    status: int = 200,
    relief: relieving.Relief | None = None,
) -> HttpResponse:
    slots = attaching.slots_of(sheet, request.day)
    prospect = services.assess_draft(draft=sheet.draft, now=request.now, papers=attaching.papers_of(slots))
    shown = found or prospect.problems
    due = prospect.assessed.due if prospect.assessed else None
    read = rules.read(sheet.definition, sheet.draft.raw, day=request.day)
    context: dict[str, Any] = {
        "part": "procedures",
        "sheet": sheet,
        "version": sheet.version,
        "title": saying.title(sheet.version.name),
        "groups": [_group(sheet, request.day, *one) for one in _sections(sheet, read.answers)]
        + [attaching.group_of(sheet, slots)],
        "reasons": [_reason(sheet, problem) for problem in shown],
        "competent": story.agency_name(prospect.assessed.competent_agency_id)
        if prospect.assessed and prospect.assessed.competent_agency_id
        else "",
        "due": formats.moment(due.due_at) if due and due.due_at else "",
        "price": counting.price(prospect, request.day),
        "relief": relief or _relief(prospect, request.day),
        "is_citizen": request.actor.kind is Kind.CITIZEN,
        "pledge": sheet.form.definition.pledge,
        "at": len(sheet.sections) + 2,
        "done": asked(request.GET, "xong"),
        "left": [value for value in sheet.left.values() if value],
        "declaration_url": reverse("portal:filing-paper", args=[sheet.version.code, sheet.draft.id]),
    }
    return private(render(request, "portal/filing_review.html", context, status=status))


def _sections(sheet: Sheet, answers: dict[str, Any]) -> list[tuple[Section, int, list[Any]]]:
    return [(section, row, pairs) for section, row, pairs in rules.listed(sheet.definition, answers)]


def _group(sheet: Sheet, day: date, section: Section, row: int, pairs: list[Any]) -> dict[str, Any]:
    url = step_url(sheet.version.code, sheet.draft.id, section.id)
    title = section.title if section.repeat is None else f"{section.title} ({row + 1})"
    facts = []
    for field, value in pairs:
        anchor = rules.key(section, field.id, row)
        note = now_called(value, day) if field.type is Type.ADDRESS else ""
        facts.append(
            {
                "term": field.label,
                "value": rules.said(field, value),
                "url": f"{url}#id_{anchor}",
                "note": note,
            }
        )
    return {"title": title, "facts": facts}


def now_called(text: str, day: date) -> str:
    """Where an address of former units lies today, when that is certain; "" otherwise."""
    answer = addresses.convert(text=text, day=day)
    if answer.outcome != "exact" or not answer.units or not answer.units[0].old:
        return ""
    unit = answer.units[0]
    return _("Nay là {unit}, {province}.").format(unit=unit.name, province=unit.province)


def _reason(sheet: Sheet, problem: Problem) -> Reason:
    """The problem with the way to its question, on whichever page that is."""
    if problem.code.startswith("attachment"):
        url = reverse("portal:filing-files", args=[sheet.version.code, sheet.draft.id])
        return Reason(problems.text_of(problem), f"{url}#f_{problem.field}")
    head = problem.field.partition(".")[0]
    for section in sheet.sections:
        if section.id == head or any(field.id == problem.field for field in section.fields):
            url = step_url(sheet.version.code, sheet.draft.id, section.id)
            return Reason(problems.text_of(problem), f"{url}#id_{problem.field}")
    return Reason(problems.text_of(problem))


@page
def declaration(request: Request, code: str, draft: UUID) -> HttpResponse:
    """The declaration as it stands, as PDF: to be looked at, or printed, signed and brought along."""
    sheet = opened(request, owners.owner_of(request), code, draft)
    prospect = services.assess_draft(draft=sheet.draft, now=request.now)
    agency = prospect.assessed.competent_agency_id if prospect.assessed else 0
    name = story.agency_name(agency) if agency else ""
    pdf = papers.declaration_pdf(
        papers.Declaration(
            sheet.form.definition,
            prospect.answers,
            name,
            prospect.assessed.territory.name if prospect.assessed else "",
            request.now,
            signer=prospect.filing.applicant.name,
            is_demo=bool(settings.DEMO),
            copy_label=_("Bản nháp, chưa nộp"),
            attached=[
                one.id
                for one in sheet.form.definition.attachments
                if sheet.draft.raw.get(one.id) or sheet.draft.raw.get(f"{filing_rules.AGAIN}{one.id}")
            ],
        )
    )
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="to-khai.pdf"'
    return private(response)

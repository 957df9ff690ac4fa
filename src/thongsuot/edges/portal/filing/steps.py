"""One section of the form: shown, saved with every pause, checked when one goes on."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4, uuid5

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from thongsuot.edges.portal import saying
from thongsuot.edges.portal.filing import owner as owners
from thongsuot.edges.portal.filing.sheet import NO_DRAFT, Sheet, form_of, opened
from thongsuot.edges.portal.filing.start import step_url
from thongsuot.edges.portal.page import asked, form_page, no_such, private
from thongsuot.kernel.actor import ANONYMOUS, Kind
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.http.guards import anyone
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.forms import rules
from thongsuot.registers.forms.queries import asking
from thongsuot.registers.forms.rules import Section
from thongsuot.work.filings import queries as filings
from thongsuot.work.filings import rules as filing_rules
from thongsuot.work.filings import services

ADD, REMOVE, NEXT, LATER = "add", "remove:", "next", "later"
PLAIN = "_plain"  # sent by pages whose scripts do not run: what an answer opens was not seen yet


@form_page
def step(request: Request, code: str, draft: UUID, section: str) -> HttpResponse:
    """Show a section, or take it. `go`: next, refresh (ask again under the conditions), add, remove:<row>, later."""
    owners.welcome(request)
    owner = owners.owner_of(request)
    try:
        sheet = opened(request, owner, code, draft)
    except NotFound:
        return _lost(request, code, draft, section)
    one = sheet.section(section)
    if request.method != "POST":
        return _shown(request, sheet, one, _filled(request, sheet, one))
    given = asking.given(one, request.POST)
    go = asked(request.POST, "go") or NEXT
    kept = services.keep(
        actor=owner, now=request.now, draft_id=draft, window=filing_rules.window_of(request.POST.dict()),
        given=_with_rows(one, given, go),
    )  # fmt: skip
    before = sheet.draft.raw
    sheet = opened(request, owner, code, draft)
    if kept.conflicts:
        return _conflict(request, sheet, sheet.section(section), given, kept)
    return _went(request, sheet, one, go, before)


def _went(request: Request, sheet: Sheet, one: Section, go: str, before: Mapping[str, str]) -> HttpResponse:
    """After a save without conflict: on to the next section, or the same again."""
    raw = sheet.draft.raw
    if go == LATER:
        address = reverse("portal:filing", args=[sheet.version.code])
        return _to(f"{address}?{urlencode({'xong': f'{sheet.draft.id}.{one.id}'})}")
    if go != NEXT:
        return _shown(request, sheet, sheet.section(one.id), raw)
    found = rules.read(sheet.definition, raw, day=request.day, sections=frozenset({one.id})).problems
    if found and PLAIN in request.POST and not {p.field for p in found} & _asked(one, before):
        return _shown(request, sheet, sheet.section(one.id), raw, is_longer=True)
    if found:
        return _shown(request, sheet, sheet.section(one.id), raw, found, status=422)
    order = [s.id for s in sheet.sections]
    after = order[order.index(one.id) + 1 :]
    address = step_url(sheet.version.code, sheet.draft.id, after[0]) if after else files_url(sheet)
    return _to(f"{address}?{urlencode({'xong': f'{sheet.draft.id}.{one.id}'})}")


def _asked(one: Section, raw: Mapping[str, str]) -> set[str]:
    """The questions that a page without scripts showed after these answers."""
    return {
        one.keys(row)[field.id]
        for row in range(one.rows(raw))
        for field in one.fields
        if field.is_visible(rules.around(one, row, raw))
    }


def _filled(request: Request, sheet: Sheet, one: Section) -> Mapping[str, str]:
    """The answers so far, with what is known for questions that nobody was shown yet (kept only when it is sent)."""
    raw = dict(sheet.draft.raw)
    said = {f"citizen.{name}": raw.get(key, "") for name, key in filing_rules.GENERAL.items()}
    known = {**filings.known(viewer=sheet.owner, day=request.day), **{k: v for k, v in said.items() if v}}
    here = {field.id for field in one.fields}
    proposed = filing_rules.prefilled(sheet.definition, known, raw)
    return {**raw, **{key: value for key, value in proposed.items() if key in here}}


def _with_rows(one: Section, given: dict[str, str], go: str) -> dict[str, str]:
    """The same with a row more, or without the one that was taken out (the rows below it move up)."""
    if one.repeat is None:
        return given
    count, rows = rules.counter(one.id), one.rows(given)
    if go == ADD:
        return {**given, count: str(min(rows + 1, one.repeat.most))}
    if not go.startswith(REMOVE) or not go.removeprefix(REMOVE).isdecimal():
        return given
    gone = int(go.removeprefix(REMOVE))
    found = dict(given)
    for row in range(gone, rows):
        for field_id, key in one.keys(row).items():
            found[key] = given.get(one.keys(row + 1)[field_id], "") if row + 1 < rows else ""
    return {**found, count: str(max(rows - 1, one.repeat.least))}


def _shown(
    request: Request, sheet: Sheet, one: Section, raw: Mapping[str, str], found: tuple[Problem, ...] = (),
    said: Mapping[str, str] | None = None, status: int = 200, is_longer: bool = False,
) -> HttpResponse:  # fmt: skip
    order = [s.id for s in sheet.sections]
    at = order.index(one.id)
    context: dict[str, Any] = {
        "part": "procedures",
        "sheet": sheet,
        "version": sheet.version,
        "title": saying.title(sheet.version.name),
        "section": one,
        "rows": asking.rows_of(one, raw, found, said),
        "may_add": one.repeat is not None and one.rows(raw) < one.repeat.most,
        "may_remove": one.repeat is not None and one.rows(raw) > one.repeat.least,
        "at": at + 1,
        "of": len(order) + 2,
        "back": step_url(sheet.version.code, sheet.draft.id, order[at - 1])
        if at
        else reverse("portal:filing", args=[sheet.version.code]),
        "window": uuid4().hex[:12],
        "autosave_url": reverse("portal:filing-keep", args=[sheet.version.code, sheet.draft.id, one.id]),
        "done": asked(request.GET, "xong"),
        "is_citizen": request.actor.kind is Kind.CITIZEN,
        "is_longer": is_longer,
        "is_asked": bool(said),
        "is_conditional": any(field.visible_when for field in one.fields),
    }
    context["reasons"] = asking.reasons_of(context["rows"])
    return private(render(request, "portal/filing_step.html", context, status=status))


def _conflict(
    request: Request, sheet: Sheet, one: Section, given: Mapping[str, str], kept: services.Kept
) -> HttpResponse:
    """Both values are on the page: what was typed here in the field, what another window wrote beside it."""
    message = _("Ở một cửa sổ khác, mục này được ghi là “{theirs}”. Giữ hoặc sửa lại ở đây rồi bấm tiếp.")
    said = {c.key: message.format(theirs=c.theirs or _("để trống")) for c in kept.conflicts}
    mine = {c.key: given.get(c.key, "") for c in kept.conflicts}
    return _shown(request, sheet, one, {**sheet.draft.raw, **mine}, said=said, status=409)


def _lost(request: Request, code: str, draft: UUID, section: str) -> HttpResponse:
    """No such draft for who asks: perhaps the session ended. What was sent is kept for after the log-in."""
    login = resolve_url(settings.LOGIN_URL)
    here = step_url(code, draft, section)
    if request.actor.kind is Kind.CITIZEN:
        raise no_such(NO_DRAFT)
    if request.method != "POST":
        return _to(f"{login}?{urlencode({'next': here})}")
    number = _set_aside(request, code, draft)
    return owners.remember(_to(f"{login}?{urlencode({'next': here})}"), number)


def _set_aside(request: Request, code: str, draft: UUID) -> str:
    """Keep what a browser sends whose session is over for after the log-in; one place for each window of the draft, so
    that what comes later counts. Returns the number that the browser is to remember ("": it has one)."""
    version, form = form_of(request, code)
    owner, number = owners.numbered(request)
    window = filing_rules.window_of(request.POST.dict())
    of = {owners.SAVED_OF: owners.saved_of(draft, window)}
    aside = services.begin(
        actor=owner, now=request.now, channel="ONLINE", procedure_code=version.code, form_id=form.id, raw=of,
        draft_id=uuid5(draft, f"{owner.key} {window.name}"),
    )  # fmt: skip
    services.keep(
        actor=owner, now=request.now, draft_id=aside.id, window=replace(window, base=aside.revision),
        given={**asking.sent(request.POST), **of},
    )  # fmt: skip
    return number


@anyone
@require_POST
def autosave(request: Request, code: str, draft: UUID, section: str) -> HttpResponse:
    """Save what stands in the fields. 409: another window changed the same; 401: the draft is not (or no longer) yours;
    what was sent after the session had ended waits for the log-in, and comes home before what is sent after it."""
    owners.welcome(request)
    owner = owners.owner_of(request)
    try:
        if owner.key == ANONYMOUS.key:
            raise no_such(NO_DRAFT)
        sheet = opened(request, owner, code, draft)
    except NotFound:
        answer = _answer({"saved": False}, 401)
        if request.actor.kind is Kind.CITIZEN:
            return answer
        with suppress(NotFound, Refused):
            return owners.remember(answer, _set_aside(request, code, draft))
        return answer
    given = asking.given(sheet.section(section), request.POST)
    kept = services.keep(
        actor=owner, now=request.now, draft_id=draft, window=filing_rules.window_of(request.POST.dict()),
        given=given,
    )  # fmt: skip
    told = [{"field": c.key, "theirs": c.theirs} for c in kept.conflicts]
    return _answer(
        {"saved": not told, "revision": kept.draft.revision, "conflicts": told}, 409 if told else 200
    )


@anyone
@require_POST
def discard(request: Request, code: str, draft: UUID) -> HttpResponse:
    """Throw a draft away; back to the start."""
    services.discard(actor=owners.owner_of(request), draft_id=draft)
    address = reverse("portal:filing", args=[form_of(request, code)[0].code])
    return _to(f"{address}?{urlencode({'xong': f'{draft}.*'})}")


def files_url(sheet: Sheet) -> str:
    """The address of the page for papers, after the last section."""
    return reverse("portal:filing-files", args=[sheet.version.code, sheet.draft.id])


def _answer(body: Mapping[str, Any], status: int) -> HttpResponse:
    return private(JsonResponse(json.loads(json.dumps(body)), status=status))


def _to(address: str) -> HttpResponse:
    return private(HttpResponseRedirect(address))

"""The page of the intake and its two parts that refresh by themselves: suggestions, and what will follow."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thongsuot.edges.desk import page, saying, scan, seats
from thongsuot.edges.desk.receive import counting, population, relieving, reusing, scans
from thongsuot.edges.desk.receive.desk import POINT_COOKIE, POINT_LASTS_S, Desk
from thongsuot.edges.desk.receive.intake_form import Intake
from thongsuot.edges.desk.receive.outlook import look_ahead
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing import commands
from thongsuot.plumbing.files import slots
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services
from thongsuot.work.filings import services as filings

HITS = 8
FINAL = ("receive", "decline")
DECLINE = "dossiers.decline"
ATTACH = "dossiers.attach"


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: Request) -> HttpResponse:
    """The whole intake. A POST carries everything; which button was pressed says what is wanted."""
    desk = Desk.of(request)
    if request.method != "POST":
        return _shown(request, desk, QueryDict(f"procedure_code={quote(request.GET.get('procedure', ''))}"))
    given = request.POST.copy()
    untaken = slots.taken(request, given)
    card = scan.read(given.get("citizen_id", ""))
    for name, value in card.items():
        given[name] = value
    if chosen := page.asked(given, "choose"):
        given["procedure_code"], given["case"] = chosen, ""
    if settled := page.asked(given, "settle"):
        given["territory_code"] = settled
    if given.get("go") == "change":
        given["procedure_code"] = ""
    if given.get("go") == "population":
        untaken += population.fill(request, _agency(desk, given), given)
    had, unopened = reusing.opened(request, _agency(desk, given), given) if may_scan(request) else ((), ())
    untaken += unopened
    go = "" if chosen or settled or card else given.get("go", FINAL[0])
    form = desk.form(request, given, is_sent=True)
    if go not in FINAL or form.version is None:
        return _shown(
            request,
            desk,
            given,
            is_filled=bool(card or settled or given.get("go") == "population"),
            untaken=untaken,
            had=had,
        )
    found = scans.slots(request, given, form, had) if may_scan(request) else ()
    scans.note(form, found)
    if form.is_valid() and not untaken and (done := _carry_out(request, form, go, found)):
        return done
    return _page(request, desk, form, found, untaken=untaken, status=422)


def _agency(desk: Desk, given: QueryDict) -> int:
    """The agency that the page names, among the officer's own."""
    asked = given.get("agency", "")
    return next((a.id for a in desk.agencies if str(a.id) == asked), desk.agencies[0].id)


def may_scan(request: Request) -> bool:
    """Whether the officer may put files into the dossiers that he receives."""
    return bool(seats.able(request, ATTACH))


def _carry_out(request: Request, form: Intake, go: str, found: Sequence[scans.Slot]) -> HttpResponse | None:
    """Receive or decline, once for this form; None when it was refused (the form then says why)."""
    data = form.cleaned_data
    files = [str(id_) for slot in found for id_ in (*(kept.id for kept in slot.kept), *slot.again)]
    said = [*sorted((key, str(value)) for key, value in data.items()), ("files", str(files))]
    fingerprint = hashlib.sha256(f"{go} {said}".encode()).hexdigest()
    key = f"intake-{data.get('once') or uuid4().hex}"
    try:
        act = _act(request, form, go, found)
        with commands.once(key=key, fingerprint=fingerprint, render=lambda receipt: {"code": receipt.code}):
            code = act().code
    except commands.Replayed as replay:
        code = str(replay.answer["code"])
    except Refused as refused:
        if any(problem.code == "key_reused" for problem in refused.problems):
            return _again(request, form, found)
        form.refuse(refused.problems)
        return None
    _wish(request, form, go, code)
    if go == "receive":
        counting.charge(request, form.counts, code, data.get("agency") or 0)
        relieving.claim(
            request, code, data.get("agency") or 0, relief=data.get("relief", ""), proof=data.get("proof", "")
        )
    scans.forget(request, found)
    said_so = _("Đã tiếp nhận hồ sơ {code}. Hãy in giấy hẹn cho người nộp.")
    if go == "decline":
        said_so = _("Đã từ chối tiếp nhận, số {code}. Hãy in phiếu từ chối cho người nộp.")
    messages.success(request, said_so.format(code=code))
    response = HttpResponseRedirect(f"{reverse('desk:dossier', args=[code])}?done=receive")
    if data.get("point") is not None:
        response.set_cookie(
            POINT_COOKIE, str(data["point"]), max_age=POINT_LASTS_S, path=reverse("desk:receive"), httponly=True,
            secure=settings.SESSION_COOKIE_SECURE, samesite="Lax",
        )  # fmt: skip
    if go == "receive":
        population.pass_on(response, form.heard, code)
    return response


def _wish(request: Request, form: Intake, go: str, code: str) -> None:
    """Keep where the applicant wants to collect; after the act, because an act that was done before is not done again."""
    record = dossiers.dossier_by_code(viewer=request.actor, code=code) if form.collects_at else None
    if record is not None and go == "receive":
        services.choose_place(
            actor=request.actor, now=request.now, dossier_id=record.id, point_code=form.collects_at,
            agency_id=form.cleaned_data.get("agency") or 0,
        )  # fmt: skip


def _act(
    request: Request, form: Intake, go: str, found: Sequence[scans.Slot]
) -> Callable[[], services.Receipt]:
    """The verb of the button with what it needs; raises Refused for files that cannot be taken."""
    filing, data = form.filing(), form.cleaned_data
    who: dict[str, Any] = {"actor": request.actor, "now": request.now, "agency_id": data.get("agency") or 0}
    if go == "decline":
        why = {"reason_code": data["reason_code"], "reason": data["reason"]}
        return lambda: services.decline(**who, filing=filing, **why)
    bind = bool(form.data.get("bind"))
    digitised = scans.examined(request, found, bind=bind) if any(slot.kept for slot in found) else []
    again: dict[str, Any] = {"again": scans.again(found), "consent": bool(form.data.get(reusing.CONSENT))}
    if form.differing:
        why = {"fields": form.differing, "reason": data["different"]}
        return lambda: filings.receive_different(**who, filing=filing, scans=digitised, **why, **again)
    if not digitised and not again["again"]:
        return lambda: services.receive(**who, filing=filing)
    return lambda: services.receive_digitised(**who, filing=filing, scans=digitised, **again)


def _again(request: Request, form: Intake, found: Sequence[scans.Slot]) -> HttpResponse:
    """The same page was sent before with other answers: whether this is another dossier, the officer says."""
    message = _("Trang này đã dùng để tiếp nhận một hồ sơ. Nếu đây là hồ sơ khác, hãy bấm tiếp nhận lần nữa.")
    form.add_error(None, message)
    form.data = {**dict(form.data.items()), "once": uuid4().hex}
    return _page(request, Desk.of(request), form, found, status=422)


def _shown(
    request: Request,
    desk: Desk,
    given: QueryDict,
    *,
    is_filled: bool = False,
    untaken: tuple[Problem, ...] = (),
    had: Sequence[dossiers.Earlier] = (),
) -> HttpResponse:
    """The page with what is known so far, nothing of it checked yet; `is_filled`: we know more than was typed."""
    form = desk.form(request, given)
    found = scans.slots(request, given, form, had) if may_scan(request) else ()
    scans.note(form, found)
    words = page.asked(given, "q")
    return _page(request, desk, form, found, words=words, is_filled=is_filled, untaken=untaken)


def _page(
    request: Request,
    desk: Desk,
    form: Intake,
    found: Sequence[scans.Slot],
    *,
    words: str = "",
    is_filled: bool = False,
    untaken: tuple[Problem, ...] = (),
    status: int = 200,
) -> HttpResponse:
    version = form.version
    known = form.data if form.is_bound else form.initial
    code = page.asked(known, "procedure_code")
    context = {
        "form": form,
        "version": version,
        "title": saying.title(version.name) if version else "",
        "unknown": code if code and version is None else "",
        "hits": _hits(request, desk, words) if words and version is None else (),
        "words": words,
        "is_filled": is_filled,
        "outlook": look_ahead(request, form) if version else None,
        "action": f"{reverse('desk:receive')}?{urlencode({'procedure': code})}" if version else "",
        "agency": desk.agencies[0],
        "point": form.points[0] if form.points else None,
        "communes": () if form.commune else form.called,
        "slots": found,
        "is_scanned": any(slot.kept or slot.offered for slot in found) or bool(untaken),
        "is_agreed": bool(known.get(reusing.CONSENT)),
        "is_nothing_had": known.get("go") == reusing.LOOK and not any(slot.offered for slot in found),
        "is_bound": not form.data or bool(form.data.get("bind")) if form.is_bound else known.get("bind", "1"),
        "untaken": untaken,
        "population": population.is_offered(),
        "may_decline": bool(seats.able(request, DECLINE)),
    }
    return page.show(request, "desk/receive.html", context, current="receive", status=status)


def _hits(request: Request, desk: Desk, words: str) -> tuple[catalogue.Hit, ...]:
    return catalogue.search(words=words, day=request.day, authority_code=desk.agencies[0].code, limit=HITS)


@officer_required
@require_safe
def procedures(request: Request) -> HttpResponse:
    """Suggestions while the officer types; a part of the page."""
    words = page.asked(request.GET, "q")
    hits = _hits(request, Desk.of(request), words) if len(words) > 1 else ()
    return render(request, "desk/receive_hits.html", {"hits": hits, "words": words})


@officer_required
@require_safe
def communes(request: Request) -> HttpResponse:
    """The communes that may be meant while the officer types; a part of the page."""
    words = page.asked(request.GET, "territory_code")
    called = Desk.of(request).called(words)
    return render(request, "desk/receive_communes.html", {"communes": called, "words": words})


@officer_required
@require_POST
def check(request: Request) -> HttpResponse:
    """What would follow from the form as it stands: the due date with its reasons, and likely duplicates."""
    given = request.POST.copy()
    form = Desk.of(request).form(request, given, is_sent=True)
    scans.note(form, scans.slots(request, given, form) if may_scan(request) else ())
    response = render(request, "desk/receive_outlook.html", {"outlook": look_ahead(request, form)})
    response["Cache-Control"] = "no-store, private"
    return response

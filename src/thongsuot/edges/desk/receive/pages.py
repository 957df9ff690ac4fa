"""The page of the intake and its two parts that refresh by themselves: suggestions, and what will follow."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thongsuot.edges.desk import page, saying, seats
from thongsuot.edges.desk.receive import scan
from thongsuot.edges.desk.receive.intake_form import Intake
from thongsuot.edges.desk.receive.outlook import look_ahead
from thongsuot.kernel.errors import Forbidden, Problem, Refused
from thongsuot.plumbing import commands
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import services

HITS = 8
FINAL = ("receive", "decline")


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one receives: the agencies, and the communes about which dossiers may be filed there."""

    agencies: tuple[units.AgencyRecord, ...]
    communes: tuple[units.UnitRecord, ...]

    @staticmethod
    def of(request: Request) -> "Desk":
        """The officer's desk; raises Forbidden when he receives nowhere."""
        agencies = seats.counters(request, page.RECEIVE)
        if not agencies:
            raise Forbidden(Problem("not_granted", "Tài khoản của bạn không được giao việc tiếp nhận hồ sơ."))
        authority = agencies[0].authority_id
        province = units.unit(unit_id=authority, day=request.day) if authority else None
        communes = units.communes_of(province_code=province.code, day=request.day) if province else ()
        return Desk(agencies, tuple(communes))

    @property
    def own_commune(self) -> str:
        """The commune that is most often meant: the desk's own."""
        return next((c.code for c in self.communes if c.id == self.agencies[0].unit_id), "")

    def form(self, request: Request, given: Mapping[str, Any], *, is_sent: bool = False) -> Intake:
        """The form with what is known so far; only a sent one is checked."""
        code = page.asked(given, "procedure_code")
        version = catalogue.version_on(code=code, day=request.day) if code else None
        known = {"agency": self.agencies[0].id, "territory_code": self.own_commune, **dict(given.items())}
        known["once"] = known.get("once") or uuid4().hex
        return Intake(
            given if is_sent else None,
            version=version,
            agencies=[(a.id, a.name) for a in self.agencies],
            territories=[("", _("Chọn xã, phường")), *((c.code, c.full_name) for c in self.communes)],
            initial=known,
        )


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: Request) -> HttpResponse:
    """The whole intake. A POST carries everything; which button was pressed says what is wanted."""
    desk = Desk.of(request)
    if request.method != "POST":
        return _shown(request, desk, {"procedure_code": request.GET.get("procedure", "")})
    given = request.POST.copy()
    card = scan.read(given.get("citizen_id", ""))
    for name, value in card.items():
        given[name] = value
    if chosen := page.asked(given, "choose"):
        given["procedure_code"], given["case"] = chosen, ""
    if given.get("go") == "change":
        given["procedure_code"] = ""
    go = "" if chosen or card else given.get("go", FINAL[0])
    form = desk.form(request, given, is_sent=True)
    if go not in FINAL or form.version is None:
        return _shown(request, desk, given, is_filled=bool(card))
    if form.is_valid() and (done := _carry_out(request, form, go)):
        return done
    return _page(request, desk, form, status=422)


def _carry_out(request: Request, form: Intake, go: str) -> HttpResponse | None:
    """Receive or decline, once for this form; None when it was refused (the form then says why)."""
    filing, agency_id = form.filing(), form.cleaned_data.get("agency") or 0
    data = form.cleaned_data

    def act() -> services.Receipt:
        if go == "decline":
            return services.decline(
                actor=request.actor, now=request.now, agency_id=agency_id, filing=filing,
                reason_code=data["reason_code"], reason=data["reason"],
            )  # fmt: skip
        return services.receive(actor=request.actor, now=request.now, agency_id=agency_id, filing=filing)

    said = sorted((key, str(value)) for key, value in data.items())
    fingerprint = hashlib.sha256(f"{go} {said}".encode()).hexdigest()
    key = f"intake-{data.get('once') or uuid4().hex}"
    try:
        with commands.once(key=key, fingerprint=fingerprint, render=lambda receipt: {"code": receipt.code}):
            code = act().code
    except commands.Replayed as replay:
        code = str(replay.answer["code"])
    except Refused as refused:
        if any(problem.code == "key_reused" for problem in refused.problems):
            return _again(request, form)
        form.refuse(refused.problems)
        return None
    said_so = _("Đã tiếp nhận hồ sơ {code}. Hãy in giấy hẹn cho người nộp.")
    if go == "decline":
        said_so = _("Đã từ chối tiếp nhận, số {code}. Hãy in phiếu từ chối cho người nộp.")
    messages.success(request, said_so.format(code=code))
    return HttpResponseRedirect(f"{reverse('desk:dossier', args=[code])}?done=receive")


def _again(request: Request, form: Intake) -> HttpResponse:
    """The same page was sent before with other answers: whether this is another dossier, the officer says."""
    message = _("Trang này đã dùng để tiếp nhận một hồ sơ. Nếu đây là hồ sơ khác, hãy bấm tiếp nhận lần nữa.")
    form.add_error(None, message)
    form.data = {**dict(form.data.items()), "once": uuid4().hex}
    return _page(request, Desk.of(request), form, status=422)


def _shown(
    request: Request, desk: Desk, given: Mapping[str, Any], *, is_filled: bool = False
) -> HttpResponse:
    """The page with what is known so far, nothing of it checked yet; `is_filled`: we know more than was typed."""
    return _page(request, desk, desk.form(request, given), words=page.asked(given, "q"), is_filled=is_filled)


def _page(
    request: Request,
    desk: Desk,
    form: Intake,
    *,
    words: str = "",
    is_filled: bool = False,
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
@require_POST
def check(request: Request) -> HttpResponse:
    """What would follow from the form as it stands: the due date with its reasons, and likely duplicates."""
    form = Desk.of(request).form(request, request.POST.copy(), is_sent=True)
    response = render(request, "desk/receive_outlook.html", {"outlook": look_ahead(request, form)})
    response["Cache-Control"] = "no-store, private"
    return response

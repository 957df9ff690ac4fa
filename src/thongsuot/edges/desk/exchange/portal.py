"""The national portal: the two systems' numbers side by side, what waits to be sent, what came and could not be taken in."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from thongsuot.edges.desk import page, portal_files, seats
from thongsuot.edges.desk.exchange import lists
from thongsuot.kernel.errors import Forbidden, Problem, Refused
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import fields, formats, forms, tables
from thongsuot.registers.units import queries as units
from thongsuot.work.sync import ports, queries, services

RESEND = "sync.resend"
VIEWS = ("", "differences", "outbox", "arrivals", "files")
DAYS = 30


class Days(forms.Form):
    """Dossiers received on these days are compared."""

    from_day = forms.Day(label=gettext_lazy("Tiếp nhận từ ngày"))
    to_day = forms.Day(label=gettext_lazy("Đến hết ngày"))


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def portal(request: Request) -> HttpResponse:
    """The views of one thing; by POST what was asked for, then back to where it was asked."""
    seat = _seat(request)
    assert seat.authority_id is not None
    view = request.GET.get("view", "")
    view = view if view in VIEWS else ""
    first = {"from_day": request.day - timedelta(days=DAYS - 1), "to_day": request.day}
    form = Days(request.POST if "compare" in request.POST else None, initial=first)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            said = _done(request, seat, seat.authority_id, form)
        except Refused as refused:
            problems = refused.problems
            fields.add_problems(form, problems) if form.is_bound else None
        else:
            if said:
                messages.success(request, said)
                return HttpResponseRedirect(f"{reverse('desk:portal')}?view={view}")
    context, table = _context(request, seat.authority_id, view)
    if table is not None and (answer := tables.export(request, table)):
        return answer
    is_wrong = bool(problems) or bool(form.errors)
    context |= {"form": form, "problems": problems, "view": view, "table": table}
    return page.show(
        request, "desk/exchange/portal.html", context, current="portal", status=422 if is_wrong else 200
    )


def _seat(request: Request) -> units.AgencyRecord:
    """The agency of a province in whose name the officer acts."""
    found = [place for place in seats.places(seats.able(request, RESEND)) if place.authority_id is not None]
    if not found:
        raise Forbidden(Problem("not_granted", "Trang này dành cho người theo dõi toàn tỉnh."))
    return found[0]


def _done(request: Request, seat: units.AgencyRecord, authority_id: int, form: Days) -> str:
    """Do what the pressed button asks for; "" when the form must be shown again."""
    given: dict[str, Any] = {"actor": request.actor, "now": request.now, "agency_id": seat.id}
    asked = request.POST
    picked = [one[:100] for one in asked.getlist("row")][:1000]
    if "compare" in asked:
        return _compare(given, authority_id, form)
    if "again" in asked or "again-all" in asked:
        codes = (
            list(queries.differing_codes(viewer=request.actor, authority_id=authority_id))
            if "again-all" in asked
            else picked
        )
        if not codes:
            raise Refused(Problem("nothing_picked", "Hãy chọn ít nhất một dòng."))
        count = services.tell_again(**given, authority_id=authority_id, codes=codes)
        return _("Đã xếp gửi lại {n} hồ sơ.").format(n=formats.number(count))
    if "fetch-dossier" in asked or "fetch-missing" in asked:
        return _fetched(given, authority_id, asked.get("fetch-dossier", "")[:100])
    if "fetch-again" in asked:
        return portal_files.again(request, seat.id, picked)
    return _one(given, asked, picked, authority_id, request)


def _fetched(given: dict[str, Any], authority_id: int, code: str) -> str:
    """Fetch what is missing here, or one of it; what came of each is said, and nothing is taken back."""
    missing = queries.missing_here(
        viewer=given["actor"], authority_id=authority_id, most=lists.FETCHED_AT_ONCE
    )
    codes = [code] if code else [one.code for one in missing]
    found = services.fetch_dossiers(
        **given, authority_id=authority_id, codes=codes, given=services.ask_for(codes=codes)
    )
    return " ".join(lists.refetched(found))


def _one(given: dict[str, Any], asked: Any, picked: list[str], authority_id: int, request: Request) -> str:
    reason = page.asked(asked, "reason", 300)
    if "resend" in asked:
        receiver = lists.receiver_of(request.actor, authority_id)
        ids = [int(one) for one in picked if one.isascii() and one.isdigit()]
        if receiver is None or not ids:
            raise Refused(Problem("nothing_picked", "Hãy chọn ít nhất một dòng."))
        count = services.resend(**given, receiver_id=receiver.id, message_ids=ids)
        return _("Đã xếp gửi ngay {n} bản tin.").format(n=formats.number(count))
    if "skip" in asked:
        services.skip(**given, message_id=_number(asked["skip"]), reason=reason)
        return _("Đã bỏ qua bản tin; các bản tin sau của hồ sơ được gửi tiếp.")
    if "retry" in asked:
        services.retry_arrival(**given, arrival_id=_number(asked["retry"]))
        return _("Đã thử nhận lại.")
    if "dismiss" in asked:
        services.dismiss_arrival(**given, arrival_id=_number(asked["dismiss"]), reason=reason)
        return _("Đã đóng bản tin, lý do được giữ lại.")
    raise Refused(Problem("nothing_asked", "Hãy chọn một việc để làm."))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _compare(given: dict[str, Any], authority_id: int, form: Days) -> str:
    if not form.is_valid():
        return ""
    days = {"from_day": form.cleaned_data["from_day"], "to_day": form.cleaned_data["to_day"]}
    services.reconcile(**given, authority_id=authority_id, **days, theirs=services.ask(**days))
    return _("Đã đối soát với Cổng quốc gia.")


def _context(request: Request, authority_id: int, view: str) -> tuple[dict[str, Any], tables.Table | None]:
    actor = request.actor
    receiver = lists.receiver_of(actor, authority_id)
    compared = queries.compared(viewer=actor, authority_id=authority_id)
    open_ = queries.arrivals(viewer=actor, authority_id=authority_id, states=("refused", "new"))
    refused = [one for one in open_ if one.state == "refused"]
    counts = {
        "differences": compared.count if compared else 0,
        "outbox": receiver.waiting if receiver else 0,
        "arrivals": len(refused),
        "files": queries.count_failed(viewer=actor, authority_id=authority_id),
    }
    table: tables.Table | None = None
    if view == "differences":
        table = lists.differences(compared)
    elif view == "outbox":
        table = lists.outbox(actor, receiver)
    elif view == "files":
        found = queries.open_files(viewer=actor, authority_id=authority_id)
        table = portal_files.table(found, lambda code: reverse("desk:files", args=[code]))
    elif view == "":
        table = lists.tallies(compared)
    context = {
        "is_connected": ports.portal() is not None,
        "receiver": receiver,
        "compared": compared,
        "tabs": lists.tabs(view, counts),
        "stats": lists.stats(receiver, counts),
        "missing": lists.missing(actor, authority_id) if view == "differences" else [],
        "blocked": lists.blocked(actor, receiver) if view == "outbox" else [],
        "arrivals": [lists.arrival(one) for one in open_] if view == "arrivals" else [],
    }
    return context, table

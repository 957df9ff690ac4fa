"""Orders: the last look before one is given, how far it has come, and what it did or why it was refused."""

from dataclasses import replace
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from thongsuot.edges.desk import page
from thongsuot.edges.desk import saying as desk_saying
from thongsuot.edges.desk.reorganisation import frame, saying
from thongsuot.edges.desk.reorganisation.plans import CURRENT
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import fields, forms, tables
from thongsuot.registers.identity import queries as identity
from thongsuot.transition.reorganisation import queries, rules, services
from thongsuot.transition.reorganisation.queries import OrderRecord, PlanRecord, ReportRecord
from thongsuot.transition.reorganisation.rules import Doing

PAGE = 100
KINDS = {Doing.REHEARSE: "rehearsal", Doing.ACTIVATE: "activation", Doing.UNDO: "undo"}


class Confirmation(forms.Form):
    """The plan's name typed again, for what cannot simply be taken back."""

    typed = forms.Text(label=gettext_lazy("Gõ lại tên phương án để xác nhận"), max_length=200)
    seen = forms.Text(widget=django_forms.HiddenInput, required=False)


class Nothing(forms.Form):
    """A rehearsal changes nothing, so nothing is asked."""

    seen = forms.Text(widget=django_forms.HiddenInput, required=False)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: Request, plan_id: int, doing: str) -> HttpResponse:
    """The last look, then the order itself; it is carried out by a worker."""
    found = frame.plan(request, plan_id)
    if doing not in {d.value for d in rules.ORDERS}:
        raise NotFound(Problem("no_such_act", "Không có thao tác này.", "act"))
    what = Doing(doing)
    seat = frame.seat(request, frame.VERB.format(doing))
    preview = queries.report(viewer=request.actor, plan_id=found.id, kind="preview")
    shape = Nothing if what is Doing.REHEARSE else Confirmation
    seen = {"seen": preview.digest if preview else ""}
    form = shape(request.POST if request.method == "POST" else None, initial=seen)
    problems = rules.state_problems(found.state, what)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.order(
                actor=request.actor, now=request.now, agency_id=seat.id, plan_id=found.id, doing=what,
                typed=form.cleaned_data.get("typed", ""), seen=form.cleaned_data["seen"],
            )  # fmt: skip
            return HttpResponseRedirect(reverse("desk:reorganisation-followed", args=[found.id, made]))
        except Refused as refused:
            fields.add_problems(form, refused.problems)
    context = {
        **frame.frame(request, found, ""),
        "form": form,
        "doing": what.value,
        "title": _(saying.DOINGS[what]),
        "preview": preview,
        "stats": _stats(preview) if preview else (),
        "now": request.now,
        "impossible": [saying.problem(p) for p in problems],
        "is_final": what is not Doing.REHEARSE,
        "doings": (),
        "may_preview": False,
    }
    status = 422 if form.errors else 200
    return page.show(request, "desk/reorganisation/order.html", context, current=CURRENT, status=status)


def _stats(preview: ReportRecord) -> list[dict[str, Any]]:
    agencies = preview.body["agencies"]
    return [
        saying.stat(preview.body["dossiers"], _("hồ sơ chuyển")),
        saying.stat(sum(a["ends"] for a in agencies), _("cơ quan kết thúc")),
        saying.stat(sum(a["grants"] for a in agencies), _("quyền của cán bộ")),
        saying.stat(sum(a["points"] for a in agencies), _("điểm phục vụ")),
        saying.stat(len(preview.body["blockers"]), _("chỗ vướng"), "late"),
    ]


@officer_required
@require_safe
def followed(request: Request, plan_id: int, order_id: int) -> HttpResponse:
    """How far an order has come; when it has ended, the differences and the seconds, or all reasons against it."""
    found = frame.plan(request, plan_id)
    given = queries.order(viewer=request.actor, order_id=order_id)
    if given is None or given.plan_id != found.id:
        raise NotFound(Problem("no_such_order", "Không có lệnh này.", "order"))
    kept = _report(request, found, given)
    balance = _balance(kept) if kept else None
    if balance is not None and (answer := tables.export(request, balance)):
        return answer
    balance, following, previous = _page_of(request, balance)
    names = identity.names(account_ids=[given.account_id])
    context = {
        **frame.frame(request, found, ""),
        "order": given,
        "title": _(saying.DOINGS[given.doing]),
        "order_status": saying.order_status(given.state),
        "who": names.get(given.account_id, ""),
        "parts": _parts(given),
        "reasons": [saying.problem(p) for p in given.problems],
        "report": kept,
        "balance": balance,
        "next": following,
        "previous": previous,
        "stats": _outcome(given),
        "differences": _differences(request, found, kept) if kept else (),
        "poll": given.is_open,
    }
    template = "desk/reorganisation/followed.html"
    return page.show(request, template, context, current=CURRENT)


def _report(request: Request, found: PlanRecord, given: OrderRecord) -> ReportRecord | None:
    """The report that the order left."""
    digest = given.outcome.get("digest")
    every = queries.reports(viewer=request.actor, plan_id=found.id) if digest else ()
    return next((r for r in every if r.kind == KINDS[given.doing] and r.digest == digest), None)


def _parts(given: OrderRecord) -> list[dict[str, Any]]:
    """The parts of a switch: done with their seconds, under way, still to come."""
    seconds = given.outcome.get("seconds", {})
    now = queries.how_far(plan_id=given.plan_id) if given.is_open else ""
    if given.state is rules.OrderState.RUNNING and not now:
        now = rules.PARTS[0]
    at = rules.PARTS.index(now) if now in rules.PARTS else (-1 if given.is_open else len(rules.PARTS))
    is_refused = given.state is rules.OrderState.REFUSED
    return [
        {
            "label": _(saying.PARTS[part]),
            "tone": "quiet" if is_refused or n > at else "doing" if n == at else "done",
            "seconds": saying.seconds(seconds[part]) if part in seconds else "",
            "is_now": n == at,
        }
        for n, part in enumerate(rules.PARTS)
    ]


def _outcome(given: OrderRecord) -> list[dict[str, Any]]:
    if not given.outcome:
        return []
    total = sum(given.outcome["seconds"].values())
    return [
        saying.stat(given.outcome["moved"], _("hồ sơ chuyển")),
        saying.stat(given.outcome["arrived"], _("đến trong lúc chạy")),
        saying.stat(given.outcome["in_hand"], _("có người đang xử lý, theo sau")),
        {"value": saying.seconds(total), "label": _("tất cả"), "tone": "", "url": ""},
        {
            "value": saying.seconds(given.outcome["seconds"].get("standstill", 0)),
            "label": _("tiếp nhận phải chờ"), "tone": "", "url": "",
        },
    ]  # fmt: skip


def _differences(request: Request, found: PlanRecord, kept: ReportRecord) -> list[str]:
    """What came otherwise than the preview before it said; nothing when all came as shown."""
    before = [
        r
        for r in queries.reports(viewer=request.actor, plan_id=found.id)
        if r.kind == "preview" and r.id < kept.id
    ]
    told: list[str] = []
    if before and kept.kind != "undo" and kept.body["moved"] != before[0].body["dossiers"]:
        text = _(
            "Bản xem trước lúc {at} có {then} hồ sơ, lượt chạy này có {now}: hồ sơ đến, đi hoặc kết thúc từ lúc ấy."
        )
        told.append(
            text.format(
                at=tables.shown(before[0].at, "moment"),
                then=before[0].body["dossiers"],
                now=kept.body["moved"],
            )
        )
    if kept.body.get("listed") != kept.body.get("executed"):
        told.append(_("Danh sách đã khóa và danh sách đã chuyển khác nhau."))
    told += kept.body["balance"]["findings"]
    return told


def _balance(kept: ReportRecord) -> tables.Table:
    columns = (
        tables.Column("agency", _("Cơ quan")),
        tables.Column("item", _("Mục")),
        tables.Column("before", _("Trước"), "number"),
        tables.Column("went", _("Đã đi")),
        tables.Column("after", _("Còn lại"), "number"),
        tables.Column("difference", _("Chênh lệch"), "number"),
    )
    rows = [
        tables.Row(
            (
                desk_saying.agency(e["agency"]), saying.balance_item(e["item"]), e["before"], _went(e["went"]),
                e["after"], e["difference"],
            )
        )
        for e in kept.body["balance"]["entries"]
    ]  # fmt: skip
    nothing = tables.Empty(_("Không có gì phải chuyển"))
    return tables.Table(
        _("Bảng cân đối"), columns, rows, nothing, name="bang-can-doi", stack=True, show_caption=False
    )


def _page_of(request: Request, whole: tables.Table | None) -> tuple[tables.Table | None, str, str]:
    """The rows after the one of the address, and the addresses of its neighbours; the exports hold all rows."""
    if whole is None:
        return None, "", ""
    asked = page.asked(request.GET, "after", 6)
    start = int(asked) if asked.isascii() and asked.isdigit() else 0
    shown = replace(whole, rows=whole.rows[start : start + PAGE])
    following = f"?after={start + PAGE}" if len(whole.rows) > start + PAGE else ""
    return shown, following, f"?after={max(0, start - PAGE)}" if start else ""


def _went(went: dict[str, int]) -> str:
    said = [
        (desk_saying.short_agency(int(to)) if int(to) else _("thu hồi"), count) for to, count in went.items()
    ]
    return "; ".join(f"{name} ({count})" for name, count in said)


@officer_required
@require_safe
def balance(request: Request, plan_id: int) -> HttpResponse:
    """The trial balance of the last activation as an official paper."""
    found = frame.plan(request, plan_id)
    content = services.balance_paper(plan_id=found.id)
    headers = {
        "Content-Disposition": f'inline; filename="can-doi-{found.id}.pdf"',
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)

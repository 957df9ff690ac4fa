"""The plans of the province, a new one, and what was ordered and reported of one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from thongsuot.edges.desk import page, seats
from thongsuot.edges.desk.reorganisation import frame, saying
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import fields, forms, tables
from thongsuot.registers.identity import queries as identity
from thongsuot.transition.reorganisation import queries, services

CURRENT = "reorganisation"


class NewPlan(forms.Form):
    """A plan drawn up from the crosswalk; single lines can be given as a file on the command line."""

    name = forms.Text(
        label=gettext_lazy("Tên phương án"),
        help_text=gettext_lazy("Ví dụ: Sắp xếp đơn vị hành chính cấp xã năm 2025."),
        max_length=200,
    )
    day = forms.Day(
        label=gettext_lazy("Ngày có hiệu lực"),
        help_text=gettext_lazy("Các dòng được soạn theo bảng chuyển đổi của ngày này."),
    )


@officer_required
@require_safe
def plans(request: Request) -> HttpResponse:
    """All plans of the province, the latest first."""
    authority_id = frame.overseen(request)
    found = queries.plans(viewer=request.actor, authority_id=authority_id)
    table = _table(found)
    if answer := tables.export(request, table):
        return answer
    context = {"table": table, "may_plan": bool(seats.able(request, frame.PLAN))}
    return page.show(request, "desk/reorganisation/plans.html", context, current=CURRENT)


def _table(found: tuple[queries.PlanRecord, ...]) -> tables.Table:
    columns = (
        tables.Column("name", _("Phương án")),
        tables.Column("day", _("Có hiệu lực"), "day"),
        tables.Column("state", _("Trạng thái")),
        tables.Column("agencies", _("Cơ quan kết thúc"), "number"),
        tables.Column("previewed", _("Xem trước lúc"), "moment"),
        tables.Column("activated", _("Thực hiện lúc"), "moment"),
    )
    rows = [
        tables.Row(
            (
                tables.Link(plan.name, reverse("desk:reorganisation-board", args=[plan.id])), plan.day,
                saying.plan_status(plan.state), len(plan.ends), plan.previewed_at, plan.activated_at,
            )
        )
        for plan in found
    ]  # fmt: skip
    nothing = tables.Empty(
        _("Chưa có phương án nào"),
        _("Lập phương án theo bảng chuyển đổi, xem trước, chạy thử rồi mới thực hiện."),
    )
    return tables.Table(
        _("Phương án sắp xếp"), columns, rows, nothing, name="phuong-an", stack=True, show_caption=False
    )


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Draw up a plan from the crosswalk of its day."""
    seat = frame.seat(request, frame.PLAN)
    assert seat.authority_id is not None
    form = NewPlan(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        lines = queries.draft_lines(authority_id=seat.authority_id, day=given["day"])
        try:
            made = services.make_plan(
                actor=request.actor, now=request.now, agency_id=seat.id, name=given["name"], day=given["day"],
                lines=lines,
            )  # fmt: skip
            messages.success(request, _("Đã lập phương án với {n} dòng. Hãy xem trước.").format(n=len(lines)))
            return HttpResponseRedirect(reverse("desk:reorganisation-board", args=[made]))
        except Refused as refused:
            fields.add_problems(form, refused.problems)
    status = 422 if form.errors else 200
    return page.show(request, "desk/reorganisation/new.html", {"form": form}, current=CURRENT, status=status)


@officer_required
@require_safe
def history(request: Request, plan_id: int) -> HttpResponse:
    """Every order with what came of it, every report with its digest."""
    found = frame.plan(request, plan_id)
    orders = _orders(request, found)
    reports = _reports(request, found)
    if answer := tables.export(request, reports):
        return answer
    context = {**frame.frame(request, found, "history"), "orders": orders, "reports": reports}
    return page.show(request, "desk/reorganisation/history.html", context, current=CURRENT)


def _orders(request: Request, found: queries.PlanRecord) -> tables.Table:
    columns = (
        tables.Column("doing", _("Lệnh")),
        tables.Column("state", _("Kết quả")),
        tables.Column("asked", _("Ra lệnh lúc"), "moment"),
        tables.Column("who", _("Người ra lệnh")),
        tables.Column("moved", _("Hồ sơ"), "number"),
    )
    listed = queries.orders(viewer=request.actor, plan_id=found.id)
    names = identity.names(account_ids=[o.account_id for o in listed])
    rows = [
        tables.Row(
            (
                tables.Link(
                    _(saying.DOINGS[o.doing]), reverse("desk:reorganisation-followed", args=[found.id, o.id])
                ),
                saying.order_status(o.state), o.asked_at, names.get(o.account_id, ""), o.outcome.get("moved"),
            )
        )
        for o in listed
    ]  # fmt: skip
    nothing = tables.Empty(
        _("Chưa có lệnh nào"), _("Chạy thử, thực hiện, hoàn lại trên trang này đều được ghi ở đây.")
    )
    return tables.Table(
        _("Lệnh"), columns, rows, nothing, stack=True, show_caption=False, exports=False, name="lenh"
    )


def _reports(request: Request, found: queries.PlanRecord) -> tables.Table:
    columns = (
        tables.Column("kind", _("Báo cáo")),
        tables.Column("at", _("Lúc"), "moment"),
        tables.Column("dossiers", _("Hồ sơ"), "number"),
        tables.Column("digest", _("Mã băm SHA-256"), "code"),
    )
    rows = [
        tables.Row(
            (_(saying.REPORTS[r.kind]), r.at, r.body.get("moved", r.body.get("dossiers")), r.digest[:16])
        )
        for r in queries.reports(viewer=request.actor, plan_id=found.id)
    ]
    nothing = tables.Empty(_("Chưa có báo cáo nào"), _("Hãy xem trước phương án."))
    return tables.Table(_("Báo cáo"), columns, rows, nothing, stack=True, show_caption=False, name="bao-cao")

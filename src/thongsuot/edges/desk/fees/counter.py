"""The day of a counter: what was taken in cash, counting the drawer, closing it."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from thongsuot.edges.desk import page, seats
from thongsuot.edges.desk.fees.forms import LONGEST, Vnd
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import Forbidden, NotFound, Problem, Refused
from thongsuot.kernel.money import format_vnd
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import fields, forms, tables
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.fees import queries, rules, services
from thongsuot.work.fees.papers import assembling

CLOSE = "fees.close_counter"


class Close(forms.Form):
    """What was counted."""

    counted_vnd = Vnd(label=gettext_lazy("Số tiền đếm được"))
    explanation = forms.Text(
        label=gettext_lazy("Giải thích chênh lệch"),
        help_text=gettext_lazy("Chỉ cần khi số đếm được khác sổ."),
        required=False,
        max_length=LONGEST,
    )


def place(request: Request, verb: str) -> units.AgencyRecord:
    """Where the officer handles money: the one asked for, else his first counter. Raises Forbidden, NotFound."""
    mine = seats.counters(request, verb)
    if not mine:
        raise Forbidden(Problem("not_granted", "Tài khoản của bạn không được giao việc này."))
    wanted = request.GET.get("agency", "")
    found = next((one for one in mine if str(one.id) == wanted), None if wanted else mine[0])
    if found is None:
        raise NotFound(Problem("no_such_agency", "Không có cơ quan này.", "agency"))
    return found


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def counter(request: Request) -> HttpResponse:
    """The drawer of the officer who looks, and closing it."""
    here = place(request, CLOSE)
    form = Close(request.POST if request.method == "POST" else None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            made = services.close_counter(
                actor=request.actor, now=request.now, agency_id=here.id, **form.cleaned_data
            )
        except Refused as refused:
            at_fields = tuple(p for p in refused.problems if p.field in form.fields)
            fields.add_problems(form, at_fields)
            problems = tuple(p for p in refused.problems if p.field not in form.fields)
        else:
            messages.success(request, _("Đã chốt quầy, biên bản số {number}.").format(number=made.number))
            return HttpResponseRedirect(f"{reverse('desk:counter')}?agency={here.id}")
    drawer = queries.drawer(
        viewer=request.actor,
        agency_id=here.id,
        officer_id=request.actor.account_id or 0,
        day=local_day(request.now),
    )
    table = _drawer(request, drawer)
    if (export := tables.export(request, table)) is not None:
        return export
    context = {
        "agency": here,
        "form": form,
        "problems": problems,
        "expected": format_vnd(drawer.expected),
        "is_empty": not drawer.transfers,
        "table": table,
        "closings": _closings(request, here.id),
        "agencies": _others(request, CLOSE, here.id),
    }
    is_wrong = bool(problems) or bool(form.errors)
    return page.show(
        request, "desk/counter.html", context, current="counter", status=422 if is_wrong else 200
    )


def _others(request: Request, verb: str, here: int) -> list[dict[str, Any]]:
    return [
        {"name": one.name, "url": f"?agency={one.id}"}
        for one in seats.counters(request, verb)
        if one.id != here
    ]


def codes(request: Request, transfers: tuple[queries.TransferRecord, ...]) -> dict[UUID, str]:
    """The codes of the dossiers of some transfers, as far as the officer sees them."""
    wanted = list({one.dossier_id for one in transfers if one.dossier_id})
    return {row.id: row.code for row in dossiers.rows_of(viewer=request.actor, dossier_ids=wanted)}


def _drawer(request: Request, drawer: queries.Drawer) -> tables.Table:
    known = codes(request, drawer.transfers)
    columns = (
        tables.Column("at", _("Lúc"), "moment"),
        tables.Column("code", _("Mã hồ sơ"), "code"),
        tables.Column("kind", _("Việc")),
        tables.Column("number", _("Số giấy tờ")),
        tables.Column("vnd", _("Số tiền"), "vnd"),
    )
    rows = [
        tables.Row(
            (
                one.at,
                _link(known.get(one.dossier_id, "") if one.dossier_id else ""),
                _("Thu tiền") if one.kind is rules.Kind.PAY else _("Trả lại tiền"),
                f"{one.number:07}",
                one.vnd if one.kind is rules.Kind.PAY else -one.vnd,
            )
        )
        for one in drawer.transfers
    ]
    nothing = tables.Empty(_("Từ lần chốt trước chưa có khoản tiền mặt nào"))
    return tables.Table(_("Tiền mặt từ lần chốt trước"), columns, rows, nothing, stack=True)


def _link(code: str) -> tables.Link | str:
    return tables.Link(code, reverse("desk:fees", args=[code])) if code else ""


def _closings(request: Request, agency_id: int) -> tables.Table:
    found = queries.closings(viewer=request.actor, agency_ids=[agency_id])
    names = identity.names(account_ids=[one.officer_id for one in found])
    columns = (
        tables.Column("number", _("Biên bản")),
        tables.Column("at", _("Lúc"), "moment"),
        tables.Column("officer", _("Người giữ tiền")),
        tables.Column("expected", _("Theo sổ"), "vnd"),
        tables.Column("counted", _("Đếm được"), "vnd"),
        tables.Column("gap", _("Chênh lệch"), "vnd"),
    )
    rows = [
        tables.Row(
            (
                tables.Link(f"{one.number:02}/{one.year}", reverse("desk:closing", args=[one.id])),
                one.to_at,
                names.get(one.officer_id, ""),
                one.expected_vnd,
                one.counted_vnd,
                one.gap,
            )
        )
        for one in found
    ]
    nothing = tables.Empty(_("Chưa chốt lần nào"))
    return tables.Table(_("Các lần chốt"), columns, rows, nothing, stack=True, exports=False)


@officer_required
@require_safe
def closing(request: Request, closing_id: UUID) -> HttpResponse:
    """The minutes of a closing as PDF; any officer who sees the agency's money may print them."""
    found = queries.closing(viewer=request.actor, closing_id=closing_id)
    if found is None or found[0].agency_id not in seats.readable(request):
        raise NotFound(Problem("no_such_paper", "Không có giấy tờ này.", "form"))
    record, transfers = found
    content = assembling.closed(record, transfers, codes(request, transfers), is_demo=bool(settings.DEMO))
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="chot-quay-{record.year}-{record.number}.pdf"',
            "Cache-Control": "no-store, private",
        },
    )

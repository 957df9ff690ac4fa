"""The mandates of the province, and one of them with what it changes and what may still be done about it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from thongsuot.edges.desk import page, seats
from thongsuot.edges.desk import saying as desk_saying
from thongsuot.edges.desk.mandates import saying
from thongsuot.edges.desk.mandates.recording import VERB
from thongsuot.edges.desk.reorganisation import frame
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import fields, forms, tables
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.catalogue import services
from thongsuot.registers.catalogue.queries import MandateRecord

END, WITHDRAW = "catalogue.end_mandate", "catalogue.withdraw_mandate"
CURRENT = "mandates"


class End(forms.Form):
    """From when on it no longer holds, and by what."""

    day = forms.Day(
        label=gettext_lazy("Ngày đầu tiên không còn hiệu lực"),
        help_text=gettext_lazy("Từ hôm nay trở đi: việc đã ký trước ngày ấy vẫn có căn cứ."),
    )
    reason = forms.Text(label=gettext_lazy("Lý do, số văn bản chấm dứt"), required=False, max_length=300)


class Withdraw(forms.Form):
    """Why it is taken back before it began."""

    reason = forms.Text(label=gettext_lazy("Lý do rút"), required=False, max_length=300)


@officer_required
@require_safe
def mandates(request: Request) -> HttpResponse:
    """All that is believed now, the latest beginning first; `?all=1` with what was taken back."""
    authority_id = frame.overseen(request)
    everything = page.asked(request.GET, "all") == "1"
    found = catalogue.mandates(authority_id=authority_id, with_withdrawn=everything)
    table = _table(request, found)
    if answer := tables.export(request, table):
        return answer
    here = reverse("desk:mandates")
    tabs = [
        {"label": _("Hiện ghi nhận"), "url": here, "current": not everything, "count": None},
        {
            "label": _("Cả những gì đã thay, đã rút"),
            "url": f"{here}?all=1",
            "current": everything,
            "count": None,
        },
    ]
    context = {"table": table, "tabs": tabs, "may_record": bool(seats.able(request, VERB))}
    return page.show(request, "desk/mandates/mandates.html", context, current=CURRENT)


def _table(request: Request, found: tuple[MandateRecord, ...]) -> tables.Table:
    columns = (
        tables.Column("document", _("Văn bản")),
        tables.Column("ground", _("Căn cứ")),
        tables.Column("from", _("Cơ quan giao")),
        tables.Column("to", _("Cơ quan được giao")),
        tables.Column("powers", _("Được làm")),
        tables.Column("matter", _("Việc gì")),
        tables.Column("valid_from", _("Từ ngày"), "day"),
        tables.Column("valid_to", _("Đến trước ngày"), "day"),
        tables.Column("state", _("Trạng thái")),
    )
    rows = [
        tables.Row(
            (
                tables.Link(r.mandate.document, reverse("desk:mandates-one", args=[r.mandate.id])),
                saying.ground(r.mandate), desk_saying.short_agency(r.mandate.from_agency_id),
                desk_saying.short_agency(r.mandate.agency_id), saying.powers(r.mandate),
                saying.matter(r.mandate, max(request.day, r.mandate.valid_from), named=False),
                r.mandate.valid_from, r.mandate.valid_to, saying.status(r, request.day),
            )
        )
        for r in found
    ]  # fmt: skip
    nothing = tables.Empty(
        _("Chưa ghi văn bản phân quyền, phân cấp, ủy quyền nào"),
        _("Khi đó mỗi thủ tục do cấp ghi trong chính thủ tục giải quyết."),
    )
    return tables.Table(
        _("Phân quyền, phân cấp, ủy quyền"), columns, rows, nothing, name="tham-quyen", stack=True,
        show_caption=False,
    )  # fmt: skip


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, mandate_id: int) -> HttpResponse:
    """One mandate: what it says, what it changes, what was recorded of it; end it, or take it back before its day."""
    authority_id = frame.overseen(request)
    found = catalogue.mandate(authority_id=authority_id, mandate_id=mandate_id)
    if not found:
        raise NotFound(Problem("no_mandate", "Không có căn cứ thẩm quyền này, hoặc đã được rút.", "mandate"))
    record, is_coming = found[0], found[0].mandate.valid_from > request.day
    form_of, verb = (Withdraw, WITHDRAW) if is_coming else (End, END)
    form = form_of(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        seat = frame.seat(request, verb)
        try:
            if form.is_valid():
                return _done(request, record, form, seat.id)
        except Refused as refused:
            fields.add_problems(form, refused.problems)
    is_over = record.withdrawn_at is not None or not (is_coming or record.mandate.holds_on(request.day))
    day = max(request.day, record.mandate.valid_from)
    shown = () if is_over else catalogue.effects(authority_id=authority_id, draft=record.mandate, day=day)
    context = {
        "record": record,
        "status": saying.status(record, request.day),
        "facts": saying.facts(record.mandate, request.day),
        "effects": saying.effects(shown),
        "kept": saying.kept(found),
        "form": form if not is_over and seats.able(request, verb) else None,
        "is_coming": is_coming,
        "origin": _(saying.ORIGINS[record.origin]),
    }
    status = 422 if form.errors else 200
    return page.show(request, "desk/mandates/one.html", context, current=CURRENT, status=status)


def _done(request: Request, record: MandateRecord, form: forms.Form, agency_id: int) -> HttpResponse:
    given: dict[str, Any] = {
        "actor": request.actor, "now": request.now, "agency_id": agency_id, "mandate_id": record.mandate.id,
        **form.cleaned_data,
    }  # fmt: skip
    if isinstance(form, Withdraw):
        services.withdraw_mandate(**given)
        messages.success(request, _("Đã rút. Thẩm quyền như trước khi ghi."))
        return HttpResponseRedirect(reverse("desk:mandates"))
    left = services.end_mandate(**given)
    messages.success(request, _("Đã ghi ngày kết thúc. Từ ngày ấy thẩm quyền trở về bên giao."))
    return HttpResponseRedirect(reverse("desk:mandates-one", args=[left]))

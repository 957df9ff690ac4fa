"""What was filed here for other provinces, what came from them, as far as the officer sees it."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thongsuot.edges.desk import page, seats
from thongsuot.edges.desk.relays import saying
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import tables
from thongsuot.registers.units import queries as units
from thongsuot.work.custody import rules as slips
from thongsuot.work.relays import queries
from thongsuot.work.relays.rules import Direction

FILE, CONNECT = "relays.file", "relays.connect"


@officer_required
@require_safe
def relays(request: Request) -> HttpResponse:
    """Two lists, the latest first; `?view=in` what came; `?slip=` leads from a scanned slip to its relay."""
    if scanned := page.asked(request.GET, "slip"):
        found = queries.by_slip(viewer=request.actor, slip=next(iter(slips.scanned(scanned)), ""))
        if found is not None:
            return HttpResponseRedirect(f"{reverse('desk:relay', args=[found.id])}#tui")
        messages.warning(request, _("Không có phiếu kiểm soát này ở cơ quan của bạn."))
    is_in = request.GET.get("view") == "in"
    direction = Direction.IN if is_in else Direction.OUT
    table = _table(request, queries.latest(viewer=request.actor, direction=direction), is_in=is_in)
    if answer := tables.export(request, table):
        return answer
    tabs = [
        {"label": _("Gửi đi tỉnh khác"), "url": "?view=", "current": not is_in},
        {"label": _("Từ tỉnh khác đến"), "url": "?view=in", "current": is_in},
    ]
    places = seats.places(seats.able(request, FILE))
    context = {
        "table": table,
        "tabs": tabs,
        "may_file": bool(places),
        "reachable": [p.partner_name for p in queries.reachable(authority_id=places[0].authority_id or 0)]
        if places
        else [],
        "may_connect": bool(seats.able(request, CONNECT)),
    }
    return page.show(request, "desk/relays/relays.html", context, current="relays")


def _table(request: Request, found: tuple[queries.RelayRecord, ...], *, is_in: bool) -> tables.Table:
    columns = (
        tables.Column("code", _("Mã nơi nộp"), "code"),
        tables.Column("applicant", _("Người nộp")),
        tables.Column("province", _("Tỉnh nộp") if is_in else _("Tỉnh nhận")),
        tables.Column("commune", _("Xã, phường")),
        tables.Column("received", _("Nhận lúc"), "moment"),
        tables.Column("state", _("Tình trạng")),
        tables.Column("their_code", _("Mã nơi giải quyết")),
        tables.Column("due", _("Hẹn trả"), "moment"),
    )
    rows = [
        tables.Row(
            (
                tables.Link(one.code, reverse("desk:relay", args=[one.id])),
                one.applicant_name,
                one.partner_name,
                _commune(request, one),
                one.received_at,
                saying.status(one),
                one.their_code,
                one.due_at,
            )
        )
        for one in found
    ]
    nothing = tables.Empty(
        _("Chưa có hồ sơ nào từ tỉnh khác") if is_in else _("Chưa có hồ sơ nào gửi tỉnh khác"),
        _("Hồ sơ mà tỉnh khác tiếp nhận cho tỉnh mình hiện ở đây.")
        if is_in
        else _("Người dân nộp ở đây cho xã, phường của tỉnh khác: bấm Tiếp nhận cho tỉnh khác."),
    )
    return tables.Table(
        _("Từ tỉnh khác đến") if is_in else _("Gửi đi tỉnh khác"), columns, rows, nothing, name="lien-tinh",
        stack=True, show_caption=False,
    )  # fmt: skip


def _commune(request: Request, one: queries.RelayRecord) -> str:
    unit = units.unit_on(code=one.territory_code, day=request.day).exact
    return unit.full_name if unit else one.territory_code

"""What this officer was told of terms and has not read: on the page of today, until he says that he has read it."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from thongsuot.edges.desk import page, rows, seats
from thongsuot.edges.desk.clocks.attention import SHORT
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats, tables
from thongsuot.registers.units.rules import AgencyKind
from thongsuot.work.clocks import queries as clocks
from thongsuot.work.clocks import services
from thongsuot.work.clocks.queries import Kind
from thongsuot.work.clocks.rules import Mark

DECIDE = "dossiers.decide"
TONES = {Mark.HALF: "quiet", Mark.MOST: "soon", Mark.DUE: "late", Mark.PROVINCE: "late"}


def told(request: Request) -> dict[str, Any] | None:
    """What was told, as a table, and up to where; None when everything was read."""
    whole = [
        one for one in seats.places(seats.readable(request)) if one.kind is AgencyKind.PROVINCE_COMMITTEE
    ]
    found = clocks.tellings(
        viewer=request.actor,
        decides=seats.able(request, DECIDE),
        provinces={one.authority_id for one in whole if one.authority_id is not None},
        now=request.now,
    )
    if not found:
        return None
    columns = [
        tables.Column("code", _("Mã hồ sơ"), "code"),
        tables.Column("what", _("Báo")),
        tables.Column("due_at", _("Hạn trả")),
    ]
    body = [
        tables.Row(
            [
                tables.Link(one.code, rows.address(one.code)),
                tables.Status(str(SHORT[Kind[one.mark.name]]), TONES[one.mark]),
                formats.moment(one.due_at) if one.due_at else "",
            ]
        )
        for one in found
    ]
    caption = _("Báo cho bạn")
    table = tables.Table(caption, columns, body, stack=True, name="bao", show_caption=False, exports=False)
    return {"table": table, "up_to": max(one.id for one in found)}


@officer_required
@require_POST
def read(request: Request) -> HttpResponse:
    """Everything up to the last one shown was read."""
    text = page.asked(request.POST, "up_to", 18)
    if text.isascii() and text.isdecimal():
        services.read(actor=request.actor, now=request.now, up_to=int(text))
    return HttpResponseRedirect(reverse("desk:today"))

"""Hôm nay: what lies with me, what will be late, what can be handed out."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thongsuot.edges.desk import page, placing, rows, saying, seats
from thongsuot.edges.desk.clocks import attention, telling
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats, tables
from thongsuot.registers.identity import queries as identity
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules import State
from thongsuot.work.signatures import queries as signatures

MOST = 8


@officer_required
@require_safe
def today(request: Request) -> HttpResponse:
    """One page for the morning: figures, the urgent first, then what waits for somebody's hand."""
    places = seats.readable(request)
    now, soon = request.now, saying.soon(places, request.now)
    with seeing(request.actor):
        tally = dossiers.tally(viewer=request.actor, agency_ids=sorted(places), now=now, soon=soon)
        urgent = _part(request, places, _("Quá hạn và sắp đến hạn"), "when=soon", due_before=soon)
        new = _part(
            request, places, _("Mới tiếp nhận, chưa ai nhận xử lý"), "state=received",
            state=State.RECEIVED, but=urgent,
        )  # fmt: skip
        ready = _part(request, places, _("Đã có kết quả, chờ trả"), "state=decided", state=State.DECIDED)
        lines = attention.lines(request, sorted(places))
        told = telling.told(request)
    context = {
        "stats": _stats(tally),
        "attention": lines,
        "told": told,
        "ending": _ending(request, places),
        "placing": placing.lines(request),
        "parts": [part for part in (urgent, new, ready) if part["table"].rows],
        "nothing": tables.Empty(
            _("Không có việc nào chờ bạn"),
            _("Hồ sơ mới tiếp nhận, sắp đến hạn hoặc chờ trả kết quả sẽ hiện ở đây."),
            tables.Link(_("Tiếp nhận hồ sơ"), reverse("desk:receive"))
            if seats.able(request, page.RECEIVE)
            else tables.Link(_("Xem mọi hồ sơ đang giữ"), reverse("desk:worklist")),
        ),
        "day": request.day,
        "may_receive": bool(seats.able(request, page.RECEIVE)),
    }
    return page.show(request, "desk/today.html", context, current="today")


def _ending(request: Request, places: frozenset[int]) -> list[str]:
    """Certificates of these agencies that run out soon, for those who sign or keep their register."""
    if not seats.signs(request):
        return []
    found = signatures.expiring(viewer=request.actor, agency_ids=places, now=request.now)
    names = identity.names(account_ids=[one.account_id for one in found])
    return [
        _("{name}, {agency}: hết hạn ngày {day}").format(
            name=names.get(one.account_id, ""),
            agency=saying.short_agency(one.agency_id),
            day=formats.day(one.valid_to),
        )
        for one in found[:MOST]
    ]


def _part(
    request: Request,
    places: frozenset[int],
    title: str,
    query: str,
    but: Mapping[str, Any] | None = None,
    **filters: Any,
) -> dict[str, Any]:
    """A short table; what stands in the part `but` is not shown twice."""
    shown = {row.cells[0].text for row in but["table"].rows} if but else set()
    found = dossiers.worklist(
        viewer=request.actor, agency_ids=sorted(places), limit=MOST + len(shown), **filters
    )
    left = [row for row in found.rows if row.code not in shown]
    empty = tables.Empty("")
    table = rows.as_table(left[:MOST], request.now, caption=title, empty=empty, query=query, is_short=True)
    more = f"{reverse('desk:worklist')}?{query}" if found.next or len(left) > MOST else ""
    return {"title": title, "table": table, "more": more}


def _stats(tally: dossiers.Tally) -> list[dict[str, Any]]:
    listed = reverse("desk:worklist")
    more = "+" if tally.is_more else ""
    return [
        {
            "value": tally.late,
            "label": _("quá hạn"),
            "url": f"{listed}?when=late",
            "tone": "late" if tally.late else "",
        },
        {
            "value": tally.soon,
            "label": _("sắp đến hạn"),
            "url": f"{listed}?when=soon",
            "tone": "soon" if tally.soon else "",
        },
        {"value": tally.waiting, "label": _("chờ bổ sung"), "url": f"{listed}?state=waiting", "tone": ""},
        {"value": tally.decided, "label": _("chờ trả kết quả"), "url": f"{listed}?state=decided", "tone": ""},
        {"value": f"{tally.open}{more}", "label": _("đang giữ"), "url": listed, "tone": ""},
    ]

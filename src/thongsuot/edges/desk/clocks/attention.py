"""What must be looked at today, counted for the officer and for each agency; every number leads to its list."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from thongsuot.edges.desk import page, rows, saying, seats
from thongsuot.kernel.dates import instant
from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import tables
from thongsuot.work.clocks import queries as clocks
from thongsuot.work.clocks.queries import Cells, Kind
from thongsuot.work.dossiers.queries import Cursor, Page

NAMES: Mapping[Kind, Any] = {
    Kind.HALF: gettext_lazy("đã dùng nửa thời hạn"),
    Kind.MOST: gettext_lazy("đã dùng 80 % thời hạn"),
    Kind.DUE: gettext_lazy("hết hạn, báo người đứng đầu"),
    Kind.PROVINCE: gettext_lazy("quá hạn lâu, báo cấp tỉnh"),
    Kind.APOLOGY: gettext_lazy("cần xin lỗi, hẹn lại"),
    Kind.SILENCE: gettext_lazy("im lặng là đồng ý"),
}
SHORT: Mapping[Kind, Any] = {
    Kind.HALF: gettext_lazy("Nửa hạn"),
    Kind.MOST: gettext_lazy("80 % hạn"),
    Kind.DUE: gettext_lazy("Hết hạn"),
    Kind.PROVINCE: gettext_lazy("Quá hạn lâu"),
    Kind.APOLOGY: gettext_lazy("Cần hẹn lại"),
    Kind.SILENCE: gettext_lazy("Im lặng"),
}
TONES = {
    Kind.MOST: "soon",
    Kind.DUE: "late",
    Kind.PROVINCE: "late",
    Kind.APOLOGY: "soon",
    Kind.SILENCE: "soon",
}
WHAT: Mapping[Kind, Any] = {
    Kind.HALF: gettext_lazy("Hồ sơ đã dùng từ một nửa đến 80 % thời hạn, tính theo giờ làm việc."),
    Kind.MOST: gettext_lazy("Hồ sơ đã dùng từ 80 % thời hạn trở lên mà chưa hết hạn."),
    Kind.DUE: gettext_lazy(
        "Hồ sơ đã hết hạn. Người quyết định ở cơ quan có thẩm quyền được báo ở trang Hôm nay."
    ),
    Kind.PROVINCE: gettext_lazy("Hồ sơ quá hạn nhiều ngày làm việc. Cấp tỉnh được báo ở trang Hôm nay."),
    Kind.APOLOGY: gettext_lazy(
        "Sắp hết hạn mà chưa hẹn lại. Văn bản xin lỗi phải gửi chậm nhất một ngày trước hạn trả."
    ),
    Kind.SILENCE: gettext_lazy(
        "Nếu không trả lời trước hạn, pháp luật coi là đồng ý; hệ thống ghi việc đó, không ghi tên người nào."
    ),
}


def tomorrow(request: Request) -> datetime:
    """When the day after today begins: an apology for something due before it would come too late."""
    return instant(request.day + timedelta(days=1), time.min)


@officer_required
@require_safe
def overview(request: Request) -> HttpResponse:
    """The cells: mine first, then a line for each agency that holds something; the same as CSV and JSON."""
    readable = sorted(seats.readable(request))
    with seeing(request.actor):
        found = clocks.cells(viewer=request.actor, agency_ids=readable, tomorrow=tomorrow(request))
        mine = clocks.cells(
            viewer=request.actor,
            agency_ids=readable,
            tomorrow=tomorrow(request),
            officer_id=request.actor.account_id,
        )
    table = _table(sorted(found, key=lambda one: -one.total))
    if answer := tables.export(request, table):
        return answer
    context = {
        "mine": [stat for stat in _stats(mine, mine="1") if stat["value"] != "0"],
        "table": table,
        "meanings": [{"term": SHORT[kind], "value": _cap(NAMES[kind]), "note": WHAT[kind]} for kind in Kind],
        "day": request.day,
    }
    return page.show(request, "desk/clocks/attention.html", context, current="attention")


@officer_required
@require_safe
def listed(request: Request, kind: str) -> HttpResponse:
    """The dossiers of one cell, those due first first. `?agency=&mine=1&after=`."""
    if kind not in {one.value for one in Kind}:
        raise NotFound(Problem("no_such_list", "Không có danh sách này.", "kind"))
    wanted, asked = Kind(kind), request.GET.dict()
    result = found(request, wanted, asked)
    agency_id, is_mine = _agency(request, asked), asked.get("mine") == "1"
    nothing = tables.Empty(
        _("Không có hồ sơ nào như vậy"), "", tables.Link(_("Việc cần để ý"), reverse("desk:attention"))
    )
    table = rows.as_table(
        result.rows, request.now, caption=_cap(NAMES[wanted]), empty=nothing, query=name(wanted, asked)
    )
    if answer := tables.export(request, table):
        return answer
    given = {"agency": str(agency_id or ""), "mine": "1" if is_mine else ""}
    context = {
        "title": _cap(NAMES[wanted]),
        "what": WHAT[wanted],
        "place": _("Hồ sơ của tôi") if is_mine else saying.agency(agency_id),
        "table": table,
        "next": _address(wanted, **given, after=str(result.next)) if result.next else "",
        "previous": _address(wanted, **given) if asked.get("after") else "",
    }
    return page.show(request, "desk/clocks/list.html", context, current="attention")


def found(request: Request, kind: Kind, asked: Mapping[str, str]) -> Page:
    """The dossiers of one cell by `agency`, `mine` and `after`; what they say wrongly is left out."""
    agency_id = _agency(request, asked)
    return clocks.attention(
        viewer=request.actor,
        agency_ids=sorted({agency_id} if agency_id else seats.readable(request)),
        kind=kind,
        tomorrow=tomorrow(request),
        officer_id=request.actor.account_id if asked.get("mine") == "1" else None,
        after=Cursor.parse(asked.get("after", "")),
    )


def name(kind: Kind, asked: Mapping[str, str]) -> str:
    """What a dossier's page calls this list, to find its neighbours."""
    kept = {key: asked[key] for key in ("agency", "mine", "after") if asked.get(key)}
    return f"@attention/{kind.value}?{urlencode(kept)}"


def _agency(request: Request, asked: Mapping[str, str]) -> int | None:
    text = asked.get("agency", "")
    agency_id = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
    return agency_id if agency_id in seats.readable(request) else None


def lines(request: Request, places: Sequence[int]) -> list[dict[str, Any]]:
    """What the page of today says of it: one figure a kind, over all agencies; nothing where there is nothing."""
    found = clocks.cells(viewer=request.actor, agency_ids=places, tomorrow=tomorrow(request))
    return [stat for stat in _stats(found) if stat["value"] != "0"]


def _stats(found: Sequence[Cells], **query: str) -> list[dict[str, Any]]:
    stats = []
    for n, kind in enumerate(Kind):
        count = sum(one.cells[n].count for one in found)
        more = "+" if any(one.cells[n].is_more for one in found) else ""
        stats.append(
            {
                "value": f"{count}{more}",
                "label": NAMES[kind],
                "url": _address(kind, **query),
                "tone": TONES.get(kind, "") if count else "",
            }
        )
    return stats


def _table(found: Sequence[Cells]) -> tables.Table:
    columns = [tables.Column("agency", _("Cơ quan đang giữ"))]
    columns += [tables.Column(kind.value, str(SHORT[kind]), "number") for kind in Kind]
    lines = [
        tables.Row(
            [
                saying.agency(one.agency_id),
                *(
                    tables.Link(
                        f"{cell.count}{'+' if cell.is_more else ''}",
                        _address(cell.kind, agency=str(one.agency_id)),
                    )
                    if cell.count
                    else 0
                    for cell in one.cells
                ),
            ]
        )
        for one in found
    ]
    nothing = tables.Empty(
        _("Hôm nay không có hồ sơ nào cần để ý"),
        _("Hồ sơ đã dùng nửa thời hạn trở lên sẽ hiện ở đây."),
        tables.Link(_("Xem mọi hồ sơ đang giữ"), reverse("desk:worklist")),
    )
    return tables.Table(
        _("Theo cơ quan đang giữ"),
        columns,
        lines,
        nothing,
        name="viec-can-de-y",
        stack=True,
        show_caption=False,
    )


def _address(kind: Kind, **query: str) -> str:
    where = reverse("desk:attention-list", args=[kind.value])
    kept = urlencode({key: value for key, value in query.items() if value})
    return f"{where}?{kept}" if kept else where


def _cap(text: Any) -> str:
    said = str(text)
    return said[:1].upper() + said[1:]

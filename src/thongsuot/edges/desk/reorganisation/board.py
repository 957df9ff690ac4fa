"""The switch board: every place of the new order as a tile and on the map, with what stands in its way and whose it is."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from thongsuot.edges.desk import page
from thongsuot.edges.desk.reorganisation import frame, saying
from thongsuot.edges.desk.reorganisation.plans import CURRENT
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats, tables
from thongsuot.registers.points import queries as points
from thongsuot.transition.reorganisation import queries, services
from thongsuot.transition.reorganisation.queries import PlanRecord, Tile, What
from thongsuot.transition.reorganisation.queries.board import DONE
from thongsuot.transition.reorganisation.rules import Standing

MOST_REASONS = 2  # on a tile; the place's own page has all of them


@officer_required
@require_safe
def board(request: Request, plan_id: int) -> HttpResponse:
    """The board of a plan; `?only=blocked` shows the tiles that stand so."""
    found = frame.plan(request, plan_id)
    shown = queries.board(viewer=request.actor, found=found, now=request.now)
    only = page.asked(request.GET, "only")
    tiles = [tile for tile in shown.tiles if not only or tile.standing.value == only]
    table = _table(found, tiles)
    if answer := tables.export(request, table):
        return answer
    context = {
        **frame.frame(request, found, "board"),
        "stats": _stats(found, shown.totals, len(shown.tiles)),
        "filters": _filters(found, shown.totals, only),
        "tiles": [_tile(found, tile) for tile in tiles],
        "elsewhere": [saying.reason(one) for one in shown.elsewhere],
        "map": _map(found, tiles),
        "preview": shown.preview,
        "done": shown.done,
        "only": only,
    }
    return page.show(request, "desk/reorganisation/board.html", context, current=CURRENT)


@officer_required
@require_POST
def preview(request: Request, plan_id: int) -> HttpResponse:
    """Look at the plan anew: what it would move now, what stands in its way."""
    found = frame.plan(request, plan_id)
    seat = frame.seat(request, frame.VERB.format("preview"))
    shown = services.preview(actor=request.actor, now=request.now, agency_id=seat.id, plan_id=found.id)
    if shown.blockers:
        said = ngettext("Còn {n} chỗ vướng.", "Còn {n} chỗ vướng.", len(shown.blockers))
        messages.warning(request, said.format(n=len(shown.blockers)))
    else:
        messages.success(request, _("Đã xem trước: không còn vướng mắc."))
    return HttpResponseRedirect(reverse("desk:reorganisation-board", args=[found.id]))


def _stats(found: PlanRecord, totals: dict[str, int], places: int) -> list[dict[str, Any]]:
    """Every figure leads to the list of what it counts, while there is one."""
    rows = [
        (totals["dossiers"], _("hồ sơ đang mở"), "", What.DOSSIERS),
        (totals["with_due"], _("thời hạn đang tính"), "", What.DEADLINES),
        (totals["late"], _("quá hạn"), "late", What.DEADLINES),
        (totals["tasks"], _("việc đang mở"), "", What.TASKS),
        (totals["officers"], _("cán bộ"), "", What.OFFICERS),
        (totals["grants"], _("quyền"), "", What.OFFICERS),
        (totals["points"], _("điểm phục vụ"), "", What.POINTS),
        (totals["codes"], _("mã cơ quan kết thúc"), "", What.AGENCIES),
        (totals["seals"], _("con dấu"), "", What.SEALS),
        (totals["series"], _("dãy số hồ sơ kết thúc"), "", What.SERIES),
        (totals["receipts"], _("dãy số biên lai kết thúc"), "", What.RECEIPTS),
    ]
    can = queries.listed(found.state in DONE)
    blocked = f"{reverse('desk:reorganisation-board', args=[found.id])}?only=blocked"
    first = [
        saying.stat(places, _("nơi nhận")),
        saying.stat(totals["blocked"], _("còn vướng"), "late", blocked),
    ]
    shown = [
        saying.stat(value, label, tone, _list(found, what) if what in can else "")
        for value, label, tone, what in rows
        if value
    ]
    return first[: 2 if totals["blocked"] else 1] + shown


def _list(found: PlanRecord, what: What) -> str:
    return reverse("desk:reorganisation-list", args=[found.id, queries.EVERYWHERE, what.value])


def _filters(found: PlanRecord, totals: dict[str, int], only: str) -> list[dict[str, Any]]:
    here = reverse("desk:reorganisation-board", args=[found.id])
    shown = [(standing, saying.standing(standing)) for standing in Standing if totals[standing.value]]
    every = {"label": _("Tất cả"), "tone": "", "url": here, "current": not only, "count": None}
    return [every] + [
        {
            "label": status.text, "tone": status.tone, "url": f"{here}?only={standing.value}",
            "current": only == standing.value, "count": totals[standing.value],
        }
        for standing, status in shown
    ]  # fmt: skip


def _tile(found: PlanRecord, tile: Tile) -> dict[str, Any]:
    status = saying.standing(tile.standing)
    return {
        "name": tile.name,
        "word": status.text,
        "tone": status.tone,
        "url": _place(found, tile),
        "goods": saying.goods(tile),
        "reasons": [saying.reason(one) for one in tile.obstacles[:MOST_REASONS]],
        "more": len(tile.obstacles) - MOST_REASONS,
    }


def _place(found: PlanRecord, tile: Tile) -> str:
    return reverse("desk:reorganisation-place", args=[found.id, tile.key])


def _map(found: PlanRecord, tiles: Sequence[Tile]) -> dict[str, Any] | None:
    """The drawing of the province with the tile of every commune; None when nothing of it is drawn."""
    by_unit = {tile.unit_id: tile for tile in tiles if tile.unit_id is not None}
    drawn = points.map_of(authority_id=found.authority_id, day=found.day)
    if drawn is None or not by_unit:
        return None
    shapes = []
    for shape in drawn.shapes:
        tile = by_unit.get(shape.unit_id)
        status = saying.standing(tile.standing) if tile else None
        label = f"{shape.full_name}: {status.text}" if status else shape.full_name
        url = _place(found, tile) if tile else ""
        shapes.append({"shape": shape, "url": url, "label": label, "tone": status.tone if status else ""})
    return {"drawn": drawn, "shapes": shapes}


def _table(found: PlanRecord, tiles: Sequence[Tile]) -> tables.Table:
    """The same tiles as rows, for Excel and for programs."""
    numbers = (
        ("dossiers", _("Hồ sơ")), ("late", _("Quá hạn")), ("with_due", _("Có hạn trả")),
        ("tasks", _("Việc đang mở")), ("officers", _("Cán bộ")),
        ("grants", _("Quyền")), ("points", _("Điểm phục vụ")), ("seals", _("Con dấu")), ("codes", _("Mã kết thúc")),
    )  # fmt: skip
    columns = (
        tables.Column("code", _("Mã"), "code"),
        tables.Column("name", _("Nơi nhận")),
        tables.Column("state", _("Trạng thái")),
        *(tables.Column(key, label, "number") for key, label in numbers),
        tables.Column("earliest", _("Hạn sớm nhất"), "moment"),
        tables.Column("reasons", _("Vướng mắc")),
    )
    rows = [
        tables.Row(
            (
                tile.code, tables.Link(tile.name, _place(found, tile)), saying.standing(tile.standing),
                *(getattr(tile, key) for key, _label in numbers), tile.earliest,
                "; ".join(f"{r['said']} ({r['owner']})" for r in map(saying.reason, tile.obstacles)),
            )
        )
        for tile in tiles
    ]  # fmt: skip
    title = f"{found.name}, {formats.day(found.day)}"
    return tables.Table(title, columns, rows, tables.Empty(_("Không có nơi nào")), name="bang-dieu-hanh")

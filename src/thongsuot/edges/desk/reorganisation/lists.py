"""The drill-down: one place with all that goes there, and each of its lists in pages, as CSV and as JSON."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thongsuot.edges.desk import page, seats
from thongsuot.edges.desk import saying as desk_saying
from thongsuot.edges.desk.reorganisation import assigning, frame, saying
from thongsuot.edges.desk.reorganisation.plans import CURRENT
from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats, tables
from thongsuot.registers.identity import queries as identity
from thongsuot.transition.reorganisation import queries
from thongsuot.transition.reorganisation.queries import EVERYWHERE, Item, PlanRecord, Tile, What
from thongsuot.transition.reorganisation.queries.board import DONE
from thongsuot.transition.reorganisation.queries.listing import CASH
from thongsuot.work.dossiers.rules import State

PAGE = 100
OF_DOSSIERS = (What.DOSSIERS, What.STRANDED, What.DEADLINES)
OF_NUMBERS = (What.SERIES, What.RECEIPTS)


@officer_required
@require_safe
def place(request: Request, plan_id: int, key: str) -> HttpResponse:
    """One place of the new order: what stands in its way, what goes there, from which old agencies."""
    found = frame.plan(request, plan_id)
    shown = queries.board(viewer=request.actor, found=found, now=request.now)
    tile = next((tile for tile in shown.tiles if tile.key == key), None)
    if tile is None:
        raise _no_such_place()
    agencies = queries.items(viewer=request.actor, found=found, key=key, what=What.AGENCIES)
    context = {
        **frame.frame(request, found, "board"),
        "tile": tile,
        "tile_status": saying.standing(tile.standing),
        "reasons": [_reason(request, found, tile, one) for one in tile.obstacles],
        "lists": _lists(found, tile),
        "table": _table(request, found, key, What.AGENCIES, agencies.rows, exports=False),
    }
    return page.show(request, "desk/reorganisation/place.html", context, current=CURRENT)


@officer_required
@require_safe
def listed(request: Request, plan_id: int, key: str, what: str) -> HttpResponseBase:
    """One list of a place, or with the key "all" of the whole plan; `?after=` is the key of the page before."""
    found = frame.plan(request, plan_id)
    if what not in queries.listed(found.state in DONE) or queries.place(found=found, key=key) is None:
        raise _no_such_place()
    kind = What(what)
    if answer := _streamed(request, found, key, kind):
        return answer
    after = page.asked(request.GET, "after")
    shown = queries.items(viewer=request.actor, found=found, key=key, what=kind, after=after, limit=PAGE)
    here = reverse("desk:reorganisation-list", args=[found.id, key, what])
    context = {
        **frame.frame(request, found, what if key == EVERYWHERE else ""),
        "title": _(saying.LISTS[kind]),
        "place": _name(found, key),
        "back": reverse("desk:reorganisation-place", args=[found.id, key]) if key != EVERYWHERE else "",
        "table": _table(request, found, key, kind, shown.rows),
        "next": f"{here}?after={shown.next}" if shown.next else "",
        "previous": here if after else "",
    }
    return page.show(request, "desk/reorganisation/list.html", context, current=CURRENT)


def _no_such_place() -> NotFound:
    return NotFound(Problem("no_such_place", "Phương án không có nơi nhận hoặc danh sách này."))


def _name(found: PlanRecord, key: str) -> str:
    at = queries.place(found=found, key=key)
    if key == EVERYWHERE or at is None:
        return found.name
    return ", ".join(desk_saying.short_agency(new) for new in sorted(at.new_ids))


def _reason(request: Request, found: PlanRecord, tile: Tile, one: queries.Obstacle) -> dict[str, str]:
    """A reason with the way to the very items."""
    lists = {"dossiers_unassigned": What.STRANDED, "officers_without_post": What.OFFICERS,
             "point_unassigned": What.POINTS, "tasks_unassigned": What.TASKS}  # fmt: skip
    what = lists.get(one.problem.code)
    url = reverse("desk:reorganisation-list", args=[found.id, tile.key, what.value]) if what else ""
    agency = desk_saying.short_agency(one.agency_id)
    is_work = what in (What.STRANDED, What.OFFICERS, What.TASKS) and bool(seats.able(request, assigning.VERB))
    work = reverse("desk:reorganisation-assign", args=[found.id, one.agency_id]) if is_work else ""
    return {**saying.reason(one), "agency": agency, "url": url, "work": work}


def _lists(found: PlanRecord, tile: Tile) -> list[dict[str, Any]]:
    counts: dict[What, int | None] = {
        What.DOSSIERS: tile.dossiers,
        What.DEADLINES: tile.with_due,
        What.STRANDED: sum(o.count for o in tile.obstacles if o.problem.code == "dossiers_unassigned"),
        What.TASKS: tile.tasks,
        What.OFFICERS: tile.grants,
        What.POINTS: tile.points,
        What.SEALS: tile.seals,
    }
    return [
        {
            "label": _(saying.LISTS[what]), "count": counts.get(what),
            "url": reverse("desk:reorganisation-list", args=[found.id, tile.key, what.value]),
        }
        for what in queries.listed(found.state in DONE)
        if counts.get(what) or what in (What.SERIES, What.RECEIPTS)
    ]  # fmt: skip


def _columns(kind: What) -> tuple[tables.Column, ...]:
    heads = {
        What.DOSSIERS: (_("Mã hồ sơ"), ""),
        What.DEADLINES: (_("Mã hồ sơ"), ""),
        What.STRANDED: (_("Mã hồ sơ"), ""),
        What.TASKS: (_("Mã hồ sơ"), _("Bước")),
        What.OFFICERS: (_("Tài khoản"), _("Cán bộ")),
        What.POINTS: (_("Mã điểm"), _("Điểm phục vụ")),
        What.SEALS: (_("Số dấu"), _("Loại dấu")),
        What.SERIES: (_("Đầu mã hồ sơ"), _("Số cuối đã cấp")),
        What.RECEIPTS: (_("Loại"), _("Số cuối đã cấp, hoặc số tiền")),
        What.AGENCIES: (_("Mã cơ quan, hai cách viết"), _("Cơ quan cũ")),
    }
    code, name = heads[kind]
    columns = [tables.Column("code", code, "text" if kind is What.RECEIPTS else "code")]
    if name:
        columns.append(tables.Column("name", name))
    if kind is not What.AGENCIES:
        label = _("Cơ quan") if kind in OF_NUMBERS else _("Từ cơ quan")
        columns.append(tables.Column("from", label))
    if kind not in OF_NUMBERS:
        columns.append(tables.Column("to", _("Đến cơ quan")))
    notes = {
        What.DOSSIERS: _("Trạng thái"), What.STRANDED: _("Trạng thái"), What.TASKS: _("Loại việc"),
        What.OFFICERS: _("Vai trò"), What.SEALS: _("Biên bản"), What.SERIES: _("Trạng thái"), What.AGENCIES: _("Căn cứ"),
        What.DEADLINES: _("Trạng thái"), What.RECEIPTS: _("Trạng thái"),
    }  # fmt: skip
    if kind in notes:
        columns.append(tables.Column("note", notes[kind]))
    if kind in (*OF_DOSSIERS, What.TASKS):
        columns.append(
            tables.Column("due", _("Hạn của việc") if kind is What.TASKS else _("Hạn trả"), "moment")
        )
    return tuple(columns)


def _cells(kind: What, item: Item, roles: dict[str, str]) -> list[Any]:
    if kind is What.RECEIPTS:
        return _receipts(item)
    is_dossier = kind in OF_DOSSIERS
    is_linked = is_dossier or kind is What.TASKS
    code: Any = tables.Link(item.code, reverse("desk:dossier", args=[item.code])) if is_linked else item.code
    cells: list[Any] = [code]
    if not is_dossier:
        cells.append(_(saying.SEALS[item.name]) if kind is What.SEALS else item.name)
    if kind is not What.AGENCIES:
        cells.append(desk_saying.agency(item.from_id))
    if kind is What.SERIES:
        return [*cells, _(saying.SERIES[item.note])]
    nowhere = _("thu hồi") if kind is What.SEALS else _("chưa rõ")
    cells.append(desk_saying.agency(item.to_id) if item.to_id else nowhere)
    if is_dossier:
        cells += [desk_saying.status(State(item.note)), item.due_at]
    elif kind is What.TASKS:
        cells += [_(saying.TASKS[item.note]), item.due_at]
    elif kind is What.OFFICERS:
        cells.append(roles.get(item.note, item.note))
    elif kind is not What.POINTS:
        cells.append(item.note)
    return cells


def _receipts(item: Item) -> list[Any]:
    """A series with the number given last, or the cash in a drawer with who has it."""
    is_cash = item.code == CASH
    last = formats.vnd(int(item.name)) if is_cash else item.name
    note = _("{name} giữ").format(name=item.note) if is_cash else _(saying.SERIES[item.note])
    return [_(saying.RECEIPTS[item.code]), last, desk_saying.agency(item.from_id), note]


def _roles() -> dict[str, str]:
    is_english = desk_saying.language() == "en"
    return {r.code: r.name_en if is_english else r.name for r in identity.roles()}


def _table(
    request: Request, found: PlanRecord, key: str, kind: What, rows: tuple[Item, ...], *, exports: bool = True
) -> tables.Table:
    roles = _roles() if kind is What.OFFICERS else {}
    nothing = tables.Empty(
        _("Không có gì trong danh sách này"),
        _("Nơi này không có gì thuộc loại ấy phải chuyển."),
        tables.Link(_("Về bảng điều hành"), reverse("desk:reorganisation-board", args=[found.id])),
    )
    return tables.Table(
        _(saying.LISTS[kind]), _columns(kind), [tables.Row(_cells(kind, item, roles)) for item in rows], nothing,
        name=f"{kind.value}-{key}", stack=True, show_caption=False, exports=exports,
    )  # fmt: skip


def _streamed(request: Request, found: PlanRecord, key: str, kind: What) -> StreamingHttpResponse | None:
    """The whole list, however long, without holding it: each page is written when it has been read."""
    wanted = request.GET.get("format")
    if wanted not in ("csv", "json"):
        return None
    items = queries.every_item(viewer=request.actor, found=found, key=key, what=kind)
    written = _csv(kind, items) if wanted == "csv" else _json(kind, items)
    content = "text/csv; charset=utf-8" if wanted == "csv" else "application/json"
    name = f"{kind.value}-{key}.{wanted}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return StreamingHttpResponse(written, content_type=content, headers=headers)


def _csv(kind: What, items: Iterator[Item]) -> Iterator[bytes]:
    columns, roles = _columns(kind), _roles()
    yield b"\xef\xbb\xbf" + _line([column.label for column in columns])
    for item in items:
        yield _line([tables.in_csv(cell) for cell in _cells(kind, item, roles)])


def _line(cells: list[Any]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([tables.harmless(cell) for cell in cells])
    return out.getvalue().encode()


def _json(kind: What, items: Iterator[Item]) -> Iterator[bytes]:
    columns, roles = _columns(kind), _roles()
    keys = [column.key for column in columns]
    told = [{"key": column.key, "label": column.label} for column in columns]
    yield f'{{"columns": {json.dumps(told, ensure_ascii=False)}, "rows": ['.encode()
    for number, item in enumerate(items):
        row = dict(zip(keys, map(tables.plain, _cells(kind, item, roles)), strict=True))
        yield (",\n" if number else "\n").encode() + json.dumps(row, ensure_ascii=False).encode()
    yield b"\n]}"

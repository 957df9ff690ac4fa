"""Plans, their places and their orders in the words of the desk."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thongsuot.edges.desk import saying
from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.ui import formats, tables
from thongsuot.transition.reorganisation import queries, rules
from thongsuot.transition.reorganisation.queries import What
from thongsuot.transition.reorganisation.rules import Doing, OrderState, PlanState, Standing
from thongsuot.work.dossiers.rules import State

PLAN_TONES = {
    PlanState.DRAFT: "quiet",
    PlanState.PREVIEWED: "doing",
    PlanState.REHEARSED: "doing",
    PlanState.ACTIVATED: "done",
    PlanState.UNDONE: "stopped",
}
STANDINGS: dict[Standing, tuple[str, str]] = {
    Standing.BLOCKED: ("Còn vướng", "late"),
    Standing.READY: ("Sẵn sàng", "doing"),
    Standing.MOVED: ("Đã chuyển", "done"),
    Standing.UNDONE: ("Đã hoàn lại", "stopped"),
    Standing.DRAFT: ("Chưa xem trước", "quiet"),
}
DOINGS: dict[Doing, str] = {
    Doing.REHEARSE: "Chạy thử",
    Doing.ACTIVATE: "Thực hiện",
    Doing.UNDO: "Hoàn lại",
}
ORDERS: dict[OrderState, tuple[str, str]] = {
    OrderState.WAITING: ("Đang chờ", "waiting"),
    OrderState.RUNNING: ("Đang chạy", "doing"),
    OrderState.DONE: ("Xong", "done"),
    OrderState.REFUSED: ("Bị từ chối", "late"),
}
PARTS = {
    "ready": "Kiểm tra lần cuối những gì đã duyệt",
    "hold": "Khóa các hồ sơ đang mở",
    "dossiers": "Chuyển hồ sơ",
    "registers": "Chuyển quyền, điểm phục vụ; thu hồi con dấu; kết thúc cơ quan cũ",
    "check": "Đối chiếu từng hồ sơ trước và sau",
    "keys": "Kiểm tra các liên kết trong cơ sở dữ liệu",
    "standstill": "Chuyển hồ sơ đến trong lúc chạy, lập bảng cân đối",
}
LISTS: dict[What, str] = {
    What.DOSSIERS: "Hồ sơ",
    What.STRANDED: "Hồ sơ chưa rõ nơi đến",
    What.DEADLINES: "Thời hạn đang tính",
    What.TASKS: "Việc đang mở",
    What.OFFICERS: "Quyền của cán bộ",
    What.POINTS: "Điểm phục vụ",
    What.SEALS: "Con dấu thu hồi",
    What.SERIES: "Dãy số hồ sơ",
    What.RECEIPTS: "Dãy số biên lai",
    What.AGENCIES: "Cơ quan và mã định danh",
}
SERIES = {"ends": "kết thúc", "begins": "bắt đầu"}
RECEIPTS = {
    "pay": "Biên lai thu",
    "refund": "Phiếu hoàn trả",
    "closing": "Biên bản chốt quầy",
    "cash": "Tiền mặt chưa chốt",
}
ITEMS = {
    "grants": "Quyền của cán bộ", "points": "Điểm phục vụ", "seals": "Con dấu", "tasks": "Việc đang mở",
}  # fmt: skip
TASKS = {"step": "bước của quy trình", "opinion": "xin ý kiến"}
SEALS = {
    "national_emblem": "Dấu có hình Quốc huy",
    "plain": "Dấu không có hình Quốc huy",
    "reduced": "Dấu thu nhỏ",
    "digital": "Chữ ký số của cơ quan",
}
REPORTS = {
    "preview": "Xem trước",
    "rehearsal": "Chạy thử",
    "activation": "Thực hiện",
    "undo": "Hoàn lại",
}


def plan_status(state: PlanState) -> tables.Status:
    """The state of a plan as word and tone."""
    return tables.Status(_(rules.STATE_NAMES[state]), PLAN_TONES[state])


def standing(found: Standing) -> tables.Status:
    """How it stands with a place, as word and tone."""
    word, tone = STANDINGS[found]
    return tables.Status(_(word), tone)


def order_status(state: OrderState) -> tables.Status:
    """How far an order has come, as word and tone."""
    word, tone = ORDERS[state]
    return tables.Status(_(word), tone)


def problem(found: Problem) -> str:
    """A reason in the reader's language."""
    return found.say(_)


def reason(found: queries.Obstacle) -> dict[str, str]:
    """What stands in the way, and whose it is."""
    return {"said": problem(found.problem), "owner": saying.short_agency(found.owner_id)}


def goods(tile: queries.Tile) -> str:
    """What a tile carries, in a line: "312 hồ sơ, 12 cán bộ, 3 điểm"."""
    parts = [
        (tile.dossiers, ngettext("{n} hồ sơ", "{n} hồ sơ", tile.dossiers)),
        (tile.tasks, ngettext("{n} việc đang mở", "{n} việc đang mở", tile.tasks)),
        (tile.officers, ngettext("{n} cán bộ", "{n} cán bộ", tile.officers)),
        (tile.points, ngettext("{n} điểm", "{n} điểm", tile.points)),
    ]
    told = [text.format(n=formats.number(n)) for n, text in parts if n]
    return ", ".join(told) or _("không có gì phải chuyển")


def balance_item(item: str) -> str:
    """A line of the trial balance in words."""
    if item in ITEMS:
        return _(ITEMS[item])
    _kind, part, state = item.split(".")
    where = _("đang giữ") if part == "holder" else _("có thẩm quyền")
    word, _tone = saying.STATES[State(state)]
    return _("Hồ sơ {where}: {state}").format(where=where, state=_(word).lower())


def seconds(value: float) -> str:
    """ "0,42 giây" """
    return _("{s} giây").format(s=f"{value:.2f}".replace(".", ","))


def stat(value: int, label: str, tone: str = "", url: str = "") -> dict[str, Any]:
    """A figure of `ui/stats.html`."""
    return {"value": formats.number(value), "label": label, "tone": tone if value else "", "url": url}

"""The screens of the desk in the order of an officer's day: one line a screen, shown to whoever has a use for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thongsuot.edges.desk import seats
from thongsuot.plumbing.http.request import Request

Need = Callable[[Request], bool]


def everybody(request: Request) -> bool:
    """A screen that no right stands before."""
    return True


def granted(verb: str) -> Need:
    """Those who may carry out `verb` somewhere."""
    return lambda request: bool(seats.able(request, verb))


def either(*verbs: str) -> Need:
    """Those who may carry out one of `verbs` somewhere."""
    return lambda request: any(seats.able(request, verb) for verb in verbs)


def of_province(request: Request) -> bool:
    """Those who answer for a whole province."""
    return seats.is_of_province(request.actor)


@dataclass(frozen=True, slots=True)
class Screen:
    """`key` is what its pages call themselves as `current=`."""

    key: str
    label: Promise
    route: str
    needs: Need = everybody
    query: str = ""


GROUPS: tuple[tuple[Promise | str, tuple[Screen, ...]], ...] = (
    ("", (
        Screen("today", _("Hôm nay"), "today"),
        Screen("attention", _("Việc cần để ý"), "attention"),
        Screen("backlog", _("Hồ sơ tồn theo lĩnh vực"), "backlog"),
        Screen("receive", _("Tiếp nhận hồ sơ"), "receive", granted("dossiers.receive")),
        Screen("worklist", _("Hồ sơ đang giữ"), "worklist"),
        Screen("mine", _("Hồ sơ của tôi"), "worklist", granted("dossiers.take"), "?mine=1"),
        Screen("waiting", _("Chờ bổ sung"), "worklist", query="?state=waiting"),
        Screen("decided", _("Chờ trả kết quả"), "worklist", query="?state=decided"),
        Screen("opinions", _("Chờ đơn vị cho ý kiến"), "opinions", granted("steps.give_opinion")),
    )),
    (_("Tại quầy"), (
        Screen("bags", _("Giấy tờ luân chuyển"), "bags", granted("custody.receive")),
        Screen("deliveries", _("Giao nhận kết quả"), "deliveries", granted("dossiers.return")),
        Screen("relays", _("Hồ sơ liên tỉnh"), "relays", either("relays.file", "relays.connect")),
        Screen("mobile", _("Tiếp nhận lưu động"), "mobile", granted("mobile.plan")),
        Screen("imports", _("Nhập từ sổ cũ"), "imports", granted("imports.upload")),
        Screen("signatures", _("Ký số"), "signatures", seats.signs),
        Screen("counter", _("Chốt quầy"), "counter", granted("fees.close_counter")),
        Screen("books", _("Sổ sách"), "books"),
        Screen("shifts", _("Bàn giao ca"), "shifts", either("shifts.hand_over", "dossiers.assign")),
        Screen("accounts", _("Đối chiếu ngân hàng"), "accounts", granted("fees.resolve")),
    )),
    (_("Tổ chức"), (
        Screen("closures", _("Đóng cửa do thiên tai"), "closures", seats.decides_closures),
        Screen("changes", _("Thay đổi đơn vị"), "changes", of_province),
        Screen("reorganisation", _("Sắp xếp đơn vị"), "reorganisation", of_province),
        Screen("flows", _("Quy trình từng bước"), "flows", granted("steps.rebase")),
        Screen("statistics", _("Thống kê"), "statistics", of_province),
        Screen("mandates", _("Thẩm quyền"), "mandates", of_province),
        Screen("officers", _("Công chức và quyền"), "officers", granted("identity.grant")),
    )),
    (_("Hệ thống"), (
        Screen("portal", _("Cổng quốc gia"), "portal", granted("sync.resend")),
        Screen("webhooks", _("Báo sự kiện"), "webhooks", granted("sync.subscribe")),
        Screen("jobs", _("Công việc nền"), "jobs", of_province),
    )),
)  # fmt: skip


def entries(request: Request, current: str) -> list[dict[str, Any]]:
    """What `ui/desk.html` lists: {"group", "label", "url", "current"} of the screens that this officer has a use for."""
    return [
        {"group": group, "label": screen.label, "url": reverse(f"desk:{screen.route}") + screen.query,
         "current": screen.key == current}
        for group, screens in GROUPS
        for screen in screens
        if screen.needs(request)
    ]  # fmt: skip

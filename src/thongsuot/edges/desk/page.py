"""What every page of the desk shows around its content."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.edges.desk import seats
from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.plumbing.http.request import Request

LONGEST = 200
RECEIVE, ADMINISTER, CARRY = "dossiers.receive", "identity.grant", "custody.receive"


def show(
    request: Request, template: str, context: Mapping[str, Any], *, current: str = "", status: int = 200
) -> HttpResponse:
    """A page of the desk; it names people, so nobody on the way may keep it."""
    response = render(request, template, {**frame(request, current), **context}, status=status)
    response["Cache-Control"] = "no-store, private"
    return response


def frame(request: Request, current: str) -> dict[str, Any]:
    """Unit, officer and navigation of `ui/desk.html`."""
    place = seats.home(request)
    return {
        "unit_name": (place.short_name or place.name) if place else "",
        "officer_name": request.actor.name,
        "desk_home": reverse("desk:today"),
        "desk_search": reverse("desk:worklist"),
        "sign_out": reverse("account_logout"),
        "desk_nav": navigation(request, current),
    }


def navigation(request: Request, current: str) -> list[dict[str, Any]]:
    """The screens of the desk that this officer has a use for."""
    listed = reverse("desk:worklist")
    entries = [
        ("today", _("Hôm nay"), reverse("desk:today"), True),
        ("receive", _("Tiếp nhận hồ sơ"), reverse("desk:receive"), bool(seats.able(request, RECEIVE))),
        ("worklist", _("Hồ sơ đang giữ"), listed, True),
        ("mine", _("Hồ sơ của tôi"), f"{listed}?mine=1", bool(seats.able(request, "dossiers.take"))),
        ("waiting", _("Chờ bổ sung"), f"{listed}?state=waiting", True),
        ("decided", _("Chờ trả kết quả"), f"{listed}?state=decided", True),
        ("bags", _("Giấy tờ luân chuyển"), reverse("desk:bags"), bool(seats.able(request, CARRY))),
        ("signatures", _("Ký số"), reverse("desk:signatures"), seats.signs(request)),
        ("counter", _("Chốt quầy"), reverse("desk:counter"), bool(seats.able(request, "fees.close_counter"))),
        (
            "accounts",
            _("Đối chiếu ngân hàng"),
            reverse("desk:accounts"),
            bool(seats.able(request, "fees.resolve")),
        ),
        ("closures", _("Đóng cửa do thiên tai"), reverse("desk:closures"), seats.decides_closures(request)),
        ("changes", _("Thay đổi đơn vị"), reverse("desk:changes"), seats.is_of_province(request.actor)),
        (
            "reorganisation",
            _("Sắp xếp đơn vị"),
            reverse("desk:reorganisation"),
            seats.is_of_province(request.actor),
        ),
        ("mandates", _("Thẩm quyền"), reverse("desk:mandates"), seats.is_of_province(request.actor)),
        (
            "officers",
            _("Công chức và quyền"),
            reverse("desk:officers"),
            bool(seats.able(request, ADMINISTER)),
        ),
        ("jobs", _("Công việc nền"), reverse("desk:jobs"), seats.is_of_province(request.actor)),
    ]
    return [
        {"label": label, "url": url, "current": key == current}
        for key, label, url, is_useful in entries
        if is_useful
    ]


def asked(source: Mapping[str, str], name: str, longest: int = LONGEST) -> str:
    """A word of the address: composed, on one line, without control characters, not endless."""
    given = source.get(name, "")[: 10 * LONGEST]
    signs = (" " if unicodedata.category(sign)[0] == "C" else sign for sign in given)
    return " ".join(unicodedata.normalize("NFC", "".join(signs)).split())[:longest]


def no_such_dossier() -> NotFound:
    """404: there is none, or the officer may not know that there is."""
    return NotFound(Problem("no_such_dossier", "Không có hồ sơ này, hoặc bạn không được xem."))

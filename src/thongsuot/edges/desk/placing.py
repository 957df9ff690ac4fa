"""Dossiers that no rule takes over into a new version of their flow: a person says where each goes on, and why."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thongsuot.edges.desk import flows as pages
from thongsuot.edges.desk import page, seats
from thongsuot.kernel.errors import Forbidden, NotFound, Problem, Refused
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.flows import queries
from thongsuot.registers.flows.rules import Flow, alone, name_of
from thongsuot.work.steps import services


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def placing(request: Request, code: str) -> HttpResponse:
    """Those of one flow that need a person, and what the person says of one of them."""
    new = services.newest(code, request.day)
    seat = min(seats.able(request, pages.PLACE), default=None)
    if seat is None:
        raise Forbidden(Problem("may_not_place", "Bạn không có quyền chọn bước cho hồ sơ khi đổi quy trình."))
    problems: tuple[Problem, ...] = ()
    waiting = [one for one in _preview(request, code) if one.needs_person]
    if request.method == "POST":
        try:
            _place(request, code, seat, waiting)
        except Forbidden:
            raise
        except Refused as refused:
            problems = refused.problems
        else:
            messages.success(request, _("Đã ghi lựa chọn của bạn."))
            return HttpResponseRedirect(reverse("desk:placing", args=[code]))
    steps = [(id_, name_of(new.flow.step(id_), _language())) for id_ in alone(new.flow)]
    context = {
        "title": pages.title(new.flow),
        "about": pages.version_said(new.flow),
        "code": code,
        "rows": [_row(one, new.flow) for one in waiting],
        "steps": steps,
        "given": request.POST,
        "problems": problems,
    }
    return page.show(request, "desk/placing.html", context, current="flows", status=422 if problems else 200)


def lines(request: Request) -> list[dict[str, str]]:
    """For today's page: each flow with dossiers that wait for this officer, and how many at least."""
    if not seats.able(request, pages.PLACE):
        return []
    titles = {record.flow.code: pages.title(record.flow) for record in reversed(queries.flows())}
    found = services.needing(viewer=request.actor, day=request.day)
    return [
        {
            "url": reverse("desk:placing", args=[code]),
            "text": ngettext(
                "{title}: {count} hồ sơ cần bạn chọn bước", "{title}: {count} hồ sơ cần bạn chọn bước", count
            ).format(title=titles[code], count=count),
        }
        for code, count in found.items()
    ]


def _preview(request: Request, code: str) -> tuple[services.Preview, ...]:
    return services.preview(viewer=request.actor, code=code, day=request.day)


def _place(request: Request, code: str, seat: int, waiting: list[services.Preview]) -> None:
    asked = page.asked(request.POST, "dossier")
    found = next((one.dossier_id for one in waiting if str(one.dossier_id) == asked), None)
    if found is None:
        raise NotFound(
            Problem("nothing_to_place", "Hồ sơ này không còn chờ người chọn bước. Hãy xem lại danh sách.")
        )
    choice = page.asked(request.POST, "to_step")
    if not choice:
        raise Refused(Problem("choice_missing", "Hãy chọn giữ bản cũ hoặc một bước của bản mới.", "to_step"))
    services.place(
        actor=request.actor, now=request.now, agency_id=seat, code=code, day=request.day, dossier_id=UUID(str(found)),
        to_step="" if choice == KEEP else choice, reason=page.asked(request.POST, "reason", 4001),
    )  # fmt: skip


KEEP = "-"


def _row(one: services.Preview, new: Flow) -> dict[str, Any]:
    old = one.standing.flow
    return {
        "id": str(one.dossier_id),
        "code": one.code,
        "url": reverse("desk:steps", args=[one.code]),
        "now": ", ".join(name_of(old.step(p.step), _language()) for p in one.standing.open()),
        "version": pages.version_said(old),
        "why": _(pages.REASONS[one.moved.reason]),
        "proposed": one.proposed,
        "proposed_name": name_of(new.step(one.proposed), _language()) if one.proposed else "",
    }


def _language() -> str:
    return get_language() or "vi"


urls: list[URLPattern] = [path("flows/<str:code>/placing/", placing, name="placing")]

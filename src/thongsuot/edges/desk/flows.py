"""Flows at the desk: every procedure's steps, what a new version changes, and taking running dossiers over to it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from thongsuot.edges.desk import page, seats
from thongsuot.kernel.errors import Forbidden, NotFound, Problem, Refused
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats
from thongsuot.registers.flows import queries
from thongsuot.registers.flows.queries import FlowRecord
from thongsuot.registers.flows.rules import Flow, Running, bpmn_of, differences, name_of, shown
from thongsuot.work.steps import services

REBASE, PLACE = "steps.rebase", "steps.place"
REASONS = {
    "step_gone": "Bước đang làm không còn trong bản mới.",
    "not_a_place": "Trong bản mới không thể đứng ở các bước này cùng lúc.",
    "new_branch": "Bản mới có thêm một nhánh song song mà hồ sơ chưa qua.",
}
CHANGES = {
    "name": "tên", "name_en": "tên tiếng Anh", "at": "cơ quan làm", "named": "cơ quan làm", "verb": "quyền",
    "term": "thời hạn", "ways": "kết quả và bước sau", "back": "bước trả lại", "opinions": "xin ý kiến",
    "branches": "các nhánh", "join": "điểm gộp", "next": "bước sau", "wait": "cách chờ các nhánh", "kind": "loại",
}  # fmt: skip


@officer_required
@require_safe
def flows(request: Request) -> HttpResponse:
    """Every flow by its newest version."""
    found: dict[str, FlowRecord] = {}
    for record in queries.flows():
        found.setdefault(record.flow.code, record)
    rows = [
        {
            "title": title(one.flow),
            "url": reverse("desk:flow", args=[one.flow.code]),
            "about": f"{', '.join(one.flow.procedures)} · {version_said(one.flow)}",
        }
        for one in found.values()
    ]
    return page.show(request, "desk/flows.html", {"rows": rows}, current="flows")


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def flow(request: Request, code: str) -> HttpResponse:
    """One flow: picture, versions, what changed, and where running dossiers would be in the version in force."""
    versions = _versions(code)
    current = services.newest(code, request.day)
    problems: tuple[Problem, ...] = ()
    waiting = services.preview(viewer=request.actor, code=code, day=request.day)
    seat = min(seats.able(request, REBASE), default=None)
    if request.method == "POST":
        sure = [one.dossier_id for one in waiting if not one.moved.lost and not one.is_kept]
        try:
            count = services.rebase(
                actor=request.actor, now=request.now, agency_id=seat or 0, code=code, day=request.day,
                dossier_ids=sure,
            )  # fmt: skip
        except Forbidden:
            raise
        except Refused as refused:
            problems = refused.problems
        else:
            said = ngettext("{count} hồ sơ chuyển sang bản mới.", "{count} hồ sơ chuyển sang bản mới.", count)
            messages.success(request, said.format(count=count))
            return HttpResponseRedirect(reverse("desk:flow", args=[code]))
    older = next((v for v in versions if v.flow.valid_from < current.flow.valid_from), None)
    context = {
        "title": title(current.flow),
        "code": code,
        "shown": shown(current.flow, _, get_language() or "vi", {}),
        "about": version_said(current.flow),
        "rebases": current.flow.running is Running.REBASE,
        "changes": _changes(older.flow, current.flow) if older else [],
        "rows": [_row(one, current.flow) for one in waiting],
        "sure": sum(not one.moved.lost and not one.is_kept for one in waiting),
        "persons": sum(one.needs_person for one in waiting) if seats.able(request, PLACE) else 0,
        "may": seat is not None,
        "problems": problems,
    }
    return page.show(request, "desk/flow.html", context, current="flows", status=422 if problems else 200)


@officer_required
@require_safe
def bpmn(request: Request, code: str) -> HttpResponse:
    """The version in force as BPMN 2.0."""
    found = services.newest(code, request.day).flow
    response = HttpResponse(bpmn_of(found), content_type="application/xml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.code}-{found.version}.bpmn"'
    return response


def _versions(code: str) -> list[FlowRecord]:
    found = [one for one in queries.flows() if one.flow.code == code]
    if not found:
        raise NotFound(Problem("no_such_flow", "Không có quy trình này."))
    return found


def title(found: Flow) -> str:
    """Its name in the reader's language."""
    return found.title_en if (get_language() or "vi").startswith("en") else found.title


def version_said(found: Flow) -> str:
    """Which version it is, and since when."""
    return _("bản {version}, từ {day}").format(version=found.version, day=formats.day(found.valid_from))


def _named(found: Flow, id_: str) -> str:
    return name_of(found.step(id_), get_language() or "vi") if id_ in {s.id for s in found.steps()} else id_


def _changes(old: Flow, new: Flow) -> list[str]:
    """What the new version changes, as sentences."""
    found = differences(old, new)
    said = [_("Thêm: {name}").format(name=_named(new, id_)) for id_ in found.added]
    said += [_("Bỏ: {name}").format(name=_named(old, id_)) for id_ in found.removed]
    for id_, names in found.changed.items():
        parts = ", ".join(dict.fromkeys(_(CHANGES[name]) for name in names))
        said.append(_("Đổi: {name} ({parts})").format(name=_named(new, id_), parts=parts))
    return said


def _row(one: services.Preview, new: Flow) -> dict[str, Any]:
    moved = one.moved
    return {
        "code": one.code,
        "url": reverse("desk:steps", args=[one.code]),
        "now": ", ".join(_named(one.standing.flow, p.step) for p in one.standing.open()),
        "then": ", ".join(_named(new, to) for to in moved.open.values()) if not moved.lost else "",
        "why": _(REASONS[moved.reason]) if moved.reason else "",
        "is_kept": one.is_kept,
        "skipped": ", ".join(_named(new, id_) for id_ in moved.skipped),
    }


urls: list[URLPattern] = [
    path("flows/", flows, name="flows"),
    path("flows/<str:code>/", flow, name="flow"),
    path("flows/<str:code>/bpmn/", bpmn, name="flow-bpmn"),
]

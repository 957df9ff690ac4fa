"""What was filed here for another province, for whoever holds its code: who has it, until when, what comes next."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.edges.portal import saying, viewing
from thongsuot.edges.portal.page import page, private
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.http import tracked
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers.rules import ACT_NAMES, Act
from thongsuot.work.relays import queries, rules
from thongsuot.work.relays.rules import State

TONES = {State.KEPT: "soon", State.DECLINED: "stopped", State.OVER: "stopped", State.RUNNING: "doing"}
NEXT = {
    State.SENDING: "Tỉnh nhận trả lời; bạn không phải làm gì.",
    State.KEPT: "Cán bộ tỉnh nhận xem rồi tiếp nhận hoặc trả lời; bạn không phải làm gì.",
    State.DECLINED: "Mang giấy biên nhận đến nơi nộp để nhận lại giấy tờ.",
    State.RUNNING: "Tỉnh nhận giải quyết rồi gửi kết quả về.",
    State.DECIDED: "Kết quả được giao ở nơi nộp, hoặc gửi đến nhà như bạn đã chọn.",
    State.OVER: "Hỏi nơi nộp nếu cần nộp lại.",
    State.HANDED: "Không còn việc gì.",
}


def opened(code: str, relay_id: UUID) -> HttpResponse:
    """Go to the relay, and let this browser see it for half an hour."""
    response = private(HttpResponseRedirect(reverse("portal:relay", args=[code])))
    tracked.remember(response, relay_id)
    return response


@page
def relay(request: Request, code: str) -> HttpResponse:
    """The page; whoever has not proved to hold the code is asked for it."""
    found = proved(request, code)
    if found is None:
        return viewing.ask(code)
    version = catalogue.version_on(code=found.procedure_code, day=request.day)
    is_waiting, asked = found.their_state == "waiting", wanted(found)
    context: dict[str, Any] = {
        "part": "follow",
        "relay": found,
        "title": saying.title(version.name) if version else found.procedure_code,
        "word": _(rules.STATE_NAMES[found.state]),
        "tone": TONES.get(found.state, "waiting" if found.state is State.SENDING else "done"),
        "who": _holder(found),
        "until": _("hẹn trả {moment}").format(moment=formats.moment(found.due_at))
        if found.due_at
        else _("chưa hẹn"),
        "due": found.due_at,
        "next": _("Bạn gửi bổ sung, rồi tỉnh nhận giải quyết tiếp.") if asked else _(NEXT[found.state]),
        "wanted": asked,
        "untaken": _untaken(found),
        "sent": is_waiting and asked is None,
        "way": _way(found),
        "facts": _facts(request, found),
    }
    return private(render(request, "portal/relay.html", context))


def proved(request: Request, code: str) -> queries.RelayRecord | None:
    """The relay with this code, if this browser proved to hold it."""
    id_ = tracked.dossier_of(request)
    found = queries.relay(viewer=SYSTEM, relay_id=UUID(id_)) if id_ else None
    return found if found is not None and found.code == code.upper() else None


def wanted(found: queries.RelayRecord) -> Mapping[str, Any] | None:
    """What the other province asks for ("wanted", "reason") and nobody has handed in."""
    return rules.open_request(
        state=found.state, their_state=found.their_state, known_step=found.known_step, story=found.story,
        supplements=found.supplements,
    )  # fmt: skip


def _untaken(found: queries.RelayRecord) -> list[str]:
    """Why the other province did not take what was sent last; it may be sent again."""
    last = found.supplements[-1] if found.supplements else {"state": "", "problems": ()}
    if last["state"] != rules.Handed.REFUSED or wanted(found) is None:
        return []
    return [Problem(p["code"], p["message"], p["field"], p["params"]).say(_) for p in last["problems"]]


def _holder(found: queries.RelayRecord) -> str:
    """Who has it: here until the other province took it, then whoever it says."""
    if found.state in (State.SENDING, State.HANDED):
        return str(found.filing.get("desk") or "")
    return ", ".join(one for one in (found.holder, found.partner_name) if one)


def _way(found: queries.RelayRecord) -> list[dict[str, Any]]:
    told = [
        {"state": "done", "title": _("Nộp tại quầy"), "who": str(found.filing.get("desk") or ""),
         "when": formats.moment(found.received_at), "note": ""},
        *(
            {"state": "done", "title": _(ACT_NAMES[Act(one["act"])]) if one["act"] in list(Act) else one["act"],
             "who": one.get("holder", ""), "when": "", "note": one.get("reason", "")}
            for one in found.story
        ),
    ]  # fmt: skip
    if found.state not in rules.ENDED:
        told[-1]["state"] = "now"
    return told


def _facts(request: Request, found: queries.RelayRecord) -> list[dict[str, str]]:
    unit = units.unit_on(code=found.territory_code, day=request.day).exact
    rows = (
        (_("Người nộp"), found.applicant_name),
        (_("Nơi giải quyết"), f"{unit.full_name if unit else found.territory_code}, {found.partner_name}"),
        (_("Mã hồ sơ ở tỉnh nhận"), found.their_code),
        (_("Lý do"), found.reason if found.state is State.DECLINED else ""),
        (
            _("Nhận kết quả"),
            _("Qua bưu chính, đến nhà") if found.filing.get("result_at_home") else _("Tại nơi nộp"),
        ),
    )
    return [{"term": term, "value": value} for term, value in rows if value]

"""The steps of a dossier at the desk: where it is, who had it how long, ending a step, asking and answering."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thongsuot.edges.desk import page, rows, saying, seats
from thongsuot.edges.desk.dossier import opened
from thongsuot.edges.desk.standing import agencies, open_step, step_name
from thongsuot.edges.desk.standing import seat as seat_of
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats
from thongsuot.registers.flows import queries as flows
from thongsuot.registers.flows.rules import name_of, shown
from thongsuot.work.dossiers.queries import DossierRecord
from thongsuot.work.steps import queries, services
from thongsuot.work.steps.queries import PositionRecord, Standing
from thongsuot.work.steps.rules import OUTCOME_NAMES, Kind

COMPLETE, ASK, ANSWER = "steps.complete", "steps.ask_opinion", "steps.give_opinion"
DONE = {
    "complete": "Đã kết thúc bước “{step}”.", "back": "Đã trả lại bước trước.", "ask": "Đã gửi câu hỏi xin ý kiến.",
    "drop": "Đã rút lại câu hỏi.", "answer": "Đã gửi ý kiến.",
}  # fmt: skip


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def steps(request: Request, code: str) -> HttpResponse:
    """The page of a dossier's steps, and what its buttons do."""
    record = opened(request, code).record
    found = queries.standing(viewer=request.actor, record=record)
    if found is None:
        raise NotFound(Problem("no_flow", "Thủ tục này không có quy trình từng bước."))
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            _done(request, record, found)
        except Refused as refused:
            problems = refused.problems
        else:
            return HttpResponseRedirect(_back(request, record))
    context = {
        "record": record,
        "title": saying.procedure(record.procedure_version_id),
        "shown": shown(found.flow, _, get_language() or "vi", found.marks()),
        "open": [open_step(request, record, found, p) for p in found.open()],
        "past": _past(found),
        "hands": _hands(record, found, request.now),
        "agencies": agencies(record, request.now),
        "problems": problems,
        "given": request.POST,
        "steps_back": page.asked(request.POST, "list", 1000),
    }
    return page.show(request, "desk/steps.html", context, status=422 if problems else 200)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def opinions(request: Request) -> HttpResponse:
    """What other offices wait for from the officer's own: questions, and steps of dossiers that are held elsewhere."""
    problems: tuple[Problem, ...] = ()
    mine = sorted(seats.able(request, ANSWER) | seats.able(request, COMPLETE))
    waiting = queries.waiting(viewer=request.actor, agency_ids=mine)
    if request.method == "POST":
        number = _number(request)
        found = next(
            (p for p in waiting if str(p.dossier_id) == request.POST.get("dossier") and p.number == number),
            None,
        )
        try:
            if found is None:
                raise NotFound(Problem("no_such_step", "Hồ sơ không có bước này."))
            _answer(request, found)
        except Refused as refused:
            problems = refused.problems
        else:
            return HttpResponseRedirect(reverse("desk:opinions"))
    context = {
        "rows": [_waiting(p) for p in waiting],
        "problems": problems,
        "given": request.POST,
    }
    return page.show(
        request, "desk/opinions.html", context, current="opinions", status=422 if problems else 200
    )


def _back(request: Request, record: DossierRecord) -> str:
    """Where the officer came from: the dossier's own page within its list, or the page of the steps."""
    if "list" in request.POST:
        name = page.asked(request.POST, "list", 1000)
        return rows.address(record.code, "" if name == "-" else name)
    return reverse("desk:steps", args=[record.code])


def _past(found: Standing) -> list[dict[str, str]]:
    """What was left, the latest first."""
    rows = []
    for p in sorted(
        (p for p in found.positions if p.left_at and p.kind is Kind.STEP), key=lambda p: -p.number
    ):
        flow = flows.flow(flow_id=p.flow_id)
        step = flow.flow.step(p.step) if flow else None
        way = next((w.name for w in step.ways if w.code == p.outcome), "") if step else ""
        rows.append(
            {
                "name": name_of(step, get_language() or "vi") if step else p.step,
                "agency": saying.agency(p.agency_id) if p.agency_id else "",
                "at": formats.moment(p.left_at) if p.left_at else "",
                "outcome": _(OUTCOME_NAMES[p.outcome]) if p.outcome in OUTCOME_NAMES else way,
                "said": p.said,
                "late": _("quá hạn bước") if p.due_at and p.left_at and p.left_at > p.due_at else "",
            }
        )
    return rows


def _hands(record: DossierRecord, found: Standing, now: datetime) -> list[dict[str, str]]:
    calendar = queries.calendar_of(record, local_day(now))
    return [
        {
            "term": saying.agency(agency_id) if agency_id else _("Cơ quan ngoài hệ thống"),
            "value": _("{hours} giờ {minutes} phút làm việc").format(hours=spent // 60, minutes=spent % 60),
        }
        for agency_id, spent in queries.in_hands(found, record.pauses, calendar, now)
    ]


def _done(request: Request, record: DossierRecord, found: Standing) -> None:
    number, go = _number(request), request.POST.get("go", "")
    p = next((p for p in found.positions if (p.number or 1) == number), None)
    if p is None or go not in ("complete", "back", "ask", "drop"):
        raise NotFound(Problem("no_such_step", "Hồ sơ không có bước này."))
    main = next((o for o in found.open() if o.step == p.step), p)
    seat = seat_of(request, ASK if go in ("ask", "drop") else COMPLETE, record, main)
    common: dict[str, Any] = {
        "actor": request.actor, "now": request.now, "agency_id": seat or record.holder_agency_id,
        "dossier_id": record.id, "number": number,
    }  # fmt: skip
    text = request.POST.get("said", "")[:5000]
    match go:
        case "complete":
            services.complete(**common, outcome=request.POST.get("outcome", ""), said=text)
        case "back":
            services.send_back(**common, to_step=request.POST.get("to_step", ""), reason=text)
        case "ask":
            asked = _ids(request.POST.getlist("agency"))
            required = request.POST.get("required") == "1"
            days = _ids([request.POST.get("days", "")])
            services.ask_opinion(
                **common, agencies=asked, question=text, days=days[0] if days else None, is_required=required
            )
        case _:
            services.drop_opinion(**common, reason=text)
    messages.success(request, _(DONE[go]).format(step=step_name(found, p)))


def _answer(request: Request, found: PositionRecord) -> None:
    common: dict[str, Any] = {
        "actor": request.actor, "now": request.now, "agency_id": found.agency_id, "dossier_id": found.dossier_id,
        "number": found.number,
    }  # fmt: skip
    text = request.POST.get("said", "")[:5000]
    if found.kind is Kind.OPINION:
        services.give_opinion(**common, said=text)
    else:
        services.complete(**common, outcome=request.POST.get("outcome", ""), said=text)
    told = DONE["answer"]
    messages.success(request, _(told))


def _waiting(p: PositionRecord) -> dict[str, Any]:
    flow = flows.flow(flow_id=p.flow_id)
    assert flow is not None
    step, language = flow.flow.step(p.step), get_language() or "vi"
    return {
        "dossier": p.dossier_id,
        "number": p.number,
        "code": p.code,
        "title": flow.flow.title_en if language.startswith("en") else flow.flow.title,
        "step": name_of(step, language),
        "is_question": p.kind is Kind.OPINION,
        "question": p.question,
        "by": saying.agency(p.asked_by_id) if p.asked_by_id else "",
        "agency": saying.agency(p.agency_id),
        "until": formats.moment(p.due_at) if p.due_at else "",
        "silence": p.silence,
        "ways": [(w.code, w.name) for w in step.ways if w.code] if p.kind is Kind.STEP else [],
        "key": f"{p.dossier_id}-{p.number}",
    }


def _number(request: Request) -> int:
    return next(iter(_ids([request.POST.get("number", "")])), 0)


def _ids(given: Iterable[str]) -> list[int]:
    return [int(one) for one in given if one.isascii() and one.isdecimal() and len(one) < 10]

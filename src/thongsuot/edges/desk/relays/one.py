"""One relay: how it stands, what the other province told, its files, its originals; what can be done with it."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from thongsuot.edges.desk import page, seats
from thongsuot.edges.desk import saying as desk_saying
from thongsuot.edges.desk.relays import bags, saying, supplementing
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.files import serving
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.relays import papers, queries, rules, services
from thongsuot.work.relays.rules import BagState, Direction, State

NOT_HERE = Problem("no_such_relay", "Không có hồ sơ liên tỉnh này, hoặc bạn không được xem.")


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def relay(request: Request, relay_id: UUID) -> HttpResponse:
    """The page, and what its buttons do."""
    found = _found(request, relay_id)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            said = _done(request, found)
        except Refused as refused:
            problems = refused.problems
        else:
            messages.success(request, said)
            return HttpResponseRedirect(reverse("desk:relay", args=[found.id]))
    files = queries.files_of(viewer=request.actor, relay_id=found.id)
    state = saying.status(found)
    context = {
        "relay": found, "word": state.text, "tone": state.tone, "problems": problems, "facts": _facts(request, found),
        "way": saying.way(found) if found.direction is Direction.OUT else [], "is_out": found.direction is Direction.OUT,
        "asked": supplementing.asked(found), "handed": supplementing.handed(found),
        "reasons": saying.reasons(found.problems), "scans": [_file(one) for one in files if not one.is_result],
        "results": [_file(one) for one in files if one.is_result],
        "may": _may(request, found), "bag": bags.shown(found.bag), "back": bags.shown(found.back),
        "place": bags.place(found), "held": bags.held(found),
        "dossier": _dossier(request, found), "typed": request.POST,
    }  # fmt: skip
    return page.show(
        request, "desk/relays/relay.html", context, current="relays", status=422 if problems else 200
    )


def _found(request: Request, relay_id: UUID) -> queries.RelayRecord:
    found = queries.relay(viewer=request.actor, relay_id=relay_id)
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def _seat(request: Request, found: queries.RelayRecord, verb: str) -> int | None:
    """In whose name: the counter of the relay, or for whoever oversees a province one of its agencies."""
    able = seats.able(request, verb)
    if found.agency_id in able:
        return found.agency_id
    return next(iter(sorted(able)), None) if verb in ("relays.retry", "relays.decline") else None


def _may(request: Request, found: queries.RelayRecord) -> dict[str, bool]:
    is_out = found.direction is Direction.OUT
    coming = found.back if is_out else found.bag
    kept = not is_out and found.state is State.KEPT
    return {
        "settle": kept and _seat(request, found, "relays.retry") is not None,
        "send": is_out and bags.is_unsent(found) and found.state not in (*rules.ENDED, State.SENDING)
        and _seat(request, found, "relays.send_originals") is not None,
        "arrive": coming is not None and coming["state"] == BagState.ON_WAY
        and _seat(request, found, "relays.record_arrival") is not None,
        "supplement": is_out and supplementing.is_asked(found) and _seat(request, found, "relays.supplement") is not None,
        "send_back": not is_out and found.back is None and _has_ended(request, found)
        and _seat(request, found, "relays.send_back") is not None,
        "hand_out": is_out and found.state is State.DECIDED and _seat(request, found, "relays.hand_out") is not None,
    }  # fmt: skip


def _done(request: Request, found: queries.RelayRecord) -> str:
    """Do what the pressed button asks for; what to say then."""
    asked = request.POST
    verb = {"retry": "relays.retry", "decline": "relays.decline", "send": "relays.send_originals",
            "arrive": "relays.record_arrival", "hand_out": "relays.hand_out", "supplement": "relays.supplement",
            "send_back": "relays.send_back"}.get(asked.get("go", ""), "")  # fmt: skip
    seat = _seat(request, found, verb) if verb else None
    if seat is None:
        raise NotFound(NOT_HERE)
    given: dict[str, Any] = {
        "actor": request.actor,
        "now": request.now,
        "agency_id": seat,
        "relay_id": found.id,
    }
    match asked["go"]:
        case "retry":
            if services.retry(**given):
                return _("Đã tiếp nhận; tỉnh nộp được báo mã hồ sơ.")
            raise Refused(*_kept(request, found))
        case "decline":
            services.decline(**given, reason=page.asked(asked, "reason", 1000))
            return _("Đã từ chối; tỉnh nộp được báo lý do.")
        case "send" | "send_back" | "arrive":
            return bags.done(asked, given)
        case "supplement":
            return supplementing.send(request, found, given)
    services.hand_out(
        **given, received_by=page.asked(asked, "received_by"), paper=page.asked(asked, "paper", 200)
    )
    return _("Đã giao kết quả.")


def _kept(request: Request, found: queries.RelayRecord) -> list[Problem]:
    again = _found(request, found.id)
    return [Problem(p["code"], p["message"], "", p["params"]) for p in again.problems] or [NOT_HERE]


def _facts(request: Request, found: queries.RelayRecord) -> list[dict[str, str]]:
    version = catalogue.version_on(code=found.procedure_code, day=request.day)
    unit = units.unit_on(code=found.territory_code, day=request.day).exact
    told, is_out = found.filing, found.direction is Direction.OUT
    person = told.get("applicant") if isinstance(told.get("applicant"), dict) else {}
    there = f", {found.partner_name}" if is_out else ""
    rows = (
        (_("Thủ tục"), desk_saying.title(version.name) if version else found.procedure_code),
        (_("Người nộp"), found.applicant_name),
        (_("Điện thoại"), str((person or {}).get("phone") or "")),
        (_("Nội dung đề nghị"), str(told.get("summary") or "")),
        (_("Nơi nộp"), str(told.get("desk") or "") + ("" if is_out else f", {found.partner_name}")),
        (_("Nơi giải quyết"), (unit.full_name if unit else found.territory_code) + there),
        (_("Mã nơi giải quyết"), found.their_code),
        (_("Ai đang giữ"), found.holder),
        (_("Hẹn trả"), formats.moment(found.due_at) if found.due_at else ""),
        (_("Nhận kết quả"), _("Qua bưu chính, đến nhà") if told.get("result_at_home") else _("Tại quầy nơi nộp")),
        (_("Lý do"), found.reason if found.state is State.DECLINED else ""),
        (_("Đã giao kết quả cho"), f"{found.handed_to}, {formats.moment(found.handed_at)}" if found.handed_at else ""),
    )  # fmt: skip
    return [{"term": term, "value": value} for term, value in rows if value]


def _file(one: queries.FileRecord) -> dict[str, Any]:
    return {
        "id": one.id, "title": desk_saying.bare(one.title), "name": one.file_name, "size": one.size,
        "is_here": bool(one.sha256), "reasons": saying.reasons(one.problems),
        "is_same": bool(one.sha256) and one.sha256 == one.told_sha256, "hash": one.told_sha256[:16],
    }  # fmt: skip


def _has_ended(request: Request, found: queries.RelayRecord) -> bool:
    record = dossiers.dossier(viewer=request.actor, dossier_id=found.dossier_id) if found.dossier_id else None
    return record is not None and record.state in rules.ENDS


def _dossier(request: Request, found: queries.RelayRecord) -> str:
    """The code of our dossier, if the officer may open it."""
    if found.dossier_id is None:
        return ""
    record = dossiers.dossier(viewer=request.actor, dossier_id=found.dossier_id)
    return record.code if record else ""


@officer_required
@require_safe
def paper(request: Request, relay_id: UUID, form: str) -> HttpResponse:
    """The applicant's receipt (`bien-nhan`), or the control slip of the originals (`phieu-kiem-soat`)."""
    found = _found(request, relay_id)
    is_out = found.direction is Direction.OUT
    is_bag = form == "phieu-kiem-soat" and (found.bag if is_out else found.back) is not None
    if not (is_bag or (is_out and form == "bien-nhan")):
        raise NotFound(NOT_HERE)
    address = request.build_absolute_uri(f"{reverse('portal:follow')}?ma={found.code}")
    write = papers.bag_pdf if is_bag else papers.receipt_pdf
    content = write(found, address=address, is_demo=bool(settings.DEMO))
    headers = {
        "Content-Disposition": f'inline; filename="{found.code}.pdf"',
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@officer_required
@require_safe
def file(request: Request, relay_id: UUID, file_id: UUID) -> HttpResponse:
    """A scan or a file of the result, as an attachment; opening it stands in the journal."""
    _found(request, relay_id)
    content = services.open_file(actor=request.actor, now=request.now, file_id=file_id)
    return serving.attachment(content.name, content.media_type, content.data)

"""One bag: what is in it, handing it over, scanning what arrived, saying what did not; its control slip as PDF."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from thongsuot.edges.desk import page, saying, seats
from thongsuot.edges.desk.custody import saying as words
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats, tables
from thongsuot.registers.identity import queries as identity
from thongsuot.work.custody import papers, queries, rules, services
from thongsuot.work.custody.rules import Outcome, SlipState

LONGEST = 20_000


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def bag(request: Request, code: str) -> HttpResponse:
    """The bag's page, and what its buttons do."""
    found = _found(request, code)
    lines = queries.lines(viewer=request.actor, slip_id=found.id)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            said = _done(request, found, lines)
        except Refused as refused:
            problems = refused.problems
        else:
            messages.success(request, said)
            return HttpResponseRedirect(reverse("desk:bag", args=[found.code]))
    context = {
        "slip": found,
        "status": words.slip_status(found, request.now),
        "facts": _facts(found),
        "table": _table(lines),
        "problems": problems,
        "may": _may(request, found, lines),
        "waiting": _waiting(request, lines),
        "missing": [one for one in lines if one.outcome is Outcome.MISSING],
        "codes": request.POST.get("codes", "")[:LONGEST],
        "carrier": request.POST.get("carrier", found.carrier)[: rules.NOTE_LONGEST],
        "outcomes": [
            (o.value, _(rules.OUTCOME_NAMES[o])) for o in (Outcome.RECEIVED, Outcome.DAMAGED, Outcome.MISSING)
        ],
    }
    return page.show(
        request, "desk/custody/bag.html", context, current="bags", status=422 if problems else 200
    )


def _found(request: Request, code: str) -> queries.SlipRecord:
    found = queries.slip(viewer=request.actor, code=page.asked({"code": code}, "code"))
    if found is None:
        raise NotFound(Problem("no_such_slip", "Không có phiếu kiểm soát này ở cơ quan của bạn.", "slip"))
    return found


def _may(request: Request, slip: queries.SlipRecord, lines: Sequence[queries.LineRecord]) -> dict[str, bool]:
    is_sender = slip.from_agency_id in seats.able(request, "custody.hand_over")
    finds = seats.able(request, "custody.find") & {slip.from_agency_id, slip.to_agency_id}
    return {
        "hand_over": slip.state is SlipState.PACKED and is_sender,
        "receive": slip.state is SlipState.ON_WAY
        and slip.to_agency_id in seats.able(request, "custody.receive"),
        "find": bool(finds) and any(one.outcome is Outcome.MISSING for one in lines),
    }


def _done(request: Request, slip: queries.SlipRecord, lines: Sequence[queries.LineRecord]) -> str:
    given: dict[str, Any] = {"actor": request.actor, "now": request.now}
    match request.POST.get("go"):
        case "hand_over":
            carrier = page.asked(request.POST, "carrier", rules.NOTE_LONGEST)
            services.hand_over(**given, agency_id=slip.from_agency_id, slip_code=slip.code, carrier=carrier)
            return _("Đã bàn giao túi {code} cho {carrier}.").format(code=slip.code, carrier=carrier)
        case "cancel":
            services.cancel(**given, agency_id=slip.from_agency_id, slip_code=slip.code)
            return _("Đã mở lại túi {code}; giấy tờ vẫn ở đây.").format(code=slip.code)
        case "find":
            mine = seats.able(request, "custody.find")
            here = next((a for a in (slip.to_agency_id, slip.from_agency_id) if a in mine), slip.to_agency_id)
            code = page.asked(request.POST, "code")
            services.find(**given, agency_id=here, code=code)
            return _("Đã ghi: tìm thấy {code}.").format(code=code)
        case "receive":
            return _received(request, slip, lines, given)
    raise NotFound(Problem("no_such_act", "Không có thao tác này.", "go"))


def _received(
    request: Request, slip: queries.SlipRecord, lines: Sequence[queries.LineRecord], given: dict[str, Any]
) -> str:
    came = [*rules.scanned(request.POST.get("codes", "")[:LONGEST])]
    hurt: dict[str, str] = {}
    gone: dict[str, str] = {}
    for n, line in enumerate(lines, 1):
        said = page.asked(request.POST, f"note-{n}", rules.NOTE_LONGEST)
        match request.POST.get(f"outcome-{n}"):
            case Outcome.RECEIVED.value:
                came.append(line.code)
            case Outcome.DAMAGED.value:
                hurt[line.code] = said
            case Outcome.MISSING.value:
                gone[line.code] = said
    done = services.receive(
        **given, agency_id=slip.to_agency_id, slip_code=slip.code, codes=came, damaged=hurt, missing=gone
    )
    if done.waiting:
        return _("Đã nhận {n} bộ, còn {left} bộ chưa quét.").format(
            n=done.received + done.damaged, left=done.waiting
        )
    return _("Đã nhận xong túi: {n} bộ đủ, {damaged} hư hỏng, {missing} thiếu.").format(
        n=done.received, damaged=done.damaged, missing=done.missing
    )


def _waiting(request: Request, lines: Sequence[queries.LineRecord]) -> list[dict[str, Any]]:
    return [
        {
            "n": n,
            "code": line.code,
            "kind": _(rules.KIND_NAMES[line.kind]),
            "chosen": request.POST.get(f"outcome-{n}", ""),
            "note": page.asked(request.POST, f"note-{n}", rules.NOTE_LONGEST),
        }
        for n, line in enumerate(lines, 1)
        if line.outcome is Outcome.WAITING
    ]


def _facts(slip: queries.SlipRecord) -> list[dict[str, str]]:
    people = identity.names(account_ids=[i for i in (slip.packed_by_id, slip.closed_by_id) if i])
    rows = (
        (_("Từ"), saying.agency(slip.from_agency_id), people.get(slip.packed_by_id or 0, "")),
        (_("Đến"), saying.agency(slip.to_agency_id), people.get(slip.closed_by_id or 0, "")),
        (_("Người mang"), slip.carrier, ""),
        (_("Số niêm phong"), slip.seal_number, ""),
        (_("Đóng túi lúc"), formats.moment(slip.packed_at), ""),
        (_("Bàn giao lúc"), formats.moment(slip.handed_at) if slip.handed_at else "", ""),
        (_("Dự kiến đến"), formats.moment(slip.expected_at), ""),
        (_("Nhận xong lúc"), formats.moment(slip.closed_at) if slip.closed_at else "", ""),
    )
    return [{"term": term, "value": value, "note": note} for term, value, note in rows if value]


def _table(lines: Sequence[queries.LineRecord]) -> tables.Table:
    columns = (
        tables.Column("code", _("Mã"), "code"),
        tables.Column("kind", _("Giấy tờ")),
        tables.Column("how_many", _("Số bản")),
        tables.Column("outcome", _("Giao nhận")),
        tables.Column("note", _("Ghi chú")),
        tables.Column("at", _("Lúc"), "moment"),
    )
    rows = [
        tables.Row(
            (
                one.code,
                _(rules.KIND_NAMES[one.kind]),
                words.how_many(one.originals, one.copies),
                words.outcome(one),
                one.note,
                one.at,
            )
        )
        for one in lines
    ]
    return tables.Table(_("Trong túi"), columns, rows, stack=True, exports=False)


@officer_required
@require_safe
def slip(request: Request, code: str) -> HttpResponse:
    """The control slip to print, one for the bag and one for the sender."""
    found = _found(request, code)
    content = papers.slip_pdf(
        viewer=request.actor,
        slip=found,
        address=request.build_absolute_uri(reverse("desk:bag", args=[found.code])),
        is_demo=bool(settings.DEMO),
    )
    headers = {
        "Content-Disposition": f'inline; filename="{found.code}.pdf"',
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)

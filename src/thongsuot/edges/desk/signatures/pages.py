"""What waits to be signed or sealed; a batch of it, looked through and then signed as one act."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from thongsuot.edges.desk import page, rows, saying, seats
from thongsuot.edges.desk.signatures import pens, two_persons, uploads
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing.http import problems as http_problems
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import tables
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.signatures import queries as signatures
from thongsuot.work.signatures import services
from thongsuot.work.signatures.rules import MOST_AT_ONCE

Staying = list[tuple[str, list[str]]]


@officer_required
@require_safe
def waiting(request: Request) -> HttpResponse:
    """Results that nobody signed yet, papers that wait for the seal, and who cannot sign."""
    readable = sorted(seats.readable(request))
    may_sign, may_seal = seats.able(request, pens.SIGN), seats.able(request, pens.SEAL)
    ids = signatures.unsigned(viewer=request.actor, agency_ids=readable, now=request.now)
    found = dossiers.rows_of(viewer=request.actor, dossier_ids=ids)
    unsealed = signatures.unsealed(viewer=request.actor, agency_ids=sorted(may_seal)) if may_seal else ()
    nothing = tables.Empty(
        _("Không có kết quả, văn bản nào chờ ký"),
        _("Hồ sơ đã quyết định, từ chối, dừng hoặc hẹn lại mà chưa ký số sẽ hiện ở đây."),
    )
    context = {
        "table": rows.as_table(
            found, request.now, caption=_("Kết quả, văn bản chờ ký"), selectable=bool(may_sign), is_short=True,
            empty=nothing,
        ),
        "sealing": _sealing(unsealed) if unsealed else None,
        "uploads": uploads.waiting(request, readable) if may_sign else None,
        "most": MOST_AT_ONCE,
        "may_require": bool(seats.able(request, two_persons.REQUIRE)),
        "unable": len(signatures.cannot_sign(viewer=request.actor, agency_ids=readable, now=request.now)),
    }  # fmt: skip
    return page.show(request, "desk/signatures.html", context, current="signatures")


def _sealing(found: Sequence[signatures.SignedRecord]) -> tables.Table:
    columns = [
        tables.Column("code", _("Mã hồ sơ"), "code"),
        tables.Column("signer", _("Người ký")),
        tables.Column("at", _("Thời gian ký")),
    ]
    body = [
        tables.Row([tables.Link(one.code, rows.address(one.code)), one.signer, one.at], key=str(one.id))
        for one in found
    ]
    caption = _("Văn bản chờ đóng dấu số")
    return tables.Table(
        caption, columns, body, stack=True, name="cho-dong-dau", show_caption=False, exports=False
    )


@officer_required
@require_POST
def sign(request: Request) -> HttpResponse:
    """Preview of signing the chosen results; with `run` they are signed, each agency's as one act."""
    back = reverse("desk:signatures")
    chosen = dossiers.rows_of(viewer=request.actor, dossier_ids=_ids(request))
    if not chosen:
        messages.warning(request, _("Hãy chọn ít nhất một hồ sơ trong danh sách."))
        return HttpResponseRedirect(back)
    if not seats.able(request, pens.SIGN):
        messages.warning(request, _("Tài khoản của bạn không có quyền ký kết quả."))
        return HttpResponseRedirect(back)
    plan = pens.planned(request, chosen)
    if "run" in request.POST:
        _run(request, plan)
        return HttpResponseRedirect(back)
    ready = [one for some in plan.values() for one in some if one.is_ready]
    context = {
        "count": len(ready),
        "table": _previewed(ready),
        "staying": _staying(plan),
        "ids": [str(one.record.id) for one in ready],
        "agencies": ", ".join(saying.agency(id_) for id_ in plan),
        "back": back,
    }
    return page.show(request, "desk/sign.html", context, current="signatures")


def _ids(request: Request) -> list[UUID]:
    found = []
    for text in request.POST.getlist("row")[:MOST_AT_ONCE]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue  # not of any list of ours
    return found


def _previewed(ready: Sequence[signatures.Waiting]) -> tables.Table:
    """What would be signed: whose, with which result, and the paper as it would stand."""
    columns = [
        tables.Column("code", _("Mã hồ sơ"), "code"),
        tables.Column("applicant", _("Người nộp")),
        tables.Column("result", _("Kết quả")),
        tables.Column("paper", _("Văn bản")),
    ]
    body = [
        tables.Row(
            [
                tables.Link(one.record.code, rows.address(one.record.code)),
                one.record.applicant_name,
                _result(one),
                tables.Link(_("Xem văn bản"), reverse("desk:paper", args=[one.record.code, one.form])),
            ]
        )
        for one in ready
    ]
    empty = tables.Empty(_("Không hồ sơ nào trong số đã chọn làm được việc này"), _("Lý do ghi ở dưới."))
    caption = _("Sẽ ký")
    return tables.Table(
        caption, columns, body, empty, stack=True, name="se-ky", show_caption=False, exports=False
    )


def _result(one: signatures.Waiting) -> str:
    detail = one.step.detail if one.step else {}
    return str(detail.get("result") or detail.get("reason") or "")


def _staying(plan: dict[int, list[signatures.Waiting]]) -> Staying:
    return [
        (one.record.code, _said(one.problems)) for some in plan.values() for one in some if not one.is_ready
    ]


def _said(problems: tuple[Problem, ...]) -> list[str]:
    return [http_problems.text_of(problem) for problem in problems]


def _run(request: Request, plan: dict[int, list[signatures.Waiting]]) -> None:
    for agency_id, some in plan.items():
        ids = [one.record.id for one in some if one.is_ready]
        if not ids:
            continue
        try:
            done = services.sign_results(
                actor=request.actor,
                now=request.now,
                agency_id=agency_id,
                dossier_ids=ids,
                site=pens.site(request),
            )
        except Refused as refused:
            messages.error(request, " ".join(_said(refused.problems)))
            continue
        said = ngettext("Đã ký số {n} kết quả.", "Đã ký số {n} kết quả.", len(done.signed))
        messages.success(request, said.format(n=len(done.signed)))
    for code, reasons in _staying(plan)[:5]:
        messages.warning(request, f"{code}: {' '.join(reasons)}")


@officer_required
@require_POST
def sign_uploads(request: Request) -> HttpResponse:
    """Preview of signing the chosen results that were handed in; with `run` they are signed."""
    back = reverse("desk:signatures")
    plan = uploads.planned(request, _ids(request))
    if not plan:
        messages.warning(request, _("Hãy chọn ít nhất một kết quả tải lên chờ ký."))
        return HttpResponseRedirect(back)
    if "run" in request.POST:
        uploads.run(request, plan)
        return HttpResponseRedirect(back)
    return page.show(request, "desk/sign.html", uploads.context(plan) | {"back": back}, current="signatures")


@officer_required
@require_POST
def seal(request: Request) -> HttpResponse:
    """Put the seal of each paper's agency on the chosen papers."""
    back = HttpResponseRedirect(reverse("desk:signatures"))
    able = seats.able(request, pens.SEAL)
    chosen = set(_ids(request))
    found = signatures.unsealed(viewer=request.actor, agency_ids=sorted(able)) if able else ()
    picked = [one for one in found if one.id in chosen]
    if not picked:
        messages.warning(request, _("Hãy chọn ít nhất một văn bản chờ đóng dấu."))
        return back
    for agency_id in sorted({one.agency_id for one in picked}):
        ids = [one.id for one in picked if one.agency_id == agency_id]
        try:
            done = services.countersign(
                actor=request.actor, now=request.now, agency_id=agency_id, paper_ids=ids
            )
        except Refused as refused:
            messages.error(request, " ".join(_said(refused.problems)))
        else:
            said = ngettext("Đã đóng dấu số {n} văn bản.", "Đã đóng dấu số {n} văn bản.", len(done.signed))
            messages.success(request, said.format(n=len(done.signed)))
    return back

"""The day of an account: our payments beside the bank's statement, and settling what differs."""

from datetime import date, timedelta
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext
from django.views.decorators.http import require_http_methods

from thongsuot.edges.desk import page
from thongsuot.edges.desk.fees.counter import place
from thongsuot.edges.desk.fees.forms import LONGEST
from thongsuot.kernel.dates import format_date
from thongsuot.kernel.errors import Problem, Refused, refuse_if
from thongsuot.kernel.money import format_vnd
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats, forms
from thongsuot.plumbing.ui.forms import read_day
from thongsuot.registers.units import queries as units
from thongsuot.work.fees import queries, rules, services
from thongsuot.work.fees.rules import Difference
from thongsuot.work.fees.rules.asking import BACK_NAMES, Back, Doubt
from thongsuot.work.fees.rules.matching import MATCH_NAMES
from thongsuot.work.fees.rules.reconciling import DIFFERENCE_NAMES

RESOLVE = "fees.resolve"
LARGEST = 5_000_000
MOST_BOOKED = 300
DOUBTS = {
    "wrong_amount": gettext_noop("khác số tiền của lệnh, chưa ghi sổ"),
    "unknown_order": gettext_noop("không có lệnh này, chưa ghi sổ"),
    "bad_signature": gettext_noop("chữ ký không đúng, không tin"),
}
UNCLEAR: dict[str, str] = {
    Doubt.WRONG_AMOUNT: gettext_noop("cổng nói số tiền khác, chưa ghi sổ"),
    Doubt.GIVEN_UP: gettext_noop("hỏi cổng ba ngày không rõ đã nộp chưa"),
}
TONES = {
    Difference.MATCHED: "done",
    Difference.MISSING_HERE: "late",
    Difference.MISSING_THERE: "soon",
    Difference.WRONG_AMOUNT: "late",
}


class Statement(forms.Form):
    """The file of the bank."""

    file = django_forms.FileField(
        label=gettext_lazy("Sao kê (CSV hoặc Excel)"),
        help_text=gettext_lazy(
            "Tệp như ngân hàng xuất ra: ngày, số giao dịch, số tiền ghi có, nội dung. Dòng đã nạp thì bỏ qua; "
            "nạp xong chưa ghi sổ gì."
        ),
    )


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request: Request) -> HttpResponse:
    """The comparison of a day; loading a statement; settling a difference."""
    here = place(request, RESOLVE)
    day = read_day(request.GET.get("day", "")[:20]) or request.day
    form = Statement()
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            said, form = _done(request, here.id, day)
        except Refused as refused:
            problems = refused.problems
        else:
            if said:
                messages.success(request, said)
                query = f"?agency={here.id}&day={format_date(day)}"
                return HttpResponseRedirect(reverse("desk:accounts") + query)
    shown = queries.account_day(viewer=request.actor, agency_id=here.id, day=day)
    context = {
        "agency": here,
        "day": day,
        "form": form,
        "problems": problems,
        "stats": _stats(shown),
        "rows": [_row(request, here.id, one) for one in shown],
        **_gateways(request, here.id, day),
        **_unbooked(request, here.id),
        "before": f"?agency={here.id}&day={format_date(day - timedelta(days=1))}",
        "after": f"?agency={here.id}&day={format_date(day + timedelta(days=1))}" if day < request.day else "",
    }
    is_wrong = bool(problems) or bool(form.errors)
    return page.show(
        request, "desk/accounts.html", context, current="accounts", status=422 if is_wrong else 200
    )


def _done(request: Request, agency_id: int, day: date) -> tuple[str, Statement]:
    """Do what was asked; "" when the file is missing (the form then says so)."""
    if request.POST.get("go") == "book":
        booked = services.book_statement(
            actor=request.actor, now=request.now, agency_id=agency_id,
            refs=[ref[:80] for ref in request.POST.getlist("line")[:MOST_BOOKED]],
        )  # fmt: skip
        return ngettext("Đã ghi sổ {n} khoản.", "Đã ghi sổ {n} khoản.", booked).format(n=booked), Statement()
    if "ref" in request.POST:
        found = services.resolve(
            actor=request.actor, now=request.now, agency_id=agency_id, day=day,
            external_ref=request.POST["ref"][:80], reason=request.POST.get("reason", "")[:LONGEST],
        )  # fmt: skip
        return _("Đã xử lý: {difference}.").format(difference=_(DIFFERENCE_NAMES[found])), Statement()
    form = Statement(request.POST, request.FILES)
    if not form.is_valid():
        return "", form
    upload = form.cleaned_data["file"]
    refuse_if(
        [Problem("statement_too_long", "Sao kê quá dài: hãy chia thành các tệp nhỏ hơn.", "file")]
        if upload.size > LARGEST
        else []
    )
    agency = units.agency(agency_id=agency_id)
    lines = queries.statement(upload.read(), authority_id=agency.authority_id if agency else None)
    fresh = services.load_statement(actor=request.actor, now=request.now, agency_id=agency_id, lines=lines)
    return _("Đã nạp {fresh} dòng mới trong {all} dòng.").format(fresh=fresh, all=len(lines)), form


def _unbooked(request: Request, agency_id: int) -> dict[str, Any]:
    """What can be booked at once, and what needs a person, of whatever day."""
    found = queries.unbooked(viewer=request.actor, agency_id=agency_id, day=request.day)
    lines = [
        {
            "ref": one.line.ref,
            "day": one.line.day,
            "vnd": format_vnd(one.line.vnd),
            "due": format_vnd(one.due) if one.due and one.match is not rules.Match.EXACT else "",
            "text": one.line.text,
            "word": _(MATCH_NAMES[one.match]),
            "tone": "done" if one.match is rules.Match.EXACT else "late",
            "code": one.target.record.code if one.target else "",
            "is_exact": one.match is rules.Match.EXACT,
            "url": f"?agency={agency_id}&day={format_date(one.line.day)}",
        }
        for one in found
    ]
    return {
        "ready": [one for one in lines if one["is_exact"]],
        "odd": [one for one in lines if not one["is_exact"]],
    }


def _stats(shown: tuple[Any, ...]) -> list[dict[str, Any]]:
    counts = [
        (sum(one.found.difference is Difference.MATCHED for one in shown), _("khoản khớp"), ""),
        (sum(one.is_open for one in shown), _("chênh lệch chưa xử lý"), "late"),
    ]
    return [
        {"value": formats.number(n), "label": label, "tone": tone if n else "", "url": ""}
        for n, label, tone in counts
    ]


def _gateways(request: Request, agency_id: int, day: date) -> dict[str, Any]:
    """What gateways took that day, and what they told in vain."""
    given: dict[str, Any] = {"viewer": request.actor, "agency_id": agency_id, "day": day}
    sums = [
        {
            "term": one.gateway,
            "value": format_vnd(one.vnd),
            "note": ngettext("{n} khoản", "{n} khoản", one.count).format(n=one.count),
        }
        for one in queries.gateway_day(**given)
    ]
    told: dict[str, Any] = {"viewer": request.actor, "agency_ids": [agency_id], "day": day}
    backs = [
        (
            one.dossier_code,
            _(BACK_NAMES[one.state]),
            "late" if one.state is Back.REFUSED else "waiting",
            one.vnd,
        )
        for one in queries.backs_at(**told)
    ]
    unclear = [
        (one.dossier_code, _(UNCLEAR[one.doubt]), "late", one.vnd) for one in queries.unclear_at(**told)
    ]
    return {
        "gateways": sums,
        "doubtful": [_doubt(one) for one in queries.doubtful_day(**given)],
        "waiting": [
            {"code": code, "word": word, "tone": tone, "vnd": format_vnd(vnd)}
            for code, word, tone, vnd in (*unclear, *backs)
        ],
    }


def _doubt(one: queries.Doubtful) -> dict[str, str]:
    return {
        "word": _(DOUBTS[one.verdict]),
        "ref": " · ".join(filter(None, (one.gateway, one.external_ref, one.code))),
        "vnd": "" if one.vnd is None else format_vnd(one.vnd),
        "at": formats.moment(one.at),
    }


def _row(request: Request, agency_id: int, one: Any) -> dict[str, Any]:
    found = one.found
    target = None
    if one.is_open and found.theirs:
        target = queries.target_of(
            viewer=request.actor, agency_id=agency_id, text=found.theirs.text, day=request.day
        )
    named = (target.order.code if target.order else target.record.code) if target else ""
    return {
        "ref": found.ref,
        "word": _(DIFFERENCE_NAMES[found.difference]),
        "tone": "quiet" if one.reason else TONES[found.difference],
        "ours": format_vnd(found.ours.vnd) if found.ours else "–",
        "theirs": format_vnd(found.theirs.vnd) if found.theirs else "–",
        "code": found.ours.name if found.ours else (target.record.code if target else ""),
        "text": found.theirs.text if found.theirs else "",
        "reason": one.reason,
        "is_open": one.is_open,
        "books": bool(named) and found.gap > 0,
        "order": named,
    }

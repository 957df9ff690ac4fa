"""The money of one dossier at the desk: what is due and why, what came in and went out, receipts."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from thongsuot.edges.desk import page, rows, saying, seats, states
from thongsuot.edges.desk.dossier import Opened, opened
from thongsuot.edges.desk.fees import forms
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.kernel.money import format_vnd
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.links import tracking_path
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import fields, formats, tables
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.points.rules import Capability
from thongsuot.work.dossiers.queries import DossierRecord, duty_problems
from thongsuot.work.fees import queries, rules, services
from thongsuot.work.fees.papers import assembling
from thongsuot.work.fees.rules.asking import BACK_NAMES, Back
from thongsuot.work.fees.rules.claims import CLAIM_NAMES, Claim

KINDS = {
    rules.Kind.ASSESS: "Tính phí, lệ phí",
    rules.Kind.PAY: "Thu tiền",
    rules.Kind.REFUND: "Trả lại tiền",
}
VERBS = {
    "assess": "fees.assess",
    "collect": "fees.collect",
    "refund": "fees.refund",
    "online": "fees.refund_online",
    "relief": "fees.decide_relief",
}
CLAIM_TONES = {Claim.CLAIMED: "waiting", Claim.CONFIRMED: "done", Claim.REFUSED: "late"}
BACK_TONES = {Back.ASKED: "waiting", Back.UNDER_WAY: "waiting", Back.DONE: "done", Back.REFUSED: "late"}


def seat(request: Request, verb: str, record: DossierRecord) -> int | None:
    """The agency in whose name the officer handles this dossier's money: where it was received, first of all."""
    granted = seats.able(request, verb)
    near = (record.received_agency_id, record.holder_agency_id, record.competent_agency_id)
    counters = tuple(place.id for place in seats.counters(request, verb)) if granted else ()
    return next((agency for agency in (*near, *counters) if agency in granted), None)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def fees(request: Request, code: str) -> HttpResponse:
    """The page of the money, and its three acts."""
    found = opened(request, code)
    stand = queries.standing(viewer=request.actor, record=found.record)
    made = queries.transfers_of(viewer=request.actor, dossier_id=found.record.id)
    go = request.POST.get("go", "") if request.method == "POST" else ""
    able = {name: seat(request, verb, found.record) for name, verb in VERBS.items()}
    online = queries.online_payments(viewer=request.actor, dossier_id=found.record.id)
    shown = _forms(found.record, stand, made, online, {go: request.POST} if go else {})
    problems: tuple[Problem, ...] = ()
    if go in VERBS and (form := shown[go]).is_valid():
        try:
            said = _carry_out(request, go, able[go], found.record, form)
        except Refused as refused:
            problems = _placed(form, refused.problems)
        else:
            messages.success(request, said)
            return HttpResponseRedirect(reverse("desk:fees", args=[found.record.code]))
    wrong = bool(problems) or any(form.errors for form in shown.values())
    context = {
        **_facts(request, found, stand, made),
        "backs": _backs(request, found.record),
        "claims": _claims(request, found.record),
        "may_ask_back": any(one.left > 0 and not one.is_asked for one in online),
        "forms": {name: form for name, form in shown.items() if able[name] is not None},
        "wrong": shown.get(go) if wrong else None,
        "problems": problems,
        "barred": _barred(request, able["collect"], found.record),
    }
    return page.show(request, "desk/fees.html", context, status=422 if wrong else 200)


def _barred(request: Request, agency_id: int | None, record: DossierRecord) -> str:
    """Why no money may be taken where the officer sits, said before anybody counts it out; "" where it may."""
    found = duty_problems(
        Capability.TAKE_FEE, agency_id=agency_id, version_id=record.procedure_version_id, day=request.day
    )
    return " ".join(problem.say(_) for problem in found)


def _placed(form: Form, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Put each refusal at its field; what has none stands above the page."""
    at_fields = tuple(p for p in problems if p.field in form.fields)
    fields.add_problems(form, at_fields)
    return tuple(p for p in problems if p.field not in form.fields)


def _forms(
    record: DossierRecord,
    stand: queries.Standing,
    made: tuple[queries.TransferRecord, ...],
    online: tuple[queries.OnlinePayment, ...],
    given: dict[str, Any],
) -> dict[str, Form]:
    version = catalogue.version(version_id=record.procedure_version_id)
    reliefs = queries.reliefs(authority_id=record.authority_id, day=local_day(record.received_at))
    return {
        "assess": forms.Assess(
            given.get("assess"), quote=stand.quote, reliefs=reliefs,
            field_code=version.field_code if version else "",
            initial=forms.starting(stand, queries.charged_lines(made)),
        ),
        "collect": forms.Collect(given.get("collect"), auto_id="collect_%s", initial={"vnd": stand.to_pay or None}),
        "refund": forms.Refund(given.get("refund"), auto_id="refund_%s", initial={"vnd": stand.balance.owed or None}),
        "relief": forms.DecideRelief(given.get("relief"), auto_id="relief_%s"),
        "online": forms.RefundOnline(
            given.get("online"), payments=online, auto_id="online_%s", initial={"vnd": stand.balance.owed or None}
        ),
    }  # fmt: skip


def _carry_out(request: Request, go: str, agency_id: int | None, record: DossierRecord, form: Form) -> str:
    """Do it, and say that it was done."""
    data = form.cleaned_data
    common: dict[str, Any] = {
        "actor": request.actor, "now": request.now, "agency_id": agency_id or record.received_agency_id,
        "dossier_id": record.id,
    }  # fmt: skip
    if isinstance(form, forms.Assess):
        made = services.assess(
            **common, charges=form.charges(), free_ground=data["free_ground"], seen_vnd=data["seen"]
        )
        return _("Đã tính phí, lệ phí: {vnd}.").format(vnd=format_vnd(made.vnd))
    if isinstance(form, forms.DecideRelief):
        is_confirmed = data["answer"] == "yes"
        services.decide_relief(**common, confirms=is_confirmed, reason=data["reason"])
        return _("Đã xác nhận diện miễn, giảm.") if is_confirmed else _("Đã từ chối miễn, giảm và tính lại.")
    if isinstance(form, forms.RefundOnline):
        back = services.refund_online(**common, payment_id=UUID(data.pop("payment")), **data)
        return _("Đã yêu cầu cổng hoàn {vnd}. Kết quả hiện ở trang này.").format(vnd=format_vnd(back.vnd))
    verb = services.collect if go == "collect" else services.refund
    made = verb(**common, **data)
    said = (
        _("Đã thu {vnd}, biên lai số {number}.")
        if go == "collect"
        else _("Đã trả lại {vnd}, phiếu số {number}.")
    )
    return said.format(vnd=format_vnd(made.vnd), number=f"{made.number:07}")


def _facts(
    request: Request, found: Opened, stand: queries.Standing, made: tuple[queries.TransferRecord, ...]
) -> dict[str, Any]:
    record, balance = found.record, stand.balance
    rows_ = [
        (_("Phải nộp"), format_vnd(balance.charged) if stand.is_assessed else _amount(stand.quote)),
        (_("Cách tính"), _reckoned(made)),
        (_("Đã thu"), format_vnd(balance.paid) if balance.paid else ""),
        (_("Còn phải nộp"), format_vnd(stand.to_pay) if stand.to_pay else ""),
        (_("Phải trả lại"), format_vnd(balance.owed) if balance.owed else ""),
        (_("Đã trả lại"), format_vnd(balance.refunded) if balance.refunded else ""),
    ]
    return {
        "record": record,
        "title": saying.procedure(record.procedure_version_id),
        "money": states.money(stand.money),
        "facts": [{"term": term, "value": value} for term, value in rows_ if value],
        "is_question": stand.money is rules.Money.OPEN,
        "is_due": stand.to_pay > 0,
        "may_refund": balance.paid > balance.refunded,
        "is_settled": stand.is_assessed,
        "way": _table(record, made),
        "back": rows.address(record.code),
    }


def _claims(request: Request, record: DossierRecord) -> list[dict[str, Any]]:
    """The reliefs that were asked for, as the page tells them."""
    return [
        {
            "word": _(CLAIM_NAMES[one.state]),
            "tone": CLAIM_TONES[one.state],
            "name": one.name,
            "percent": one.percent,
            "ground": one.ground,
            "proof": one.proof,
            "reason": one.reason,
            "waits": one.state is Claim.CLAIMED,
        }
        for one in queries.claims_of(viewer=request.actor, record=record)
    ]


def _backs(request: Request, record: DossierRecord) -> list[dict[str, str]]:
    """What gateways were asked to give back, as the page tells it."""
    return [
        {
            "word": _(BACK_NAMES[one.state]),
            "tone": BACK_TONES[one.state],
            "vnd": format_vnd(one.vnd),
            "at": formats.moment(one.settled_at or one.asked_at),
            "said": one.said if one.state is Back.REFUSED else "",
        }
        for one in queries.backs_of(viewer=request.actor, dossier_id=record.id)
    ]


def _reckoned(made: tuple[queries.TransferRecord, ...]) -> str:
    """How what is charged comes about: how many, of what, less which relief."""
    told = (note for _name, _amount, note in assembling.slip_lines(queries.charged_lines(made)))
    return "; ".join(filter(None, told))


def _amount(quote: rules.Quote) -> str:
    return format_vnd(quote.vnd) if quote.vnd is not None else _("chưa xác định")


def _table(record: DossierRecord, made: tuple[queries.TransferRecord, ...]) -> tables.Table:
    names = identity.names(account_ids=[one.officer_id for one in made if one.officer_id])
    columns = (
        tables.Column("at", _("Lúc"), "moment"),
        tables.Column("kind", _("Việc")),
        tables.Column("vnd", _("Số tiền"), "vnd"),
        tables.Column("method", _("Hình thức")),
        tables.Column("paper", _("Giấy tờ")),
        tables.Column("officer", _("Người làm")),
    )
    found = [
        tables.Row(
            (
                one.at, _(KINDS[one.kind]), one.vnd, _(rules.METHODS[one.method]) if one.method else "",
                _paper(record, one), names.get(one.officer_id or 0, ""),
            )
        )
        for one in reversed(made)
    ]  # fmt: skip
    nothing = tables.Empty(_("Chưa có khoản nào"))
    return tables.Table(_("Sổ tiền của hồ sơ"), columns, found, nothing, stack=True, exports=False)


def _paper(record: DossierRecord, one: queries.TransferRecord) -> tables.Link | str:
    if one.number is None:
        return ""
    name = _("Biên lai {number}") if one.kind is rules.Kind.PAY else _("Phiếu hoàn trả {number}")
    return tables.Link(
        name.format(number=f"{one.number:07}"), reverse("desk:receipt", args=[record.code, one.id])
    )


@officer_required
@require_safe
def receipt(request: Request, code: str, transfer: UUID) -> HttpResponse:
    """The receipt of a payment, or the slip of a refund, as PDF."""
    record = opened(request, code).record
    made = queries.transfer(viewer=request.actor, transfer_id=transfer)
    if made is None or made.dossier_id != record.id:
        raise NotFound(Problem("no_such_paper", "Không có giấy tờ này.", "form"))
    address = request.build_absolute_uri(tracking_path(record.id, record.code))
    content = assembling.printed(
        made, record, tracking_url=address, is_demo=record.is_simulated or bool(settings.DEMO)
    )
    name = f"{record.code}-{made.kind.value}-{made.number}.pdf"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store, private"},
    )

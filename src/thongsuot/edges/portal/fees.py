"""Paying for a dossier: how much and why, a QR code for the bank or a gateway, receipts."""

from typing import Any
from uuid import UUID

import segno
from django import forms as django_forms
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from thongsuot.edges.portal import relieving, viewing
from thongsuot.edges.portal.page import asked, form_page, no_such, page, private
from thongsuot.kernel.actor import Actor
from thongsuot.kernel.errors import Refused
from thongsuot.kernel.money import format_vnd
from thongsuot.plumbing.http import links
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import forms
from thongsuot.work.dossiers.queries import DossierRecord
from thongsuot.work.fees import ports, queries, rules, services
from thongsuot.work.fees.papers import assembling
from thongsuot.work.fees.papers.assembling import slip_lines
from thongsuot.work.fees.rules.ledger import MONEY_NAMES
from thongsuot.work.fees.rules.quotes import KIND_NAMES, MOST_PIECES

TONES = {
    rules.Money.OPEN: "quiet",
    rules.Money.DUE: "waiting",
    rules.Money.PART: "waiting",
    rules.Money.OWED: "soon",
    rules.Money.PAID: "done",
}
NEXT = {
    rules.Money.OPEN: "Cơ quan nhận hồ sơ đang xác định mức thu. Bạn chưa phải nộp gì.",
    rules.Money.OWED: "Cơ quan nhận hồ sơ còn phải trả lại tiền cho bạn. Mang giấy hẹn và giấy tờ tùy thân đến nhận.",
}


def summary(viewer: Actor, record: DossierRecord) -> dict[str, Any]:
    """The money of a dossier for its page: state, what is to pay, receipts."""
    stand = queries.standing(viewer=viewer, record=record)
    made = queries.transfers_of(viewer=viewer, dossier_id=record.id)
    return {
        "word": _(MONEY_NAMES[stand.money]),
        "tone": TONES.get(stand.money, "quiet"),
        "to_pay": format_vnd(stand.to_pay) if stand.to_pay else "",
        "next": _(NEXT[stand.money]) if stand.money in NEXT else "",
        "pay_url": reverse("portal:pay", args=[record.code]) if stand.to_pay else "",
        "is_silent": stand.money is rules.Money.NONE and not made,
        "receipts": [
            {"url": reverse("portal:receipt", args=[record.code, one.id]), "name": _receipt_name(one)}
            for one in made
            if one.number is not None
        ],
    }


def _receipt_name(one: queries.TransferRecord) -> str:
    name = (
        _("Biên lai {number}, {vnd}") if one.kind is rules.Kind.PAY else _("Phiếu hoàn trả {number}, {vnd}")
    )
    return name.format(number=f"{one.number:07}", vnd=format_vnd(one.vnd))


@form_page
def pay(request: Request, code: str) -> HttpResponse:
    """What is to pay and why; the way of paying is chosen here."""
    seen = viewing.found(request, code)
    if seen is None:
        return viewing.ask(code)
    viewer, record = seen
    problems: tuple[object, ...] = ()
    number = _number(viewer, record, request.POST if request.POST.get("go") == "count" else None)
    relief = _relief(viewer, record, request.POST if request.POST.get("go") == "relief" else None)
    said = next((one for one in (number, relief) if one is not None and one.is_bound), None)
    if said is not None:
        if isinstance(said, Number):
            problems = _counted(request, viewer, record, said)
        else:
            problems = _relieved(request, viewer, record, said)
        if not problems and not said.errors:
            return private(HttpResponseRedirect(reverse("portal:pay", args=[record.code])))
    elif request.method == "POST":
        try:
            made = services.order(
                actor=viewer, now=request.now, dossier_id=record.id, way=asked(request.POST, "way", 40)
            )
        except Refused as refused:
            problems = refused.problems
        else:
            return private(HttpResponseRedirect(reverse("portal:pay-order", args=[record.code, made.code])))
    context = {**_payable(viewer, record), "problems": problems, "number": number, "relief": relief}
    is_wrong = problems or (said is not None and said.errors)
    return private(render(request, "portal/pay.html", context, status=422 if is_wrong else 200))


def _payable(viewer: Actor, record: DossierRecord) -> dict[str, Any]:
    """What is to pay and why, and the ways of paying it."""
    stand = queries.standing(viewer=viewer, record=record)
    return {
        "part": "follow",
        "record": record,
        "claims": relieving.asked(viewer, record),
        "word": _(MONEY_NAMES[stand.money]),
        "tone": TONES.get(stand.money, "quiet"),
        "to_pay": stand.to_pay,
        "next": _(NEXT[stand.money]) if stand.money in NEXT else "",
        "lines": _lines(viewer, record, stand),
        "has_account": queries.collecting_account(authority_id=record.authority_id) is not None,
        "gateways": ports.offered(),
    }


def _relief(viewer: Actor, record: DossierRecord, given: Any) -> relieving.Relief | None:
    """The question on which ground to pay less, while something is to pay and nothing was asked for."""
    stand = queries.standing(viewer=viewer, record=record)
    if not stand.to_pay or not relieving.may_ask(viewer, record):
        return None
    return relieving.form(queries.claimable_of(record), given)


def _relieved(
    request: Request, viewer: Actor, record: DossierRecord, relief: relieving.Relief
) -> tuple[object, ...]:
    """Ask for it; the reasons why not."""
    if not relief.is_valid():
        return ()
    try:
        services.claim_relief(
            actor=viewer, now=request.now, dossier_id=record.id, relief=relief.cleaned_data["relief"],
            proof=relief.cleaned_data["proof"],
        )  # fmt: skip
    except Refused as refused:
        return refused.problems
    return ()


class Number(forms.Form):
    """How many copies, cases: only who asks knows."""

    quantity = django_forms.IntegerField(min_value=1, max_value=MOST_PIECES)

    def __init__(self, *args: Any, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wrong = _("Hãy ghi số lượng từ 1 đến 1.000.")
        field = self.fields["quantity"]
        field.label = _("Số {unit}").format(unit=unit)
        field.error_messages |= dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong)
        field.widget.attrs["inputmode"] = "numeric"


def _number(viewer: Actor, record: DossierRecord, given: Any) -> Number | None:
    """The question how many, while the answer still changes what is due; None: there is none."""
    stand = queries.standing(viewer=viewer, record=record)
    line = stand.quote.counted
    if line is None or line.per is None or line.per.is_graded or stand.balance.paid or not stand.to_pay:
        return None
    made = queries.charged_lines(queries.transfers_of(viewer=viewer, dossier_id=record.id))
    numbers = [int(one["quantity"]) for one in made if one["key"] == line.key]
    if stand.is_assessed and not numbers:  # whoever received it settled it otherwise
        return None
    now = numbers[0] if numbers else 1
    return Number(given, unit=_(line.per.unit), initial={"quantity": now})


def _counted(request: Request, viewer: Actor, record: DossierRecord, number: Number) -> tuple[object, ...]:
    """Charge for what was said; the reasons why not."""
    line = queries.price_of(record).counted
    if not number.is_valid() or line is None:
        return ()
    counts = (rules.Count(line.key, number.cleaned_data["quantity"]),)
    try:
        services.count(actor=viewer, now=request.now, dossier_id=record.id, counts=counts)
    except Refused as refused:
        return refused.problems
    return ()


def _lines(viewer: Actor, record: DossierRecord, stand: queries.Standing) -> list[dict[str, str]]:
    """What the amount is made of: as it was assessed, else as the registers say."""
    if stand.is_assessed:
        made = queries.charged_lines(queries.transfers_of(viewer=viewer, dossier_id=record.id))
        kinds = [str(line["kind"]) for line in made]
        return [
            {
                "term": _(KIND_NAMES[kind]),
                "value": format_vnd(line["due_vnd"]),
                "note": " · ".join(
                    filter(None, (slip_lines([line])[0][2], line["note"].lstrip("/"), line["ground"]))
                ),
            }
            for line, kind in zip(made, kinds, strict=True)
        ]
    return [
        {
            "term": _(KIND_NAMES[line.kind]),
            "value": format_vnd(line.vnd) if line.vnd is not None else _("chưa xác định"),
            "note": " · ".join(filter(None, (line.note, line.ground))),
        }
        for line in stand.quote.lines
    ]


@page
def pay_order(request: Request, code: str, order: str) -> HttpResponse:
    """One order: the QR code and what it says in plain words, or the way to the gateway; and whether it is paid."""
    seen = viewing.found(request, code)
    if seen is None:
        return viewing.ask(code)
    viewer, record = seen
    found = next((o for o in queries.orders_of(viewer=viewer, dossier_id=record.id) if o.code == order), None)
    if found is None:
        raise no_such("Không có lệnh nộp tiền này. Hãy mở lại trang nộp phí của hồ sơ.")
    gateway = ports.gateway(found.way)
    is_open = not found.is_over and request.now < found.expires_at
    context = {
        "part": "follow",
        "record": record,
        "order": found,
        "is_open": is_open,
        "has_failed": found.failed_at is not None and not found.is_paid,
        "gateway": gateway,
        "gateway_url": gateway.pay_url(_asked(request, found)) if gateway and is_open else "",
        **(_transfer(found) if found.way == services.BY_QR and is_open else {}),
    }
    return private(render(request, "portal/pay_order.html", context))


def _asked(request: Request, found: queries.OrderRecord) -> ports.Asked:
    return ports.Asked(
        code=found.code, vnd=found.vnd, text=f"Nop phi ho so {found.dossier_code}", made_at=found.made_at,
        expires_at=found.expires_at, return_url=request.build_absolute_uri(reverse(f"exchange:{found.way}-return")),
        payer_address=request.META.get("REMOTE_ADDR", ""), language=(get_language() or "vi")[:2],
    )  # fmt: skip


def _transfer(found: queries.OrderRecord) -> dict[str, Any]:
    """The QR code with the account in words, for whoever pays without a camera."""
    account = queries.collecting_account(authority_id=found.authority_id)
    if account is None:
        return {}
    payload = rules.vietqr(bank_bin=account.bank_bin, account=account.number, vnd=found.vnd, text=found.code)
    facts = [
        (_("Ngân hàng"), account.bank),
        (_("Số tài khoản"), account.number),
        (_("Tên tài khoản"), account.name),
        (_("Số tiền"), format_vnd(found.vnd)),
        (_("Nội dung chuyển khoản"), found.code),
    ]
    return {
        "qr": mark_safe(_drawn(payload)),  # noqa: S308 - drawn here, from digits and letters
        "facts": [{"term": term, "value": value} for term, value in facts],
        "is_simulated": account.is_simulated,
    }


def _drawn(payload: str) -> str:
    """The code as a picture in the page: black on white in every theme, for cameras."""
    code = segno.make_qr(payload, error="m", boost_error=False)
    return str(code.svg_inline(scale=5, border=4, dark="#000", light="#fff"))


@page
def receipt(request: Request, code: str, transfer: UUID) -> HttpResponse:
    """A receipt or pay-out slip as PDF: the same bytes that the counter prints."""
    seen = viewing.found(request, code)
    if seen is None:
        return viewing.ask(code)
    viewer, record = seen
    made = queries.transfer(viewer=viewer, transfer_id=transfer)
    if made is None or made.dossier_id != record.id or made.number is None:
        raise no_such("Không có biên lai này. Hãy chọn biên lai trên trang của hồ sơ.")
    content = assembling.printed(
        made,
        record,
        tracking_url=request.build_absolute_uri(links.tracking_path(record.id, record.code)),
        is_demo=record.is_simulated or bool(settings.DEMO),
    )
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{record.code}-{made.kind.value}-{made.number}.pdf"'
    return private(response)

"""Handing a counter's shift over at the desk: the list, signed by who leaves and by who stays, to be printed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from thongsuot.edges.desk import page, rows, saying, seats
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.kernel.money import format_vnd
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import fields, formats, forms, tables
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.units import queries as units
from thongsuot.work.shifts import papers, queries, rules, services
from thongsuot.work.shifts.queries import HandoverRecord
from thongsuot.work.shifts.rules import Listed

LEAVES, TAKES, LEADS = "shifts.hand_over", services.TAKES, "dossiers.assign"


class Leave(forms.Form):
    """The fields bear the names that refusals point to."""

    taker = django_forms.TypedChoiceField(label=gettext_lazy("Người nhận ca"), coerce=int)
    reason = forms.Text(
        label=gettext_lazy("Lý do, nếu tiền mặt chưa chốt"), required=False, max_length=rules.LONGEST
    )

    def __init__(self, *args: Any, takers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taker"].choices = [("", ""), *takers]  # type: ignore[attr-defined]


class Take(forms.Form):
    """What who stays says."""

    reason = forms.Text(label=gettext_lazy("Lý do khác biệt"), required=False, max_length=rules.LONGEST)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def shifts(request: Request) -> HttpResponse:
    """The officer's shift as it stands, with handing it over; shifts that wait; for who leads, who gave none over."""
    here = _counter(request)
    form = _leave(request, here) if here else None
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and here is not None and form is not None and form.is_valid():
        try:
            made = services.hand_over(
                actor=request.actor, now=request.now, agency_id=here.id, taker_id=form.cleaned_data["taker"],
                reason=form.cleaned_data["reason"],
            )  # fmt: skip
        except Refused as refused:
            fields.add_problems(form, tuple(p for p in refused.problems if p.field in form.fields))
            problems = tuple(p for p in refused.problems if p.field not in form.fields)
        else:
            messages.success(request, _("Đã ký bàn giao ca. Người nhận ca ký bằng tài khoản của mình."))
            return HttpResponseRedirect(reverse("desk:shift", args=[made.id]))
    seen = sorted(seats.readable(request))
    context = {
        "here": here,
        "others": [one for one in seats.counters(request, LEAVES) if here and one.id != here.id],
        "form": form,
        "problems": problems,
        "listed": _said(_present(request, here)) if here else None,
        "table": _table(queries.handovers(viewer=request.actor, agency_ids=seen)),
        "missing": _missing(request),
        "leads": bool(seats.able(request, LEADS)),
    }
    status = 422 if problems or (form is not None and form.errors) else 200
    return page.show(request, "desk/shifts.html", context, current="shifts", status=status)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def shift(request: Request, handover_id: UUID) -> HttpResponse:
    """One handover as it was listed, with what stands otherwise now; signing it, or taking it back."""
    found = queries.handover(viewer=request.actor, handover_id=handover_id)
    if found is None:
        raise NotFound(services.NO_SHIFT)
    form = Take(request.POST if request.method == "POST" else None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            where = _signed(request, found, form)
        except Refused as refused:
            fields.add_problems(form, tuple(p for p in refused.problems if p.field in form.fields))
            problems = tuple(p for p in refused.problems if p.field not in form.fields)
        else:
            return HttpResponseRedirect(where)
    names = identity.names(account_ids=[found.leaver_id, found.taker_id])
    mine = request.actor.account_id
    context = {
        "shift": found,
        "agency": saying.agency(found.agency_id),
        "leaver": names.get(found.leaver_id, ""),
        "taker": names.get(found.taker_id, ""),
        "from": formats.moment(found.from_at),
        "listed": _said(found.listed),
        "differences": _differing(request, found),
        "form": form,
        "problems": problems,
        "may_take": found.taken_at is None and mine == found.taker_id,
        "may_take_back": found.taken_at is None and mine == found.leaver_id,
    }
    status = 422 if problems or form.errors else 200
    return page.show(request, "desk/shift.html", context, current="shifts", status=status)


@officer_required
@require_safe
def minutes(request: Request, handover_id: UUID) -> HttpResponse:
    """The minutes to print and to keep, with both signatures as far as they are given."""
    found = queries.handover(viewer=request.actor, handover_id=handover_id)
    if found is None:
        raise NotFound(services.NO_SHIFT)
    content = papers.minutes_pdf(found, is_demo=bool(settings.DEMO))
    headers = {
        "Content-Disposition": 'inline; filename="ban-giao-ca.pdf"',
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _counter(request: Request) -> units.AgencyRecord | None:
    """The counter that is asked for, else the officer's first; None for who hands nothing over."""
    mine = seats.counters(request, LEAVES)
    wanted = request.GET.get("agency", "")
    return next((one for one in mine if str(one.id) == wanted), mine[0] if mine else None)


def _leave(request: Request, here: units.AgencyRecord) -> Leave:
    found = identity.colleagues(agency_id=here.id, day=request.day, verb=TAKES)
    takers = [(one.id, one.full_name) for one in found if one.id != request.actor.account_id]
    return Leave(request.POST if request.method == "POST" else None, takers=takers)


def _present(request: Request, here: units.AgencyRecord) -> Listed:
    officer = request.actor.account_id or 0
    begun = queries.began(viewer=request.actor, agency_id=here.id, officer_id=officer, now=request.now)
    return queries.listed(
        viewer=request.actor, agency_id=here.id, officer_id=officer, from_at=begun, now=request.now
    )


def _said(listed: Listed) -> dict[str, Any]:
    """The headings with their codes, and the cash in words."""
    cash = [
        _("Biên bản chốt quầy số {number}: theo sổ {expected}, đếm được {counted}").format(
            number=f"{one['number']:02}/{one['year']}",
            expected=format_vnd(one["expected_vnd"]),
            counted=format_vnd(one["counted_vnd"]),
        )
        for one in listed.closings
    ]
    if listed.unclosed:
        cash.append(
            _("Chưa chốt: {n} khoản, {vnd}").format(n=listed.unclosed, vnd=format_vnd(listed.unclosed_vnd))
        )
    return {
        "parts": [
            {"name": _(name), "codes": [(code, _address(code)) for code in listed.codes.get(key, ())]}
            for key, name in rules.HEADINGS.items()
        ],
        "cash": cash or [_("Không thu tiền mặt trong ca.")],
        "must_close": bool(listed.unclosed),
    }


def _address(code: str) -> str:
    return rows.address(code.removesuffix("-KQ"))


def _differing(request: Request, found: HandoverRecord) -> list[dict[str, Any]]:
    """What stood otherwise when it was taken over; while nobody has, what stands otherwise now."""
    kept = found.differences
    if found.taken_at is None:
        now = queries.listed(
            viewer=request.actor, agency_id=found.agency_id, officer_id=found.leaver_id, from_at=found.from_at,
            now=request.now,
        )  # fmt: skip
        kept = rules.differences(found.listed, now)
    return [
        {"name": _(rules.HEADINGS[key]), "gone": one["gone"], "came": one["came"]}
        for key, one in kept.items()
    ]


def _signed(request: Request, found: HandoverRecord, form: Take) -> str:
    by: dict[str, Any] = {"actor": request.actor, "now": request.now, "handover_id": found.id}
    if request.POST.get("go") == "back":
        services.take_back(**by)
        messages.success(request, _("Đã rút lại bàn giao ca."))
        return reverse("desk:shifts")
    services.take_over(
        **by, agency_id=found.agency_id, seen_digest=request.POST.get("digest", ""),
        reason=form.cleaned_data["reason"],
    )  # fmt: skip
    messages.success(request, _("Đã ký nhận ca."))
    return reverse("desk:shift", args=[found.id])


def _table(found: tuple[HandoverRecord, ...]) -> tables.Table:
    names = identity.names(account_ids=[id_ for one in found for id_ in (one.leaver_id, one.taker_id)])
    columns = (
        tables.Column("at", _("Lúc"), "moment"),
        tables.Column("agency", _("Tại quầy")),
        tables.Column("leaver", _("Người giao ca")),
        tables.Column("taker", _("Người nhận ca")),
        tables.Column("state", _("Trạng thái")),
    )
    body = [
        tables.Row(
            (
                tables.Link(formats.moment(one.at), reverse("desk:shift", args=[one.id])),
                saying.short_agency(one.agency_id),
                names.get(one.leaver_id, ""),
                names.get(one.taker_id, ""),
                _state(one),
            )
        )
        for one in found
    ]
    nothing = tables.Empty(_("Chưa có ca nào được bàn giao"))
    return tables.Table(_("Các ca đã bàn giao"), columns, body, nothing, stack=True, name="ca", exports=False)


def _state(one: HandoverRecord) -> tables.Status:
    if one.taken_at is None:
        return tables.Status(_("chờ người nhận ký"), "waiting")
    return tables.Status(_("đã nhận, có khác biệt") if one.differences else _("đã nhận"), "done")


def _missing(request: Request) -> list[dict[str, Any]]:
    """For who leads: officers who received these days and gave no shift over since."""
    led = seats.able(request, LEADS) & seats.readable(request)
    found = queries.not_handed_over(viewer=request.actor, agency_ids=led, now=request.now) if led else ()
    names = identity.names(account_ids=[officer for _agency, officer, _at in found])
    return [_told(names.get(officer, ""), agency, at) for agency, officer, at in found]


def _told(name: str, agency_id: int, at: datetime) -> dict[str, Any]:
    return {"name": name, "agency": saying.short_agency(agency_id), "at": formats.moment(at)}


urls = [
    path("shifts/", shifts, name="shifts"),
    path("shifts/<uuid:handover_id>/", shift, name="shift"),
    path("shifts/<uuid:handover_id>/bien-ban.pdf", minutes, name="shift-minutes"),
]

"""Mobile sessions at the desk: planned for a day and a place, looked at, closed with a word on unused codes."""

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from thongsuot.edges.desk import page, saying, seats
from thongsuot.edges.desk.mobile import numbers
from thongsuot.edges.desk.mobile.invited import OUTCOMES, stats_of, table_of
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import fields, formats, forms, tables
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.forms import queries as form_register
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.units import queries as units
from thongsuot.work.mobile import queries, rules, services
from thongsuot.work.mobile.rules import CodeState

PLAN = "mobile.plan"
TONES = {CodeState.RESERVED: "waiting", CodeState.USED: "done", CodeState.RELEASED: "quiet"}


class Plan(forms.Form):
    """The fields bear the names that refusals point to."""

    place = forms.Text(label=gettext_lazy("Nơi tiếp nhận lưu động"), max_length=rules.TEXT_LONGEST)
    unit = django_forms.TypedChoiceField(label=gettext_lazy("Xã, phường"), coerce=int)
    day = forms.Day(label=gettext_lazy("Ngày"))
    hours = forms.Text(
        label=gettext_lazy("Giờ"),
        help_text=gettext_lazy("Ghi trên giấy mời, ví dụ 07:30 – 11:30."),
        required=False,
        max_length=60,
    )
    capacity = django_forms.IntegerField(
        label=gettext_lazy("Sức chứa (người)"),
        required=False,
        widget=django_forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": gettext_lazy("Hãy ghi số người bằng chữ số.")},
    )
    backlog = django_forms.ChoiceField(label=gettext_lazy("Giải quyết hồ sơ tồn của"), required=False)
    officers = django_forms.TypedMultipleChoiceField(
        label=gettext_lazy("Cán bộ"), coerce=int, widget=django_forms.CheckboxSelectMultiple
    )
    procedures = django_forms.MultipleChoiceField(
        label=gettext_lazy("Thủ tục nhận tại phiên này"),
        widget=django_forms.CheckboxSelectMultiple,
        required=False,
    )
    more = forms.Text(
        label=gettext_lazy("Mã thủ tục khác"),
        help_text=gettext_lazy("Mỗi dòng một mã, ví dụ 1.001193."),
        widget=django_forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=2000,
    )

    def __init__(self, *args: Any, choices: dict[str, list[tuple[Any, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, given in choices.items():
            self.fields[name].choices = given  # type: ignore[attr-defined]

    def wanted(self) -> list[str]:
        """All procedures, each once."""
        return list(dict.fromkeys([*self.cleaned_data["procedures"], *self.cleaned_data["more"].split()]))


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: Request) -> HttpResponse:
    """The sessions of the officer's agencies, planning one, and for who answers for them the numbers nobody explained."""
    seat = next(iter(seats.counters(request, PLAN)), None)
    form = _form(request, seat) if seat else None
    if request.method == "POST" and form is not None and seat is not None and form.is_valid():
        try:
            made = _plan(request, seat, form)
        except Refused as refused:
            fields.add_problems(form, refused.problems)
        else:
            messages.success(request, _("Đã lập phiên lưu động. Hãy mở trang này trên thiết bị mang đi."))
            return HttpResponseRedirect(reverse("desk:mobile-session", args=[made.id]))
    found = queries.sessions(viewer=request.actor, agency_ids=sorted(seats.readable(request)))
    context = {"form": form, "table": _table(found), "numbers": numbers.table_of(request)}
    is_wrong = form is not None and bool(form.errors)
    return page.show(
        request, "desk/mobile/sessions.html", context, current="mobile", status=422 if is_wrong else 200
    )


def _form(request: Request, seat: units.AgencyRecord) -> Plan:
    own = seat.unit_id
    places = units.children(unit_id=seat.authority_id or 0, day=request.day).units
    officers = identity.colleagues(agency_id=seat.id, day=request.day, verb="mobile.sync")
    choices: dict[str, list[tuple[Any, str]]] = {
        "unit": [(one.id, one.full_name) for one in places],
        "officers": [(one.id, one.full_name) for one in officers],
        "procedures": _offered(request),
        "backlog": _backlogs(request, seat),
    }
    initial = {
        "backlog": page.asked(request.GET, "field", 60),
        "day": request.day,
        "unit": own,
        "officers": [request.actor.account_id],
    }
    return Plan(request.POST if request.method == "POST" else None, choices=choices, initial=initial)


def _backlogs(request: Request, seat: units.AgencyRecord) -> list[tuple[str, str]]:
    """None, the field that the province cares about most, and the one from whose list the officer comes."""
    first = str(units.setting(authority_id=seat.authority_id or 0, key="backlog_field", default=""))
    asked = page.asked({**request.GET.dict(), **request.POST.dict()}, "field", 60)
    names = {code: catalogue.field_name(code=code) for code in (first, asked) if code}
    return [("", _("không, chỉ tiếp nhận")), *((code, name) for code, name in names.items() if name)]


def _offered(request: Request) -> list[tuple[str, str]]:
    """The procedures for which there is a form: the commonest of a commune."""
    codes = sorted(
        {code for form in form_register.forms_on(day=request.day) for code in form.definition.procedures}
    )
    known = ((code, catalogue.version_on(code=code, day=request.day)) for code in codes)
    return [(code, f"{saying.bare(version.name)} ({code})") for code, version in known if version is not None]


def _plan(request: Request, seat: units.AgencyRecord, form: Plan) -> queries.SessionRecord:
    wanted = form.wanted()
    unknown = [code for code in wanted if catalogue.version_on(code=code, day=request.day) is None]
    if unknown:
        raise Refused(
            *(
                Problem("no_such_procedure", "Không có thủ tục {code}.", "more", {"code": c[:40]})
                for c in unknown
            )
        )
    return services.plan(
        actor=request.actor, now=request.now, agency_id=seat.id, place=form.cleaned_data["place"],
        unit_id=form.cleaned_data["unit"], day=form.cleaned_data["day"], today=request.day, procedures=wanted,
        officer_ids=form.cleaned_data["officers"], hours=form.cleaned_data["hours"],
        capacity=form.cleaned_data["capacity"], field_code=form.cleaned_data["backlog"],
    )  # fmt: skip


def _table(found: tuple[queries.SessionRecord, ...]) -> tables.Table:
    columns = (
        tables.Column("day", _("Ngày")),
        tables.Column("place", _("Nơi tiếp nhận lưu động")),
        tables.Column("agency", _("Cơ quan")),
        tables.Column("used", _("Hồ sơ đã nhận"), "number"),
        tables.Column("reserved", _("Mã còn để dành"), "number"),
        tables.Column("state", _("Trạng thái")),
    )
    rows = [
        tables.Row(
            (
                tables.Link(formats.day(one.day), reverse("desk:mobile-session", args=[one.id])),
                one.place,
                saying.agency(one.agency_id),
                one.used,
                one.reserved,
                tables.Status(_("Đã kết thúc"), "done")
                if one.closed_at
                else tables.Status(_("Đang mở"), "doing"),
            )
        )
        for one in found
    ]
    nothing = tables.Empty(_("Chưa có phiên lưu động nào"))
    return tables.Table(_("Các phiên lưu động"), columns, rows, nothing, stack=True, exports=False)


def found_session(request: Request, session_id: UUID) -> queries.SessionRecord:
    """The session as this officer may see it; raises NotFound."""
    found = queries.session(viewer=request.actor, session_id=session_id)
    if found is None:
        raise NotFound(Problem("no_such_session", "Không có phiên lưu động này ở cơ quan của bạn."))
    return found


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: Request, session_id: UUID) -> HttpResponse:
    """One session: its codes, what came of them, the way to the device's page, closing it."""
    found = found_session(request, session_id)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        reason = page.asked(request.POST, "reason", rules.TEXT_LONGEST)
        try:
            count = services.close(
                actor=request.actor, now=request.now, agency_id=found.agency_id, session_id=found.id, reason=reason
            )  # fmt: skip
        except Refused as refused:
            problems = refused.problems
        else:
            messages.success(request, _("Đã kết thúc phiên; {n} mã không dùng đã ghi lý do.").format(n=count))
            return HttpResponseRedirect(reverse("desk:mobile-session", args=[found.id]))
    invitations = queries.invitations(viewer=request.actor, session_id=found.id)
    tells = found.agency_id in seats.able(request, "mobile.record_outcome")
    invited = table_of(invitations, found, may_tell=tells)
    if answer := tables.export(request, invited):
        return answer
    codes = queries.codes(viewer=request.actor, session_id=found.id)
    works = found.agency_id in seats.able(request, "mobile.sync")
    context = {
        "session": found,
        "facts": _facts(found),
        "codes": _codes(codes),
        "remarked": sum(bool(one.remarks) for one in codes),
        "invited": invited,
        "outcomes": OUTCOMES if tells and invitations else (),
        "progress": stats_of(rules.progress_of([one.outcome for one in invitations])),
        "letters": any(one.outcome is rules.Outcome.INVITED for one in invitations),
        "problems": problems,
        "works": works,
        "may_close": found.closed_at is None and found.agency_id in seats.able(request, "mobile.close"),
    }
    return page.show(
        request, "desk/mobile/session.html", context, current="mobile", status=422 if problems else 200
    )


def _facts(found: queries.SessionRecord) -> list[dict[str, str]]:
    unit = units.unit(unit_id=found.unit_id, day=found.day)
    names = identity.names(account_ids=list(found.officer_ids))
    rows = (
        (_("Ngày"), formats.day(found.day)),
        (_("Giờ"), found.hours),
        (_("Sức chứa (người)"), str(found.capacity or "")),
        (_("Giải quyết hồ sơ tồn của"), catalogue.field_name(code=found.field_code)),
        (_("Xã, phường"), unit.full_name if unit else ""),
        (_("Cơ quan"), saying.agency(found.agency_id)),
        (_("Cán bộ"), ", ".join(sorted(names.values()))),
        (_("Thủ tục"), ", ".join(found.procedures)),
        (_("Kết thúc lúc"), formats.moment(found.closed_at) if found.closed_at else ""),
    )
    return [{"term": term, "value": value} for term, value in rows if value]


def _codes(found: tuple[queries.CodeRecord, ...]) -> tables.Table:
    columns = (
        tables.Column("code", _("Mã hồ sơ"), "code"),
        tables.Column("device", _("Thiết bị")),
        tables.Column("state", _("Trạng thái")),
        tables.Column("claimed", _("Giờ của thiết bị"), "moment"),
        tables.Column("received", _("Tiếp nhận lúc"), "moment"),
        tables.Column("synced", _("Đồng bộ lúc"), "moment"),
        tables.Column("note", _("Ghi chú")),
    )
    rows = [
        tables.Row(
            (
                tables.Link(one.code, reverse("desk:dossier", args=[one.code]))
                if one.state is CodeState.USED
                else one.code,
                one.device,
                tables.Status(_(rules.STATE_NAMES[one.state]), TONES[one.state]),
                one.claimed_at,
                one.received_at,
                one.synced_at,
                _noted(one),
            )
        )
        for one in found
    ]
    nothing = tables.Empty(_("Chưa thiết bị nào lấy mã"))
    return tables.Table(_("Mã hồ sơ để dành"), columns, rows, nothing, stack=True, exports=False)


def _noted(one: queries.CodeRecord) -> str:
    """What is to be said of a code, first of all why somebody has to look at its dossier."""
    remarks = [problem.say(_) for problem in one.remarks]
    clock = _("đồng hồ thiết bị sai, đã chỉnh") if one.is_corrected else one.reason
    return " ".join(filter(None, (*remarks, clock)))

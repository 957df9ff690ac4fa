"""The changes of units that were recorded here, and one of them with what may still be done about it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from thongsuot.edges.desk import page, seats
from thongsuot.edges.desk.changes import recording
from thongsuot.edges.desk.reorganisation import frame
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import fields, forms, tables
from thongsuot.registers.units import queries as units
from thongsuot.registers.units import rules, services
from thongsuot.registers.units.queries import ChangeRecord

WITHDRAW, COUNTER = "units.withdraw_change", "units.counter_change"


class Counter(forms.Form):
    """From when on, and by which act, everything is again as it was before the change."""

    effective = forms.Day(label=gettext_lazy("Hoàn nguyên từ ngày"))
    act = forms.Text(
        label=gettext_lazy("Số nghị quyết, quyết định"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Để trống là văn bản của chính thay đổi này."),
    )
    clause = forms.Text(label=gettext_lazy("Điều, khoản"), required=False, max_length=200)


@officer_required
@require_safe
def changes(request: Request) -> HttpResponse:
    """What was recorded by people, the latest first; the files of the packs have thousands more."""
    authority_id = frame.overseen(request)
    found = [c for c in units.changes() if c.source == "event" and _is_ours(c, authority_id)]
    table = _table(request, sorted(found, key=lambda c: c.id, reverse=True))
    if answer := tables.export(request, table):
        return answer
    context = {"table": table, "may_record": bool(seats.able(request, recording.VERB))}
    return page.show(request, "desk/changes/changes.html", context, current="changes")


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, change_id: int) -> HttpResponse:
    """One change: what it did to which units; withdraw it before its day, undo it by a later fact."""
    authority_id = frame.overseen(request)
    found = units.change(change_id=change_id)
    if found is None or not _is_ours(found, authority_id):
        raise NotFound(Problem("no_unit_change", "Không có thay đổi này.", "change_id"))
    is_counter = "counter" in request.POST
    form = Counter(request.POST if is_counter else None)
    problems: tuple[Problem, ...] = ()
    seat = frame.seat(request, COUNTER if is_counter else WITHDRAW) if request.method == "POST" else None
    try:
        if seat is not None and (not is_counter or form.is_valid()):
            return _undone(request, found, form, seat.id)
    except Refused as refused:
        problems = () if is_counter else refused.problems
        if is_counter:
            fields.add_problems(form, refused.problems)
    is_coming = found.effective > request.day
    context = {
        "change": found,
        "title": _(rules.TITLES[found.kind]),
        "state": _state(request, found),
        "sides": _sides(found),
        "form": form
        if found.withdrawn_at is None and not is_coming and seats.able(request, COUNTER)
        else None,
        "problems": problems,
        "may_withdraw": found.withdrawn_at is None and is_coming and bool(seats.able(request, WITHDRAW)),
    }
    status = 422 if form.errors or problems else 200
    return page.show(request, "desk/changes/one.html", context, current="changes", status=status)


def _undone(request: Request, found: ChangeRecord, form: Counter, agency_id: int) -> HttpResponse:
    given: dict[str, Any] = {
        "actor": request.actor, "now": request.now, "change_id": found.id, "agency_id": agency_id,
    }  # fmt: skip
    if form.is_bound:
        made = services.counter_change(**given, **form.cleaned_data)
        messages.success(request, _("Đã ghi thay đổi ngược lại."))
        return HttpResponseRedirect(reverse("desk:changes-one", args=[made.id]))
    services.withdraw_change(**given)
    messages.success(request, _("Đã rút thay đổi. Danh mục lại như trước khi ghi."))
    return HttpResponseRedirect(reverse("desk:changes"))


def _is_ours(found: ChangeRecord, authority_id: int) -> bool:
    """Whether it concerns units of the province, on its eve or on its day."""
    return any(u.province_id == authority_id for u in (*_before(found), *_after(found)))


def _before(found: ChangeRecord) -> tuple[units.UnitRecord, ...]:
    eve = found.effective.fromordinal(found.effective.toordinal() - 1)
    return tuple(units.units_by_id(unit_ids=frozenset(found.old), day=eve).values())


def _after(found: ChangeRecord) -> tuple[units.UnitRecord, ...]:
    return tuple(units.units_by_id(unit_ids=frozenset(found.new), day=found.effective).values())


def _state(request: Request, found: ChangeRecord) -> tables.Status:
    if found.withdrawn_at is not None:
        return tables.Status(_("Đã rút"), "stopped")
    if found.effective > request.day:
        return tables.Status(_("Chưa có hiệu lực"), "waiting")
    return tables.Status(_("Đang có hiệu lực"), "done")


def _sides(found: ChangeRecord) -> list[dict[str, Any]]:
    return [
        {"label": label, "units": sorted(side, key=lambda u: u.code)}
        for label, side in ((_("Trước"), _before(found)), (_("Sau"), _after(found)))
    ]


def _table(request: Request, found: list[ChangeRecord]) -> tables.Table:
    columns = (
        tables.Column("kind", _("Thay đổi")),
        tables.Column("units", _("Đơn vị")),
        tables.Column("effective", _("Có hiệu lực"), "day"),
        tables.Column("by", _("Căn cứ")),
        tables.Column("state", _("Trạng thái")),
    )
    rows = [
        tables.Row(
            (
                tables.Link(_(rules.TITLES[c.kind]), reverse("desk:changes-one", args=[c.id])),
                ", ".join(u.full_name for u in (_before(c) or _after(c))), c.effective,
                ", ".join(filter(None, (c.clause, c.act))), _state(request, c),
            )
        )
        for c in found
    ]  # fmt: skip
    nothing = tables.Empty(
        _("Chưa ghi thay đổi nào"),
        _("Khi có nghị quyết về đơn vị hành chính, ghi ở đây để mọi việc đi theo từ ngày có hiệu lực."),
    )
    return tables.Table(
        _("Thay đổi đơn vị hành chính"),
        columns,
        rows,
        nothing,
        name="thay-doi",
        stack=True,
        show_caption=False,
    )

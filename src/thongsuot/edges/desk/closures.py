"""Days on which offices are closed by decision: entered (also afterwards), looked at before, taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from thongsuot.edges.desk import page, saying, seats
from thongsuot.kernel.errors import Forbidden, Problem, Refused
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import fields, formats, forms, tables
from thongsuot.registers.calendars import queries as calendars
from thongsuot.registers.calendars import rules, services
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers

CLOSE = "calendars.close"


class Closure(forms.Form):
    """`is_reopening` takes closures back instead. The fields bear the names that refusals point to."""

    day = forms.Day(label=gettext_lazy("Từ ngày"), help_text=gettext_lazy("Ngày/tháng/năm; cả ngày đã qua."))
    to_day = forms.Day(label=gettext_lazy("Đến hết ngày"), required=False)
    unit_id = django_forms.TypedChoiceField(
        label=gettext_lazy("Nơi đóng cửa"), coerce=int, empty_value=None, required=False
    )
    reason = forms.Text(
        label=gettext_lazy("Lý do"),
        help_text=gettext_lazy("Ví dụ: bão số 9. Người nộp đọc câu này khi hạn trả dời."),
        max_length=200,
    )
    decision = forms.Text(label=gettext_lazy("Số văn bản quyết định"), required=False, max_length=100)
    is_reopening = django_forms.BooleanField(widget=django_forms.HiddenInput, required=False)

    def __init__(self, *args: Any, places: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = [("", _("Toàn tỉnh, thành phố")), *places]  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form asks for, by whom."""

    seat: units.AgencyRecord
    authority_id: int
    day: date
    to_day: date
    unit_id: int | None
    reason: str
    decision: str
    is_reopening: bool


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def closures(request: Request) -> HttpResponse:
    """The closures of the province, and the way to one more: form, preview, confirmation."""
    seat = _seat(request)
    assert seat.authority_id is not None
    places = [(u.id, u.full_name) for u in units.children(unit_id=seat.authority_id, day=request.day).units]
    form = Closure(request.POST if request.method == "POST" else None, places=places)
    preview, what = None, ""
    if request.method == "POST" and form.is_valid():
        asked = _asked(seat, seat.authority_id, form.cleaned_data)
        try:
            if "run" in request.POST:
                return _carry_out(request, asked)
            preview, what = _preview(request, asked), _told(asked, dict(places))
        except Refused as refused:
            fields.add_problems(form, refused.problems)
    context = {
        "form": form,
        "preview": preview,
        "stats": _stats(preview) if preview else (),
        "places": _by_place(preview) if preview else None,
        "lines": _lines(preview) if preview and preview.lines else None,
        "what": what,
        "is_reopening": form.is_bound and "is_reopening" in request.POST,
        "closed": _closed(seat.authority_id, dict(places)),
    }
    return page.show(
        request, "desk/closures.html", context, current="closures", status=422 if form.errors else 200
    )


def _seat(request: Request) -> units.AgencyRecord:
    """The agency in whose name the officer decides: one of a province."""
    found = [place for place in seats.places(seats.able(request, CLOSE)) if place.authority_id is not None]
    if not found:
        raise Forbidden(Problem("not_granted", "Trang này dành cho người theo dõi toàn tỉnh."))
    return found[0]


def _asked(seat: units.AgencyRecord, authority_id: int, data: dict[str, Any]) -> Asked:
    return Asked(
        seat, authority_id, data["day"], data["to_day"] or data["day"], data["unit_id"], data["reason"],
        data["decision"], data["is_reopening"],
    )  # fmt: skip


def _told(asked: Asked, names: dict[int, str]) -> str:
    """Which days, where and why: what is about to be decided, in one line."""
    days = formats.day(asked.day)
    if asked.to_day != asked.day:
        days = f"{days} – {formats.day(asked.to_day)}"
    place = names.get(asked.unit_id, "") if asked.unit_id else _("Toàn tỉnh, thành phố")
    decision = f" ({asked.decision})" if asked.decision else ""
    return f"{days}, {place}: {asked.reason}{decision}"


def _preview(request: Request, asked: Asked) -> dossiers.Preview:
    calendar = calendars.calendar_for(authority_id=asked.authority_id, unit_id=asked.unit_id, day=asked.day)
    if asked.is_reopening:
        days = tuple(c.day for c in _decided(asked))
    else:
        found = rules.closure_problems(
            calendar=calendar, day=asked.day, to_day=asked.to_day, reason=asked.reason
        )
        if found:
            raise Refused(*found)
        days = rules.closure_days(calendar=calendar, day=asked.day, to_day=asked.to_day)
    if not days:
        raise Refused(Problem("no_closure", "Không có quyết định đóng cửa nào cho ngày này.", "day"))
    supposed = rules.Supposed(days, asked.unit_id, asked.reason, asked.is_reopening)
    window = dossiers.Window(asked.authority_id, days[0], days[-1], asked.unit_id, supposed)
    return dossiers.recalculation_preview(
        viewer=request.actor, now=request.now, window=window, because=asked.reason
    )


def _decided(asked: Asked) -> list[calendars.Closure]:
    found = calendars.closures(authority_id=asked.authority_id)
    return sorted(
        (c for c in found if c.unit_id == asked.unit_id and asked.day <= c.day <= asked.to_day),
        key=lambda closure: closure.day,
    )


def _carry_out(request: Request, asked: Asked) -> HttpResponse:
    given: dict[str, Any] = {
        "actor": request.actor, "now": request.now, "agency_id": asked.seat.id, "unit_id": asked.unit_id,
        "day": asked.day, "to_day": asked.to_day, "reason": asked.reason,
    }  # fmt: skip
    if asked.is_reopening:
        days = services.reopen(**given)
        said = ngettext("Đã bỏ {n} ngày đóng cửa.", "Đã bỏ {n} ngày đóng cửa.", len(days))
    else:
        days = services.close(**given, decision=asked.decision)
        said = ngettext("Đã ghi {n} ngày đóng cửa.", "Đã ghi {n} ngày đóng cửa.", len(days))
    more = _("Hạn của các hồ sơ đang mở được tính lại ngay trong nền.")
    messages.success(request, f"{said.format(n=len(days))} {more}")
    return HttpResponseRedirect(reverse("desk:closures"))


def _stats(preview: dossiers.Preview) -> list[dict[str, Any]]:
    rows = [
        (preview.moved, _("hồ sơ dời hạn"), ""),
        (preview.no_longer_late, _("hết quá hạn"), ""),
        (preview.become_late, _("thành quá hạn"), "late" if preview.become_late else ""),
    ]
    if preview.unknown:
        rows.append((preview.unknown, _("chưa tính được, thiếu lịch"), "late"))
    return [
        {"value": formats.number(value), "label": label, "tone": tone, "url": ""}
        for value, label, tone in rows
    ]


def _by_place(preview: dossiers.Preview) -> tables.Table:
    columns = (
        tables.Column("agency", _("Cơ quan giải quyết")),
        tables.Column("moved", _("Dời hạn"), "number"),
        tables.Column("no_longer_late", _("Hết quá hạn"), "number"),
        tables.Column("become_late", _("Thành quá hạn"), "number"),
    )
    rows = [
        tables.Row((saying.agency(one.agency_id), one.moved, one.no_longer_late, one.become_late))
        for one in preview.agencies
    ]
    nothing = tables.Empty(_("Không hồ sơ nào đổi hạn"))
    return tables.Table(_("Theo cơ quan giải quyết"), columns, rows, nothing, stack=True, exports=False)


def _lines(preview: dossiers.Preview) -> tables.Table:
    columns = (
        tables.Column("code", _("Mã hồ sơ"), "code"),
        tables.Column("old", _("Hạn cũ"), "moment"),
        tables.Column("new", _("Hạn mới"), "moment"),
    )
    rows = [
        tables.Row(
            (
                tables.Link(line.code, reverse("desk:dossier", args=[line.code])),
                line.old_at or _("không có"),
                line.new_at or _("đồng hồ đang dừng"),
            )
        )
        for line in preview.lines
    ]
    nothing = tables.Empty(_("Không hồ sơ nào đổi hạn"))
    return tables.Table(_("Những hồ sơ đến hạn trước"), columns, rows, nothing, stack=True, exports=False)


def _closed(authority_id: int, names: dict[int, str]) -> list[dict[str, Any]]:
    """The closures as a list, each with what its undoing sends."""
    everywhere = _("Toàn tỉnh, thành phố")
    return [
        {
            "day": formats.day(one.day),
            "place": names.get(one.unit_id, "") if one.unit_id else everywhere,
            "reason": one.reason,
            "decision": one.decision,
            "unit_id": one.unit_id or "",
        }
        for one in calendars.closures(authority_id=authority_id)[:100]
    ]

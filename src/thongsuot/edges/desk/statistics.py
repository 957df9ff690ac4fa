"""Received, settled and late by commune: as counted then, for today's units, or restated to the units of a day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from thongsuot.edges.desk import page
from thongsuot.edges.desk.reorganisation import frame
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats, forms, tables
from thongsuot.registers.units import queries as units
from thongsuot.registers.units.rules import AgencyKind
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules.statistics import Line, Quality, View, Weight, quality_of

VIEWS: dict[View, str] = {
    View.WAS: "theo đơn vị lúc ấy",
    View.IS: "theo đơn vị hôm nay",
    View.RESTATED: "quy về đơn vị của một ngày",
}
QUALITIES: dict[Quality, tuple[str, str]] = {
    Quality.COMPARABLE: ("so sánh được", "done"),
    Quality.WEIGHTED: ("tính theo tỷ lệ", "doing"),
    Quality.NOT_COMPARABLE: ("không so sánh được", "late"),
}
WEIGHTS: dict[Weight, str] = {
    Weight.PEOPLE: "dân số",
    Weight.AREA: "diện tích",
    Weight.COUNTED: "số hồ sơ từng đơn vị cũ đã nhận năm trước",
}


PLACES: dict[AgencyKind, str] = {
    AgencyKind.PROVINCE_CENTRE: "Trung tâm cấp tỉnh",
    AgencyKind.COMMUNE_CENTRE: "Trung tâm cấp xã",
    AgencyKind.POST_OFFICE: "Bưu cục",
}


class Asked(forms.Form):
    """From, until (not included), whose units, and of which day."""

    start = forms.Day(label=gettext_lazy("Từ ngày"), required=False)
    end = forms.Day(label=gettext_lazy("Đến trước ngày"), required=False)
    view = django_forms.ChoiceField(label=gettext_lazy("Kể theo"), required=False)
    day = forms.Day(
        label=gettext_lazy("Đơn vị của ngày"),
        required=False,
        help_text=gettext_lazy("Chỉ khi quy về đơn vị của một ngày; trước hay sau một lần sắp xếp đều được."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["view"].choices = [(v.value, _(said).capitalize()) for v, said in VIEWS.items()]  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Span:
    """What is asked for."""

    start: date
    end: date
    view: View
    day: date


@officer_required
@require_safe
def statistics(request: Request) -> HttpResponse:
    """The question stands in the address; CSV and JSON hold the months one by one with their marks."""
    authority_id = frame.overseen(request)
    form = Asked(request.GET or None)
    span = _span(form, request.day)
    table, found = None, None
    if span is not None:
        found = dossiers.statistics(
            viewer=request.actor, authority_id=authority_id, from_day=span.start, to_day=span.end, view=span.view,
            day=span.day, live="now" in request.GET,
        )  # fmt: skip
        if answer := tables.export(request, _months(found)):
            return answer
        table = _table(found)
    context = {
        "form": form,
        "table": table,
        "span": span,
        "stats": _stats(found) if found else (),
        "told": _told(span) if span else "",
        "at": found.at if found else None,
        "again": f"?{_asked_again(request)}",
        "places": _places(request, authority_id, span) if span else None,
    }
    status = 422 if form.errors else 200
    return page.show(request, "desk/statistics.html", context, current="statistics", status=status)


def _span(form: Asked, today: date) -> Span | None:
    """Without a question: this year until today, as it was counted."""
    given: dict[str, Any] = {}
    if form.is_bound:
        if not form.is_valid():
            return None
        given = form.cleaned_data
    start = given.get("start") or today.replace(month=1, day=1)
    end = given.get("end") or date.fromordinal(today.toordinal() + 1)
    view = View(given.get("view") or View.WAS)
    day = (given.get("day") if view is View.RESTATED else None) or today
    if end <= start:
        form.add_error("end", _("Ngày cuối phải sau ngày đầu."))
        return None
    return Span(start, end, view, day)


def _asked_again(request: Request) -> str:
    """The same question, to be answered by counting every dossier now."""
    asked = request.GET.copy()
    asked["now"] = "1"
    return asked.urlencode()


def _told(span: Span) -> str:
    said = _(VIEWS[span.view])
    if span.view is View.RESTATED:
        said = _("quy về đơn vị của ngày {day}").format(day=formats.day(span.day))
    last = formats.day(date.fromordinal(span.end.toordinal() - 1))
    text = _("Từ {start} đến hết {last}, {said}")
    return text.format(start=formats.day(span.start), last=last, said=said)


def _stats(found: dossiers.Statistics) -> list[dict[str, Any]]:
    labels = (_("tiếp nhận"), _("đã giải quyết"), _("quá hạn"))
    return [
        {"value": _number(total), "label": label, "tone": "", "url": ""}
        for total, label in zip(found.total(), labels, strict=True)
    ]


def _table(found: dossiers.Statistics) -> tables.Table:
    columns = (
        tables.Column("unit", _("Đơn vị")),
        *(tables.Column(key, label, "number") for key, label in _numbers()),
        tables.Column("quality", _("So sánh")),
        tables.Column("weights", _("Chia theo")),
    )
    rows = [
        tables.Row(
            (
                f"{one.unit_code} {one.unit_name}".strip(),
                *(_number(sum((getattr(x, key) for x in one.lines), Decimal(0))) for key, _label in _numbers()),
                _quality(one.lines), _weights(one.lines),
            )
        )
        for one in found.series
    ]  # fmt: skip
    nothing = tables.Empty(_("Chưa có hồ sơ nào trong khoảng này"), _("Hãy chọn khoảng ngày khác."))
    return tables.Table(
        _("Thống kê theo xã, phường"), columns, rows, nothing, name="thong-ke", stack=True, show_caption=False
    )


def _places(request: Request, authority_id: int, span: Span) -> tables.Table:
    """Where people went, whatever their commune: centres and post offices."""
    found = dossiers.by_place(
        viewer=request.actor, authority_id=authority_id, from_day=span.start, to_day=span.end,
        live="now" in request.GET,
    )  # fmt: skip
    known = units.agencies_by_id(agency_ids=frozenset(one.agency_id for one in found))
    columns = (
        tables.Column("place", _("Nơi")),
        tables.Column("kind", _("Loại")),
        tables.Column("received", _("Tiếp nhận"), "number"),
        tables.Column("elsewhere", _("Cho nơi khác giải quyết"), "number"),
        tables.Column("returned", _("Trả kết quả"), "number"),
    )
    rows = [
        tables.Row(
            (
                known[one.agency_id].name, _(PLACES.get(known[one.agency_id].kind, "Cơ quan khác")),
                one.received, one.elsewhere, one.returned,
            )
        )
        for one in found
        if one.agency_id in known
    ]  # fmt: skip
    nothing = tables.Empty(_("Chưa có hồ sơ nào trong khoảng này"), _("Hãy chọn khoảng ngày khác."))
    return tables.Table(
        _("Theo nơi tiếp nhận, trả kết quả"), columns, rows, nothing, stack=True, exports=False
    )


def _months(found: dossiers.Statistics) -> tables.Table:
    """Every month of every unit, for programs and spreadsheets: numbers plain, each with its mark."""
    columns = (
        tables.Column("code", _("Mã"), "code"),
        tables.Column("unit", _("Đơn vị")),
        tables.Column("month", _("Tháng"), "day"),
        *(tables.Column(key, label, "number") for key, label in _numbers()),
        tables.Column("quality", _("So sánh")),
        tables.Column("weights", _("Chia theo")),
    )
    rows = [
        tables.Row(
            (
                one.unit_code, one.unit_name, x.month,
                *(_plain(getattr(x, key)) for key, _label in _numbers()), x.quality.value,
                " ".join(sorted(weight.value for weight in x.weights)),
            )
        )
        for one in found.series
        for x in one.lines
    ]  # fmt: skip
    return tables.Table(_("Thống kê theo xã, phường"), columns, rows, name="thong-ke")


def _numbers() -> tuple[tuple[str, str], ...]:
    return (("received", _("Tiếp nhận")), ("settled", _("Đã giải quyết")), ("late", _("Quá hạn")))


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else round(float(number), 4)


def _number(number: Decimal) -> str:
    """A counted number as it is, a weighted one to a tenth."""
    if abs(number - number.to_integral_value()) < Decimal("1e-9"):
        return formats.number(int(number.to_integral_value()))
    return f"{number:.1f}".replace(".", ",")


def _quality(lines: tuple[Line, ...]) -> tables.Status:
    word, tone = QUALITIES[quality_of(lines)]
    return tables.Status(_(word), tone)


def _weights(lines: tuple[Line, ...]) -> str:
    found = {weight for line in lines for weight in line.weights}
    return ", ".join(_(WEIGHTS[weight]) for weight in Weight if weight in found)

"""Who may receive, decide and sign a procedure for a commune, from when until when, on what ground."""

from datetime import date
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from thongsuot.edges.desk import page
from thongsuot.edges.desk import saying as desk_saying
from thongsuot.edges.desk.mandates import saying
from thongsuot.edges.desk.mandates.recording import bare
from thongsuot.edges.desk.reorganisation import frame
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import forms, tables
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.catalogue.rules.mandates import Power
from thongsuot.registers.units import queries as units

YEARS = 1  # looked back and ahead when no days are given


class Who(forms.Form):
    """A procedure, a commune ("" for none), and the days between which one asks."""

    procedure = forms.Text(
        label=gettext_lazy("Mã thủ tục"), max_length=60, help_text=gettext_lazy("Ví dụ: 1.001193.")
    )
    unit = forms.Text(
        label=gettext_lazy("Mã xã, phường"),
        required=False,
        max_length=120,
        widget=django_forms.TextInput(attrs={"list": "dia-ban", "autocomplete": "off"}),
    )
    start = forms.Day(label=gettext_lazy("Từ ngày"), required=False)
    end = forms.Day(label=gettext_lazy("Đến trước ngày"), required=False)


@officer_required
@require_safe
def who(request: Request) -> HttpResponse:
    """The question by its address, so that an answer can be passed on as a link."""
    authority_id = frame.overseen(request)
    form = Who(request.GET if "procedure" in request.GET else None)
    table, version = None, None
    if form.is_bound and form.is_valid():
        start = form.cleaned_data["start"] or request.day.replace(year=request.day.year - YEARS, day=1)
        end = form.cleaned_data["end"] or request.day.replace(year=request.day.year + YEARS, day=1)
        unit_id = _unit(form, start, request.day)
        version = catalogue.version_on(code=form.cleaned_data["procedure"], day=request.day)
        if version is None and not form.errors:
            form.add_error("procedure", _("Hôm nay không có thủ tục mã này."))
        if end <= start:
            form.add_error("end", _("Ngày cuối phải sau ngày đầu."))
        if version is not None and not form.errors:
            table = _table(authority_id, version.code, unit_id, start, end)
            if answer := tables.export(request, table):
                return answer
    context: dict[str, Any] = {
        "form": form,
        "table": table,
        "name": desk_saying.title(version.name) if version else "",
        "communes": units.children(unit_id=authority_id, day=request.day).units,
    }
    status = 422 if form.errors else 200
    return page.show(request, "desk/mandates/who.html", context, current="mandates", status=status)


def _unit(form: Who, start: date, today: date) -> int | None:
    """The commune of that code today, or else on the first day asked for; an unknown one is said at its field."""
    typed = form.cleaned_data["unit"]
    if not typed:
        return None
    for day in (today, start):
        found = units.unit_on(code=bare(typed), day=day, level="commune").exact
        if found is not None:
            return found.id
    form.add_error("unit", _("Không có xã, phường nào mang mã này."))
    return None


def _table(authority_id: int, code: str, unit_id: int | None, start: date, end: date) -> tables.Table:
    columns = (
        tables.Column("power", _("Việc")),
        tables.Column("start", _("Từ ngày"), "day"),
        tables.Column("end", _("Đến trước ngày"), "day"),
        tables.Column("agency", _("Cơ quan có thẩm quyền")),
        tables.Column("grounds", _("Theo căn cứ nào")),
    )
    rows = [
        tables.Row(
            (
                _(saying.POWERS[power]).capitalize(), span.start, span.end or end, saying.answer(span.answer),
                saying.grounds(span.answer),
            )
        )
        for power in Power
        for span in catalogue.spans(
            authority_id=authority_id, procedure_code=code, unit_id=unit_id, power=power, start=start, end=end
        )
    ]  # fmt: skip
    return tables.Table(
        _("Ai được làm gì, từ khi nào"),
        columns,
        rows,
        name="ai-co-tham-quyen",
        stack=True,
        show_caption=False,
    )

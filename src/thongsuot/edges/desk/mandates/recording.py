"""Record one mandate: form, a look at what it changes, confirmation; everything typed stays."""

from datetime import date
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from thongsuot.edges.desk import page
from thongsuot.edges.desk.mandates import saying
from thongsuot.edges.desk.reorganisation import agencies, frame
from thongsuot.kernel.errors import Problem, Refused, refuse_if
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import fields, forms
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.catalogue import services
from thongsuot.registers.catalogue.rules import mandates as rules
from thongsuot.registers.catalogue.rules.mandates import Ground, Mandate, Power
from thongsuot.registers.units import queries as units

VERB = "catalogue.record_mandate"


def _coded(label: Any, known: str, **more: Any) -> forms.Text:
    attrs = {"list": known, "autocomplete": "off"}
    return forms.Text(label=label, max_length=200, widget=django_forms.TextInput(attrs=attrs), **more)


class NewMandate(forms.Form):
    """The fields bear the names that refusals point to."""

    ground = django_forms.ChoiceField(label=gettext_lazy("Căn cứ"))
    document = forms.Text(
        label=gettext_lazy("Số văn bản"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Ví dụ: Quyết định 75/2025/QĐ-UBND."),
    )
    clause = forms.Text(label=gettext_lazy("Điều, khoản"), required=False, max_length=200)
    from_code = forms.Text(
        label=gettext_lazy("Cơ quan giao"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Mã, hoặc vài chữ trong tên. Phân quyền do luật định thì để trống."),
    )
    agency_code = forms.Text(
        label=gettext_lazy("Cơ quan được giao"),
        max_length=300,
        help_text=gettext_lazy("Mã, hoặc vài chữ trong tên; không cần dấu."),
    )
    powers = django_forms.MultipleChoiceField(
        label=gettext_lazy("Được làm gì"), required=False, widget=django_forms.CheckboxSelectMultiple
    )
    procedure_code = forms.Text(
        label=gettext_lazy("Mã thủ tục"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Ví dụ: 1.001193. Để trống nếu giao cả lĩnh vực hoặc mọi thủ tục."),
    )
    field_code = forms.Text(label=gettext_lazy("Mã lĩnh vực"), required=False, max_length=60)
    unit = _coded(
        gettext_lazy("Chỉ trong địa bàn"),
        "dia-ban",
        required=False,
        help_text=gettext_lazy("Mã xã, phường; để trống là cả địa bàn của bên giao."),
    )
    valid_from = forms.Day(label=gettext_lazy("Có hiệu lực từ ngày"))
    valid_to = forms.Day(
        label=gettext_lazy("Hết hiệu lực từ ngày"),
        required=False,
        help_text=gettext_lazy("Ngày đầu tiên không còn hiệu lực. Ủy quyền thì phải có."),
    )
    content = forms.Text(label=gettext_lazy("Nội dung"), required=False, max_length=500)
    conditions = forms.Text(label=gettext_lazy("Điều kiện thực hiện"), required=False, max_length=500)

    def __init__(self, *args: Any, authority_id: int, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.authority_id, self.day = authority_id, day
        for name, into in (("from_code", "co-quan-giao"), ("agency_code", "co-quan-nhan")):
            self.fields[name].widget.attrs |= agencies.attributes(name, into, day)
        grounds = [(g.value, _(rules.GROUND_NAMES[g]).capitalize()) for g in rules.LAYERS]
        self.fields["ground"].choices = [("", _("Hãy chọn")), *grounds]  # type: ignore[attr-defined]
        powers = [(p.value, _(saying.POWERS[p]).capitalize()) for p in Power]
        self.fields["powers"].choices = powers  # type: ignore[attr-defined]

    def mandate(self) -> Mandate:
        """What was typed, as the register takes it. Raises `Refused` for codes that nobody bears."""
        data = self.cleaned_data
        problems: list[Problem] = []
        where: dict[str, Any] = {"authority_id": self.authority_id, "day": self.day}
        agency = agencies.named(data["agency_code"], "agency_code", problems, **where)
        giver = (
            agencies.named(data["from_code"], "from_code", problems, **where) if data["from_code"] else None
        )
        unit = None
        if data["unit"]:
            code = bare(data["unit"])
            unit = units.unit_on(code=code, day=data["valid_from"], level="commune").exact
            if unit is None:
                text = "Ngày bắt đầu, địa bàn này không có trong tỉnh."
                problems.append(Problem("mandate_unit", text, "unit"))
        if problems:
            raise Refused(*problems)
        same = (
            "valid_from", "valid_to", "procedure_code", "field_code", "document", "clause", "content", "conditions",
        )  # fmt: skip
        assert agency is not None
        return Mandate(
            id=0,
            ground=Ground(data["ground"]),
            agency_id=agency,
            from_agency_id=giver,
            powers=frozenset(Power(p) for p in data["powers"]),
            unit_id=unit.id if unit else None,
            **{name: data[name] for name in same},
        )


def bare(text: str) -> str:
    """The code at the head of "19789 Phường …"."""
    return text.strip().split(" ", 1)[0]


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """The form; then what it would change; with `run` it is recorded."""
    seat = frame.seat(request, VERB)
    assert seat.authority_id is not None
    given_form = request.POST if request.method == "POST" else None
    form = NewMandate(given_form, authority_id=seat.authority_id, day=request.day)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid() and "back" not in request.POST:
        given: dict[str, Any] = {"actor": request.actor, "now": request.now, "agency_id": seat.id}
        try:
            draft = form.mandate()
            if "run" in request.POST:
                made = services.record_mandate(**given, mandate=draft)
                messages.success(request, _("Đã ghi. Nạp lại gói dữ liệu không làm mất căn cứ này."))
                return HttpResponseRedirect(reverse("desk:mandates-one", args=[made]))
            refuse_if(services.faults(authority_id=seat.authority_id, draft=draft))
            context |= _looked_at(request, seat.authority_id, draft)
        except Refused as refused:
            fields.add_problems(form, refused.problems)
    context["communes"] = units.children(unit_id=seat.authority_id, day=request.day).units
    status = 422 if form.errors else 200
    return page.show(request, "desk/mandates/new.html", context, current="mandates", status=status)


def _looked_at(request: Request, authority_id: int, draft: Mandate) -> dict[str, Any]:
    day = max(request.day, draft.valid_from)
    found = catalogue.effects(authority_id=authority_id, draft=draft, day=day)
    return {
        "looked_at": True,
        "day": day,
        "facts": saying.facts(draft, request.day),
        "effects": saying.effects(found),
        "warnings": saying.warnings(found, draft),
        "is_late": draft.valid_from < request.day,
    }

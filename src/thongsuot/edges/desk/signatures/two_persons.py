"""Where who drafts a result may not sign it: the rules of the province, one more, and the end of one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from thongsuot.edges.desk import page, saying, seats
from thongsuot.kernel.errors import Forbidden, NotFound, Problem, Refused
from thongsuot.plumbing.http import problems as http_problems
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import fields, formats, forms, tables
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.units import queries as units
from thongsuot.work.signatures import queries as signatures
from thongsuot.work.signatures import services

REQUIRE = "signatures.require_two"


class TwoPersons(forms.Form):
    """The fields bear the names that refusals point to."""

    procedure_code = forms.Text(
        label=gettext_lazy("Mã thủ tục"),
        help_text=gettext_lazy("Ví dụ 1.001193. Để trống: mọi thủ tục của tỉnh."),
        max_length=40,
        required=False,
    )
    from_date = forms.Day(label=gettext_lazy("Từ ngày"))
    to_date = forms.Day(
        label=gettext_lazy("Đến trước ngày"),
        help_text=gettext_lazy("Để trống nếu chưa biết khi nào thôi."),
        required=False,
    )
    ground = forms.Text(
        label=gettext_lazy("Văn bản quy định"),
        help_text=gettext_lazy("Số và ngày của quyết định, quy chế."),
        max_length=300,
    )


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def two_persons(request: Request) -> HttpResponse:
    """The rules of the province, and the way to one more."""
    seat = _seat(request)
    form = TwoPersons(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.require_two(actor=request.actor, now=request.now, agency_id=seat.id, **form.cleaned_data)
        except Refused as refused:
            fields.add_problems(form, refused.problems)
        else:
            messages.success(request, _("Đã ghi quy định. Từ ngày đó người soạn không ký kết quả của mình."))
            return HttpResponseRedirect(reverse("desk:two-persons"))
    assert seat.authority_id is not None
    found = signatures.two_rules(authority_id=seat.authority_id)
    table = _table(request, found)
    if (exported := tables.export(request, table)) is not None:
        return exported
    context = {
        "form": form,
        "table": table,
        "endable": [(one.id, _named(request, one)) for one in found if not one.is_over(request.day)],
        "today": formats.day(request.day),
    }
    status = 422 if form.errors else 200
    return page.show(request, "desk/two_persons.html", context, current="signatures", status=status)


@officer_required
@require_POST
def end(request: Request, rule_id: int) -> HttpResponse:
    """Let a rule end after a day."""
    seat = _seat(request)
    form = Ending(request.POST)
    problems: Any = ()
    if form.is_valid():
        try:
            services.end_two(
                actor=request.actor, now=request.now, agency_id=seat.id, rule_id=rule_id,
                last_day=form.cleaned_data["last_day"],
            )  # fmt: skip
        except (Refused, NotFound) as refused:
            problems = refused.problems
    said = [http_problems.text_of(one) for one in problems]
    said += [str(text) for texts in form.errors.values() for text in texts]
    if said:
        messages.error(request, " ".join(said))
    else:
        messages.success(request, _("Đã ghi ngày cuối của quy định."))
    return HttpResponseRedirect(reverse("desk:two-persons"))


class Ending(forms.Form):
    last_day = forms.Day(label=gettext_lazy("Ngày cuối áp dụng"))


def _seat(request: Request) -> units.AgencyRecord:
    """The agency in whose name the officer decides: one of a province."""
    found = [one for one in seats.places(seats.able(request, REQUIRE)) if one.authority_id is not None]
    if not found:
        raise Forbidden(Problem("not_granted", "Trang này dành cho người theo dõi toàn tỉnh."))
    return found[0]


def _named(request: Request, one: signatures.TwoRule) -> str:
    return f"{_procedure(request, one)}, {formats.day(one.first_day)}"


def _procedure(request: Request, one: signatures.TwoRule) -> str:
    if not one.procedure_code:
        return _("Mọi thủ tục")
    version = catalogue.version_on(code=one.procedure_code, day=request.day)
    return f"{one.procedure_code} {saying.title(version.name)}" if version else one.procedure_code


def _table(request: Request, found: tuple[signatures.TwoRule, ...]) -> tables.Table:
    columns = [
        tables.Column("procedure", _("Thủ tục")),
        tables.Column("first_day", _("Từ ngày"), "day"),
        tables.Column("last_day", _("Đến hết ngày"), "day"),
        tables.Column("ground", _("Văn bản quy định")),
        tables.Column("standing", _("Tình trạng")),
    ]
    body = [
        tables.Row(
            [_procedure(request, one), one.first_day, one.last_day, one.ground, _standing(request, one)]
        )
        for one in found
    ]
    empty = tables.Empty(_("Chưa có quy định nào"), _("Người soạn kết quả được tự ký, nếu có quyền ký."))
    return tables.Table(
        _("Hai người ký"), columns, body, empty, stack=True, name="hai-nguoi-ky", show_caption=False
    )


def _standing(request: Request, one: signatures.TwoRule) -> tables.Status:
    if one.is_over(request.day):
        return tables.Status(_("đã thôi"), "")
    if one.first_day > request.day:
        return tables.Status(_("chưa áp dụng"), "waiting")
    return tables.Status(_("đang áp dụng"), "done")

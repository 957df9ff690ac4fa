"""Saved views on the desk: a list kept under a name with its filter, order and columns, one's own or an office's."""

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from thongsuot.edges.desk import page, rows, saying, seats, worklist
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import fields, forms
from thongsuot.work.views import queries, rules, services


class Keep(forms.Form):
    """The fields bear the names that refusals point to."""

    name = forms.Text(label=gettext_lazy("Tên danh sách"), max_length=rules.LONGEST)
    order = django_forms.ChoiceField(
        label=gettext_lazy("Thứ tự"), choices=worklist.ORDERS, widget=django_forms.RadioSelect, required=False
    )
    columns = django_forms.MultipleChoiceField(
        label=gettext_lazy("Các cột"),
        help_text=gettext_lazy("Không chọn cột nào: như thường lệ. Mã hồ sơ luôn có."),
        choices=tuple(rows.LABELS.items()),
        widget=django_forms.CheckboxSelectMultiple,
        required=False,
    )
    agency = django_forms.TypedChoiceField(
        label=gettext_lazy("Ai dùng được"), coerce=int, empty_value=None, required=False
    )
    opens = django_forms.BooleanField(label=gettext_lazy("Mở danh sách này trước tiên"), required=False)

    def __init__(self, *args: Any, shares: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = [
            ("", _("Chỉ mình tôi")),
            *((id_, _("Mọi công chức của {agency}").format(agency=name)) for id_, name in shares),
        ]
        self.fields["agency"].choices = mine  # type: ignore[attr-defined]
        if not shares:
            del self.fields["agency"]


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def views(request: Request) -> HttpResponse:
    """Keep the list that one came from (`?list=`); the views that there are, to be dropped or opened first."""
    wanted = worklist.wanted_of(request, page.asked(request.GET, "list", 1000))
    if request.method == "POST" and "view" in request.POST:
        return _changed(request)
    shares = [(one.id, one.short_name or one.name) for one in seats.places(seats.able(request, rules.SHARES))]
    initial = {"order": wanted.order, "columns": wanted.columns or worklist.columns(request, wanted)}
    form = Keep(request.POST if request.method == "POST" else None, shares=shares, initial=initial)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            query = _kept(request, wanted, form)
        except Refused as refused:
            problems = tuple(p for p in refused.problems if p.field not in form.fields)
            fields.add_problems(form, tuple(p for p in refused.problems if p.field in form.fields))
        else:
            messages.success(request, _("Đã lưu danh sách “{name}”.").format(name=form.cleaned_data["name"]))
            return HttpResponseRedirect(f"{reverse('desk:worklist')}?{query or 'all=1'}")
    context = {
        "form": form,
        "what": worklist.title(wanted),
        "chosen": [one for one in worklist.chips(wanted) if one["key"] not in ("q", "order", "cols")],
        "problems": problems,
        "found": [_shown(request, one) for one in queries.views(viewer=request.actor)],
        "list": wanted.query(),
    }
    status = 422 if form.errors or problems else 200
    return page.show(request, "desk/views.html", context, current="worklist", status=status)


def _kept(request: Request, wanted: worklist.Wanted, form: Keep) -> str:
    """Keep it; what was searched for is left out: it may be a person's name."""
    given = form.cleaned_data
    columns = tuple(key for key in rows.CHOICES if key in given["columns"])
    usual = worklist.columns(request, worklist.Wanted(words=wanted.words))
    cols = "" if columns == usual else ".".join(columns)
    query = wanted.query(q="", after="", order=given["order"], cols=cols)
    services.save(
        actor=request.actor, now=request.now, name=given["name"], query=query,
        for_agency_id=given.get("agency"), opens=given["opens"],
    )  # fmt: skip
    return query


def _changed(request: Request) -> HttpResponse:
    """Drop a view, or let the list open with it, or with everything again."""
    by: dict[str, Any] = {"actor": request.actor, "now": request.now}
    try:
        view_id = UUID(request.POST["view"])
    except ValueError as error:
        raise NotFound(services.NO_VIEW) from error
    match request.POST.get("go"):
        case "drop":
            services.drop(**by, view_id=view_id)
            messages.success(request, _("Đã xóa danh sách."))
        case "first":
            services.open_with(**by, view_id=view_id)
            messages.success(request, _("Từ nay danh sách hồ sơ mở ra với bộ lọc này."))
        case _:
            services.open_with(**by, view_id=None)
            messages.success(request, _("Từ nay danh sách hồ sơ mở ra với mọi hồ sơ đang giữ."))
    return HttpResponseRedirect(reverse("desk:views"))


def _shown(request: Request, one: queries.ViewRecord) -> dict[str, Any]:
    wanted = worklist.wanted_of(request, one.query)
    return {
        "id": str(one.id),
        "name": one.name,
        "url": f"{reverse('desk:worklist')}?{one.query or 'all=1'}",
        "says": [chip["label"] for chip in worklist.chips(wanted)],
        "agency": saying.agency(one.agency_id) if one.agency_id else "",
        "is_mine": one.account_id == request.actor.account_id,
        "is_first": one.is_first,
    }


urls = [path("views/", views, name="views")]

"""Papers given back to whoever handed them in: the small form on the dossier's page, and what it sends."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from thongsuot.edges.desk import page, saying, seats
from thongsuot.edges.desk.custody import saying as words
from thongsuot.edges.desk.forms import authority_paper, shown_number, taker
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import fields, forms
from thongsuot.work.custody import queries, rules, services
from thongsuot.work.custody.rules import Kind, Way
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules import State, is_open

WAYS = (Way.COUNTER, Way.POSTAL)


class GiveBack(forms.Form):
    """To whom the papers go. Only the name is asked of the applicant himself; whoever comes for him shows more."""

    kind = django_forms.ChoiceField(
        choices=[(k.value, k.value) for k in Kind], widget=django_forms.HiddenInput
    )
    received_by = taker(gettext_lazy("Ai đã nhận lại bản chính"))
    number = shown_number()
    authority = authority_paper()
    way = django_forms.ChoiceField(
        label=gettext_lazy("Cách trả"),
        choices=[(way.value, gettext_lazy(rules.WAY_NAMES[way])) for way in WAYS],
        initial=Way.COUNTER.value,
    )
    tracking = forms.Text(
        label=gettext_lazy("Số hiệu bưu gửi"),
        help_text=gettext_lazy("Chỉ khi gửi qua bưu chính."),
        required=False,
        max_length=60,
    )


def offered(
    request: Request, record: dossiers.DossierRecord, found: tuple[queries.BundleRecord, ...]
) -> list[dict[str, Any]]:
    """The form for each of these papers that this officer's desk may give back now: what they are, how many."""
    able = seats.able(request, rules.GIVES_BACK)
    papers = [
        {
            "name": _(rules.KIND_NAMES[one.kind]),
            "how_many": words.how_many(one.originals, one.copies),
            "form": _form(record, one.kind),
        }
        for one in found
        if one.agency_id in able and not _problems(record, one)
    ]
    if papers or record.state is not State.STOPPED or _seat(record, able) is None:
        return papers
    if not queries.owes_letter(viewer=request.actor, dossier_id=record.id, now=request.now):
        return papers
    return [{"name": _("Thông báo dừng giải quyết"), "how_many": "", "form": _form(record, Kind.FILED)}]


def _seat(record: dossiers.DossierRecord, able: frozenset[int]) -> int | None:
    """In whose name an answer without papers is given: where the applicant filed, before who decided."""
    concerned = (record.received_agency_id, record.holder_agency_id, record.competent_agency_id)
    return next((one for one in concerned if one in able), None)


def _problems(record: dossiers.DossierRecord, one: queries.BundleRecord) -> tuple[Problem, ...]:
    return rules.giving_back_problems(
        one.where, agency_id=one.agency_id, is_over=not is_open(record.state), originals=one.originals
    )


def _form(record: dossiers.DossierRecord, kind: Kind, sent: Any = None) -> GiveBack:
    initial = {"kind": kind.value, "received_by": record.applicant_name}
    return GiveBack(sent, initial=initial, auto_id=f"back_{kind.value}_%s")


@officer_required
@require_http_methods(["POST"])
def give_back(request: Request, code: str) -> HttpResponse:
    """Carry it out; what was refused comes back on a page of its own, with the form as it was sent."""
    viewer = request.actor
    record = dossiers.dossier_by_code(viewer=viewer, code=page.asked({"code": code}, "code"))
    if record is None:
        raise page.no_such_dossier()
    asked = request.POST.get("kind", "")
    if asked not in {kind.value for kind in Kind}:
        raise NotFound(Problem("no_such_act", "Không có thao tác này.", "kind"))
    form = _form(record, Kind(asked), request.POST)
    if form.is_valid():
        try:
            _carry_out(request, record, form)
        except Refused as refused:
            fields.add_problems(form, refused.problems)
        else:
            messages.success(
                request, _("Đã ghi: trả lại bản chính của hồ sơ {code}.").format(code=record.code)
            )
            return HttpResponseRedirect(reverse("desk:dossier", args=[record.code]))
    context = {
        "record": record,
        "title": saying.procedure(record.procedure_version_id),
        "form": form,
        "back": reverse("desk:dossier", args=[record.code]),
    }
    return page.show(request, "desk/custody/give_back.html", context, status=422)


def _carry_out(request: Request, record: dossiers.DossierRecord, form: GiveBack) -> None:
    """In the name of the agency where the papers lie; who has none of its rights is refused by the verb."""
    data, kind = form.cleaned_data, Kind(form.cleaned_data["kind"])
    lying = queries.bundles(viewer=request.actor, codes=[rules.bundle_code(record.code, kind)])
    services.give_back(
        actor=request.actor, now=request.now, dossier_id=record.id, **{**data, "kind": kind},
        agency_id=lying[0].agency_id if lying and lying[0].originals else _seat(
            record, seats.able(request, rules.GIVES_BACK)
        ) or record.received_agency_id,
    )  # fmt: skip

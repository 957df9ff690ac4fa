"""From a list to a run: which dossiers, what the deed is told, then the preview."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from thongsuot.edges.desk import batch, deeds, page, seats, worklist
from thongsuot.edges.desk.bulk import forms
from thongsuot.edges.desk.signatures import pens
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.http import problems as http_problems
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import fields
from thongsuot.work.bulk import services
from thongsuot.work.bulk.rules import Deed
from thongsuot.work.bulk.services import Choice
from thongsuot.work.dossiers import queries as dossiers


@officer_required
@require_POST
def new(request: Request) -> HttpResponse:
    """What the deed asks; once it is said, the dossiers are looked through and the preview is shown."""
    wanted = worklist.wanted_of(request, request.POST.get("list", ""))
    back = f"{reverse('desk:worklist')}?{wanted.query()}"
    known = dict(deeds.choices(request))
    if request.POST.get("deed") not in known:
        messages.warning(request, _("Hãy chọn việc cần làm với các hồ sơ."))
        return HttpResponseRedirect(back)
    deed, is_all = Deed(request.POST["deed"]), request.POST.get("scope") == "all" and not wanted.words
    picked = () if is_all else _picked(request, wanted)
    if not is_all and not picked:
        messages.warning(request, _("Hãy chọn ít nhất một hồ sơ trong danh sách."))
        return HttpResponseRedirect(back)
    choice = _all(request, wanted) if is_all else Choice(ids=[row.id for row in picked], query=wanted.query())
    agencies = list(choice.agency_ids) or sorted({row.holder_agency_id for row in picked})
    maker = forms.FORMS.get(deed)
    form = maker(request, agencies, request.POST if "go" in request.POST else None) if maker else None
    if form is None or ("go" in request.POST and form.is_valid()):
        given = dict(form.cleaned_data) if form else _site(request, deed)
        try:
            run_id = services.prepare(
                actor=request.actor, now=request.now, deed=deed, choice=choice, given=given
            )
            return HttpResponseRedirect(reverse("desk:bulk-run", args=[run_id]))
        except Refused as refused:
            if form is None or not any(p.field in form.fields for p in refused.problems):
                for problem in refused.problems:
                    messages.warning(request, http_problems.text_of(problem))
                return HttpResponseRedirect(back)
            fields.add_problems(form, refused.problems)
    context = {
        "form": form, "name": known[deed.value], "deed": deed.value, "list": wanted.query(), "back": back,
        "scope": "all" if is_all else "ticked", "ids": [str(row.id) for row in picked], "count": len(picked),
        "what": worklist.title(wanted),
    }  # fmt: skip
    return page.show(request, "desk/bulk/new.html", context, status=422 if form and form.errors else 200)


def _picked(request: Request, wanted: worklist.Wanted) -> Sequence[dossiers.WorklistRow]:
    """What was ticked. All of a search is what its one page shows, as if each had been ticked."""
    if request.POST.get("scope") == "all":
        return worklist.found(request, wanted).rows
    return batch.chosen(request)


def _all(request: Request, wanted: worklist.Wanted) -> Choice:
    """Everything that the list shows on all its pages."""
    readable = seats.readable(request)
    return Choice(
        agency_ids=sorted({wanted.agency_id} if wanted.agency_id else readable),
        state=wanted.state,
        officer_id=worklist.officer_of(request, wanted),
        due_before=worklist.before(request, wanted),
        query=wanted.query(after=""),
    )


def _site(request: Request, deed: Deed) -> dict[str, Any]:
    if deed is not Deed.SIGN:
        return {}
    site = pens.site(request)
    return {"site": {"address": site.address, "is_demo": site.is_demo}}

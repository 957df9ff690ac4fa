"""Record one change of units: everything typed stays, every reason against it is said at once."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thongsuot.edges.desk import page
from thongsuot.edges.desk.changes.form import ChangeForm
from thongsuot.edges.desk.reorganisation import frame
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.units import queries as units
from thongsuot.registers.units import services

VERB = "units.change"


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """The form; with `more` two rows of each kind are added and nothing is recorded."""
    seat = frame.seat(request, VERB)
    assert seat.authority_id is not None
    wants_more = "more" in request.POST
    form = ChangeForm(request.POST if request.method == "POST" else None, more=wants_more)
    if request.method == "POST" and not wants_more and form.is_valid():
        try:
            made = services.record_change(
                actor=request.actor, now=request.now, change=form.change(), agency_id=seat.id
            )
            messages.success(request, _("Đã ghi thay đổi. Trước ngày có hiệu lực vẫn rút lại được."))
            return HttpResponseRedirect(reverse("desk:changes-one", args=[made.id]))
        except Refused as refused:
            form.refuse(refused.problems)
    is_refused = request.method == "POST" and not wants_more and bool(form.errors)
    context = {
        "form": None if wants_more else form,
        "shown": form,
        "heads": [form[name] for name in ("kind", "act", "clause", "effective", "at")],
        "rows": form.rows,
        "olds": form.groups("old"),
        "intos": form.groups("into"),
        "news": form.groups("new"),
        "parts": form.groups("part"),
        "known": units.children(unit_id=seat.authority_id, day=request.day).units,
    }
    return page.show(
        request, "desk/changes/new.html", context, current="changes", status=422 if is_refused else 200
    )

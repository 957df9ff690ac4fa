"""One act on many dossiers: first what would happen to each, then doing it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from thongsuot.edges.desk import acts, forms, page, rows, seats, worklist
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing.http import problems as http_problems
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import tables
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules import ACT_NAMES, Act, act_problems

MOST = 200


@dataclass(frozen=True, slots=True)
class Planned:
    """What a batch would do: who moves in whose name, and who does not move and why."""

    moving: Mapping[int, Sequence[dossiers.WorklistRow]]
    staying: Sequence[tuple[dossiers.WorklistRow, tuple[Problem, ...]]]

    @property
    def count(self) -> int:
        return sum(len(found) for found in self.moving.values())


@officer_required
@require_POST
def batch(request: Request) -> HttpResponse:
    """Preview of an act on the chosen dossiers; with `run` it is carried out."""
    back = f"{reverse('desk:worklist')}?{worklist.wanted_of(request, request.POST.get('list', '')).query()}"
    spec = acts.BY_SLUG.get(request.POST.get("act", ""))
    if spec is None or spec.act not in acts.IN_BULK:
        messages.warning(request, _("Hãy chọn việc cần làm với các hồ sơ."))
        return HttpResponseRedirect(back)
    picked = chosen(request)
    if not picked:
        messages.warning(request, _("Hãy chọn ít nhất một hồ sơ trong danh sách."))
        return HttpResponseRedirect(back)
    planned = _plan(request, spec.act, picked)
    form = forms.Handover(request.POST if "run" in request.POST else None) if spec.act is Act.RETURN else None
    if "run" in request.POST and planned.count and (form is None or form.is_valid()):
        _run(request, spec, planned, form)
        return HttpResponseRedirect(back)
    context = {
        "spec": spec,
        "name": _(ACT_NAMES[spec.act]),
        "basis": acts.basis(spec.act),
        "form": form,
        "count": planned.count,
        "table": _table(request, planned),
        "staying": [(row.code, [http_problems.text_of(p) for p in why]) for row, why in planned.staying],
        "ids": [str(row.id) for found in planned.moving.values() for row in found],
        "list": request.POST.get("list", ""),
        "back": back,
    }
    status = 422 if form is not None and form.errors else 200
    return page.show(request, "desk/batch.html", context, status=status)


def chosen(request: Request) -> tuple[dossiers.WorklistRow, ...]:
    """The rows that were ticked, as far as the officer sees them."""
    found = []
    for text in request.POST.getlist("row")[:MOST]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue  # not a dossier of any list of ours
    return dossiers.rows_of(viewer=request.actor, dossier_ids=found)


def _plan(request: Request, act: Act, picked: Sequence[dossiers.WorklistRow]) -> Planned:
    moving: dict[int, list[dossiers.WorklistRow]] = defaultdict(list)
    staying = []
    for row in picked:
        found, seat = act_problems(row.state, act), seats.seat_for(request, act, row)
        if not found and act is Act.FORWARD and row.holder_agency_id == row.competent_agency_id:
            found = (Problem("same_holder", "Hồ sơ đã ở nơi có thẩm quyền."),)
        if not found and seat is None:
            found = (Problem("not_here", "Bạn không có quyền làm việc này với hồ sơ đang ở cơ quan khác."),)
        if found or seat is None:
            staying.append((row, found))
        else:
            moving[seat].append(row)
    return Planned(moving, staying)


def _table(request: Request, planned: Planned) -> tables.Table:
    shown = [row for found in planned.moving.values() for row in found]
    nothing = tables.Empty(_("Không hồ sơ nào trong số đã chọn làm được việc này"), _("Lý do ghi ở dưới."))
    return rows.as_table(shown, request.now, caption=_("Sẽ thực hiện"), empty=nothing, is_short=True)


def _run(request: Request, spec: acts.Spec, planned: Planned, form: forms.Handover | None) -> None:
    """One verb for each agency in whose name something moves; what stays says why."""
    moved, staying = 0, list(planned.staying)
    for seat, found in planned.moving.items():
        more: dict[str, Any] = {"received_by": form.cleaned_data["received_by"]} if form else {}
        by_id = {row.id: row for row in found}
        try:
            done = spec.verb(
                actor=request.actor, now=request.now, agency_id=seat, dossier_ids=list(by_id), **more
            )
        except Refused as refused:
            staying += [(row, refused.problems) for row in found]
            continue
        moved += len(done.moved)
        staying += [(by_id[id_], why) for id_, why in done.refused.items() if id_ in by_id]
    if moved:
        said = ngettext("{name}: xong {n} hồ sơ.", "{name}: xong {n} hồ sơ.", moved)
        messages.success(request, said.format(name=_(ACT_NAMES[spec.act]), n=moved))
    for row, why in staying[:5]:
        reasons = " ".join(http_problems.text_of(problem) for problem in why)
        messages.warning(request, f"{row.code}: {reasons}")
    if len(staying) > 5:
        messages.warning(request, _("Và {n} hồ sơ khác chưa làm được.").format(n=len(staying) - 5))

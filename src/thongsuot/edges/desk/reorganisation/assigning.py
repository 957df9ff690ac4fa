"""Working off what no rule decides: where single dossiers and officers of an agency go that is split."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from thongsuot.edges.desk import page
from thongsuot.edges.desk import saying as desk_saying
from thongsuot.edges.desk.reorganisation import frame, saying
from thongsuot.edges.desk.reorganisation.plans import CURRENT
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import fields, forms, tables
from thongsuot.transition.reorganisation import queries, services
from thongsuot.transition.reorganisation.queries import Item, PlanRecord
from thongsuot.transition.reorganisation.services import Say
from thongsuot.work.dossiers.rules import State

VERB = "reorganisation.assign"
PAGE = 100
Placed = Mapping[str, queries.Placement]  # by the dossier's id
DOSSIER, OFFICER = "d", "a"


class Assignment(forms.Form):
    """Whereto, and why; what is chosen stands in the rows of the tables above it."""

    to = django_forms.TypedChoiceField(label=gettext_lazy("Chuyển về cơ quan"), coerce=int)
    reason = forms.Text(label=gettext_lazy("Lý do"), required=False, max_length=200)

    def __init__(self, *args: Any, places: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", _("Hãy chọn")), *places]  # type: ignore[attr-defined]


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: Request, plan_id: int, agency_id: int) -> HttpResponse:
    """The dossiers, questions and officers of one old agency of which nobody has said where they go."""
    found = frame.plan(request, plan_id)
    seat = frame.seat(request, VERB)
    news = dict.fromkeys(x.new_agency_id for x in found.lines if x.old_agency_id == agency_id)
    if not news:
        raise NotFound(Problem("no_such_place", "Phương án không có nơi nhận hoặc danh sách này."))
    places = [(new, desk_saying.agency(new)) for new in news]
    form = Assignment(request.POST if request.method == "POST" else None, places=places)
    chosen = [key for key in request.POST.getlist("row")[: 2 * PAGE] if _is_key(key)]
    if request.method == "POST" and not chosen:
        form.add_error(None, _("Hãy chọn ít nhất một dòng."))
    elif form.is_valid():
        words = [_say(key, agency_id, form.cleaned_data) for key in chosen]
        try:
            services.assign(
                actor=request.actor, now=request.now, agency_id=seat.id, plan_id=found.id, words=words
            )
            said = ngettext("Đã phân công {n} dòng.", "Đã phân công {n} dòng.", len(words)).format(
                n=len(words)
            )
            messages.success(request, f"{said} {_('Xem trước lại phương án khi xong.')}")
            return HttpResponseRedirect(request.path)
        except Refused as refused:
            fields.add_problems(form, refused.problems)
    context = {
        **frame.frame(request, found, ""),
        **_left(request, found, agency_id),
        "form": form,
        "agency": desk_saying.agency(agency_id),
        "back": reverse("desk:reorganisation-board", args=[found.id]),
    }
    status = 422 if form.errors else 200
    return page.show(request, "desk/reorganisation/assign.html", context, current=CURRENT, status=status)


def _left(request: Request, found: PlanRecord, agency_id: int) -> dict[str, Any]:
    """The tables of what nobody has said anything of."""
    told = {
        str(p.dossier_id): p for p in queries.unplaced(viewer=request.actor, found=found, agency_id=agency_id)
    }
    dossiers, more = _dossiers(request, found, agency_id, told)
    shown = {row.key for row in dossiers.rows}
    return {
        "dossiers": dossiers,
        "asked": _asked(request, found, agency_id, told, shown),
        "officers": _officers(request, found, agency_id),
        "more": more,
    }


def _is_key(key: str) -> bool:
    kind, _colon, rest = key.partition(":")
    if kind == OFFICER:
        return rest.isascii() and rest.isdigit() and len(rest) < 19
    try:
        return kind == DOSSIER and bool(UUID(rest))
    except ValueError:
        return False


def _say(key: str, agency_id: int, data: dict[str, Any]) -> Say:
    kind, _colon, rest = key.partition(":")
    if kind == OFFICER:
        return Say(agency_id, data["to"], account_id=int(rest), reason=data["reason"])
    return Say(agency_id, data["to"], dossier_id=UUID(rest), reason=data["reason"])


def _dossiers(request: Request, found: PlanRecord, agency_id: int, told: Placed) -> tuple[tables.Table, bool]:
    """The first of them with the address, why no rule decides, and where they may belong; whether there are more."""
    shown = queries.left_at(viewer=request.actor, found=found, agency_id=agency_id, limit=PAGE)
    columns = (
        tables.Column("code", _("Mã hồ sơ"), "code"),
        tables.Column("address", _("Địa chỉ")),
        tables.Column("why", _("Vì sao chưa rõ")),
        tables.Column("likely", _("Có thể về")),
        tables.Column("state", _("Trạng thái")),
        tables.Column("due", _("Hạn trả"), "moment"),
    )
    rows = [_row(item, told.get(item.key)) for item in shown.rows]
    nothing = tables.Empty(
        _("Không còn hồ sơ nào chờ phân công"),
        _("Hãy xem trước lại phương án để biết còn vướng gì."),
    )
    table = tables.Table(
        _("Hồ sơ chưa rõ nơi đến"), columns, rows, nothing, stack=True, show_caption=False, exports=False
    )
    return table, bool(shown.next)


def _row(item: Item, placement: queries.Placement | None) -> tables.Row:
    status = desk_saying.status(State(item.note))
    return tables.Row((_link(item), *_placed(placement), status, item.due_at), key=f"{DOSSIER}:{item.key}")


def _link(item: Item) -> tables.Link:
    return tables.Link(item.code, reverse("desk:dossier", args=[item.code]))


def _placed(placement: queries.Placement | None) -> tuple[str, str, str]:
    """The dossier's address, why no rule decides, and where it may belong."""
    if placement is None:
        return ("", "", "")
    why = " ".join(saying.problem(reason) for reason in placement.reasons)
    return placement.address, why, ", ".join(desk_saying.short_agency(a) for a in placement.likely)


def _asked(
    request: Request, found: PlanRecord, agency_id: int, told: Placed, shown: Collection[str]
) -> tables.Table | None:
    """What the agency has to do or was asked about dossiers that are not among those `shown`; None when nothing."""
    items = queries.asked_at(viewer=request.actor, found=found, agency_id=agency_id)
    rows = [
        tables.Row(
            (_link(item), f"{item.name} ({_(saying.TASKS[item.note])})", *_placed(told.get(item.key)), item.due_at),
            key=f"{DOSSIER}:{item.key}",
        )
        for item in items
        if f"{DOSSIER}:{item.key}" not in shown
    ][:PAGE]  # fmt: skip
    if not rows:
        return None
    columns = (
        tables.Column("code", _("Mã hồ sơ"), "code"),
        tables.Column("task", _("Việc đang mở")),
        tables.Column("address", _("Địa chỉ")),
        tables.Column("why", _("Vì sao chưa rõ")),
        tables.Column("likely", _("Có thể về")),
        tables.Column("due", _("Hạn của việc"), "moment"),
    )
    return tables.Table(
        _("Việc và câu hỏi chưa rõ nơi làm tiếp"),
        columns,
        rows,
        stack=True,
        show_caption=False,
        exports=False,
    )


def _officers(request: Request, found: PlanRecord, agency_id: int) -> tables.Table | None:
    """Officers of the agency without a post afterwards; None when there are none."""
    seats = queries.without_post(viewer=request.actor, found=found, agency_id=agency_id)
    names = {seat.account_id: (seat.username, seat.full_name) for seat in seats}
    if not names:
        return None
    columns = (tables.Column("code", _("Tài khoản"), "code"), tables.Column("name", _("Cán bộ")))
    rows = [tables.Row(told, key=f"{OFFICER}:{account}") for account, told in names.items()]
    return tables.Table(
        _("Cán bộ chưa có nơi công tác mới"), columns, rows, stack=True, show_caption=False, exports=False
    )

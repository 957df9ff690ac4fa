"""Parts of split units: which streets, hamlets and lists go to which heir, and what waits for a person."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from thongsuot.edges.desk import page, seats
from thongsuot.edges.desk import saying as desk_saying
from thongsuot.edges.desk.reorganisation import frame, saying
from thongsuot.edges.desk.reorganisation.plans import CURRENT
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import fields, forms, tables
from thongsuot.registers.units import queries as units
from thongsuot.registers.units import services as register
from thongsuot.registers.units.rules import PartBy
from thongsuot.transition.reorganisation import queries
from thongsuot.transition.reorganisation.queries import Placement, PlanRecord

RECORD, WITHDRAW = "units.record_part", "units.withdraw_part"
PAGE = 100
BY: dict[PartBy, str] = {
    PartBy.STREET: "theo đường và số nhà",
    PartBy.HAMLET: "theo thôn, tổ dân phố",
    PartBy.LIST: "theo danh sách mã hồ sơ",
    PartBy.DEFAULT: "phần còn lại",
}
DRAWN = "theo ranh giới trên bản đồ"  # comes with a pack; nobody types a border
PARITIES = {"all": "mọi số nhà", "odd": "số lẻ", "even": "số chẵn"}
CONFIDENCE = {"1": "chắc chắn", "0.8": "khá chắc", "0.5": "chưa chắc: hồ sơ chờ người xem"}


class PartForm(forms.Form):
    """One part of the unit; the fields that its kind does not use stay empty."""

    new_code = django_forms.ChoiceField(label=gettext_lazy("Về đơn vị"))
    by = django_forms.ChoiceField(label=gettext_lazy("Nhận biết"))
    street = forms.Text(label=gettext_lazy("Tên đường"), required=False, max_length=200)
    parity = django_forms.ChoiceField(label=gettext_lazy("Bên số nhà"))
    from_house = forms.Text(label=gettext_lazy("Từ số nhà"), required=False, max_length=5)
    to_house = forms.Text(label=gettext_lazy("Đến số nhà"), required=False, max_length=5)
    names = forms.Text(
        label=gettext_lazy("Thôn, tổ dân phố hoặc mã hồ sơ"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Tên thôn cách nhau bằng dấu chấm phẩy; mã hồ sơ cách nhau bằng dấu cách."),
    )
    confidence = django_forms.ChoiceField(label=gettext_lazy("Mức chắc chắn"))
    reason = forms.Text(
        label=gettext_lazy("Căn cứ, lý do"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Câu này ở lại trong nhật ký."),
    )

    def __init__(self, *args: Any, heirs: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = {"new_code": heirs, "by": [(by.value, _(word)) for by, word in BY.items()]}
        told |= {"parity": [(key, _(word)) for key, word in PARITIES.items()]}
        told |= {"confidence": [(key, _(word)) for key, word in CONFIDENCE.items()]}
        for name, choices in told.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """Which part is taken back, and why."""

    part = django_forms.TypedChoiceField(label=gettext_lazy("Phần rút lại"), coerce=int)
    because = forms.Text(label=gettext_lazy("Vì sao rút lại"), required=False, max_length=300)

    def __init__(self, *args: Any, parts: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"].choices = parts  # type: ignore[attr-defined]


@officer_required
@require_safe
def parts(request: Request, plan_id: int) -> HttpResponse:
    """The units that are split on the plan's day, how much of each is worked out, how many dossiers wait."""
    found = frame.plan(request, plan_id)
    waiting = Counter(_unit_of(p) for p in queries.unplaced(viewer=request.actor, found=found))
    columns = (
        tables.Column("unit", _("Đơn vị chia tách")),
        tables.Column("heirs", _("Số đơn vị nhận"), "number"),
        tables.Column("known", _("Đã có phần"), "number"),
        tables.Column("rest", _("Phần còn lại")),
        tables.Column("waiting", _("Hồ sơ chờ người xem"), "number"),
    )
    rows = [
        tables.Row(
            (
                tables.Link(
                    f"{u.full_name} ({u.code})",
                    reverse("desk:reorganisation-part", args=[found.id, u.unit_id]),
                ),
                u.successors,
                u.worked_out,
                _("đã ghi") if u.has_default else _("chưa ghi"),
                waiting[u.unit_id],
            )
        )
        for u in units.split(day=found.day, province_id=found.authority_id)
    ]
    nothing = tables.Empty(_("Không có đơn vị nào bị chia tách trong ngày này"))
    table = tables.Table(
        _("Đơn vị chia tách"), columns, rows, nothing, name="don-vi-chia-tach", stack=True, show_caption=False
    )
    if answer := tables.export(request, table):
        return answer
    context = {**frame.frame(request, found, "parts"), "table": table}
    return page.show(request, "desk/reorganisation/parts.html", context, current=CURRENT)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, plan_id: int, unit_id: int) -> HttpResponse:
    """The parts of one split unit; record one, or take back one that was recorded here."""
    found = frame.plan(request, plan_id)
    unit = next(
        (u for u in units.split(day=found.day, province_id=found.authority_id) if u.unit_id == unit_id), None
    )
    if unit is None:
        raise NotFound(Problem("no_such_split", "Đơn vị này không bị chia tách trong ngày của phương án."))
    eve = found.day.fromordinal(found.day.toordinal() - 1)
    heirs = units.heirs(code=unit.code, day=eve, on=found.day)
    names = {heir.unit.id: heir.unit.full_name for heir in heirs}
    known = units.part_records(unit_id=unit_id, day=found.day)
    own = [(p.id, f"{_what(p)} → {names.get(p.new_id, '')}") for p in known if p.origin == "desk"]
    is_back = "back" in request.POST
    given = request.POST if request.method == "POST" else None
    form = PartForm(None if is_back else given, heirs=[(h.unit.code, h.unit.full_name) for h in heirs])
    undoing = WithdrawForm(given if is_back else None, parts=own)
    if given is not None:
        seat = frame.seat(request, WITHDRAW if is_back else RECORD)
        asked = undoing if is_back else form
        try:
            if asked.is_valid():
                return _done(request, found, unit, seat.id, asked)
        except Refused as refused:
            fields.add_problems(asked, refused.problems)
    waiting = [p for p in queries.unplaced(viewer=request.actor, found=found) if _unit_of(p) == unit_id]
    context = {
        **frame.frame(request, found, "parts"),
        "unit": unit,
        "table": _table(known, names),
        "waiting": _waiting(found, waiting),
        "form": undoing if is_back else form,
        "recording": form if seats.able(request, RECORD) else None,
        "undoing": undoing if own and seats.able(request, WITHDRAW) else None,
    }
    status = 422 if form.errors or undoing.errors else 200
    return page.show(request, "desk/reorganisation/part.html", context, current=CURRENT, status=status)


def _done(
    request: Request, found: PlanRecord, unit: units.UnassignedUnit, agency_id: int, form: forms.Form
) -> HttpResponse:
    given: dict[str, Any] = {"actor": request.actor, "now": request.now, "agency_id": agency_id}
    data = form.cleaned_data
    if isinstance(form, WithdrawForm):
        register.withdraw_part(**given, part_id=data["part"], reason=data["because"])
        messages.success(request, _("Đã rút lại. Hãy xem trước lại phương án."))
    else:
        reason = data.pop("reason")
        part = register.NewPart(day=found.day, old_code=unit.code, **data)
        register.record_part(**given, part=part, reason=reason)
        messages.success(
            request, _("Đã ghi. Nạp lại gói dữ liệu không làm mất. Hãy xem trước lại phương án.")
        )
    return HttpResponseRedirect(request.path)


def _unit_of(placement: Placement) -> int | None:
    agency = units.agency(agency_id=placement.old_agency_id)
    return agency.unit_id if agency else None


def _what(record: units.PartRecord) -> str:
    """The part in words: "theo đường và số nhà: Lê Lợi, số lẻ, 1–99"."""
    values, word = record.part.values, _(BY.get(record.part.by, DRAWN))
    told: list[str] = []
    if record.part.by is PartBy.STREET:
        first, last = values.get("from") or 1, values.get("to")
        parity = values.get("parity", "all")
        told = [str(values.get("street", "")), _(PARITIES.get(str(parity), "all"))]
        if first != 1 or last is not None:
            told.append(f"{first}–{last or '…'}")
    elif record.part.by is PartBy.HAMLET:
        told = [str(name) for name in values.get("names", ())]
    elif record.part.by is PartBy.LIST:
        told = [str(key) for key in values.get("keys", ())]
    return f"{word}: {', '.join(told)}" if told else word


def _table(known: Sequence[units.PartRecord], names: dict[int, str]) -> tables.Table:
    columns = (
        tables.Column("what", _("Phần")),
        tables.Column("new", _("Về đơn vị")),
        tables.Column("confidence", _("Mức chắc chắn")),
        tables.Column("source", _("Căn cứ")),
        tables.Column("origin", _("Ghi từ")),
    )
    rows = [
        tables.Row(
            (
                _what(p),
                names.get(p.new_id, ""),
                f"{p.part.confidence:.0%}",
                f"{p.source} ({_('mô phỏng')})" if p.is_simulated else p.source,
                _("gói dữ liệu") if p.origin == "pack" else _("màn hình này"),
            )
        )
        for p in known
    ]
    nothing = tables.Empty(_("Chưa có phần nào"), _("Mọi hồ sơ của đơn vị này chờ người xem."))
    return tables.Table(_("Các phần"), columns, rows, nothing, stack=True, show_caption=False, exports=False)


def _waiting(found: PlanRecord, placements: Sequence[Placement]) -> tables.Table:
    columns = (
        tables.Column("code", _("Mã hồ sơ"), "code"),
        tables.Column("address", _("Địa chỉ")),
        tables.Column("why", _("Vì sao chưa rõ")),
        tables.Column("likely", _("Có thể về")),
    )
    rows = [
        tables.Row(
            (
                tables.Link(p.code, reverse("desk:reorganisation-assign", args=[found.id, p.old_agency_id])),
                p.address,
                " ".join(saying.problem(reason) for reason in p.reasons),
                ", ".join(desk_saying.short_agency(a) for a in p.likely),
            )
        )
        for p in placements[:PAGE]
    ]
    nothing = tables.Empty(_("Không còn hồ sơ nào chờ phân công"))
    return tables.Table(
        _("Hồ sơ chờ người xem"), columns, rows, nothing, stack=True, show_caption=False, exports=False
    )

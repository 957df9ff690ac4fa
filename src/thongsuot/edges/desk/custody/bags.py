"""Bags that come, bags that go, papers that should be sent, and packing them by scanner or by hand."""

from collections.abc import Iterable, Sequence
from datetime import time, timedelta
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
from thongsuot.kernel.dates import instant, local_day
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import fields, forms, tables
from thongsuot.registers.units import queries as units
from thongsuot.work.custody import queries, rules, services

PACK, RECEIVE = "custody.pack", "custody.receive"
EVENING = time(17, 0)
LONGEST = 20_000


class Pack(forms.Form):
    """What is scanned into the bag, and where it goes. The fields bear the names that refusals point to."""

    codes = forms.Text(
        label=gettext_lazy("Quét hoặc nhập mã từng bộ giấy tờ"),
        help_text=gettext_lazy("Mỗi dòng một mã hồ sơ; kết quả giải quyết có thêm -KQ ở cuối mã."),
        widget=django_forms.Textarea(
            attrs={"rows": 4, "autocapitalize": "characters", "spellcheck": "false"}
        ),
        required=False,
        max_length=LONGEST,
    )
    to_agency = django_forms.TypedChoiceField(
        label=gettext_lazy("Gửi đến"), coerce=int, empty_value=None, required=False
    )
    expected = forms.Day(label=gettext_lazy("Dự kiến đến ngày"))
    seal_number = forms.Text(label=gettext_lazy("Số niêm phong"), required=False, max_length=60)

    def __init__(self, *args: Any, places: Sequence[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        automatic = ("", _("Theo từng hồ sơ, mỗi nơi một túi"))
        self.fields["to_agency"].choices = [automatic, *places]  # type: ignore[attr-defined]


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def bags(request: Request) -> HttpResponse:
    """The page, packing, and the way from a scanned slip to its bag."""
    if wanted := page.asked(request.GET, "slip"):
        code = next(iter(rules.scanned(wanted)), "")
        if queries.slip(viewer=request.actor, code=code) is not None:
            return HttpResponseRedirect(reverse("desk:bag", args=[code]))
        messages.warning(request, _("Không có phiếu kiểm soát này ở cơ quan của bạn."))
    here = sorted(seats.readable(request))
    waiting = queries.to_send(viewer=request.actor, agency_ids=here)
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        try:
            made = _pack(request, form)
        except Refused as refused:
            fields.add_problems(form, refused.problems)
        else:
            return _packed(request, made)
    context = {
        "form": form if seats.able(request, PACK) else None,
        "coming": _slips(request, _("Túi đang đến"), here, is_coming=True),
        "going": _slips(request, _("Túi gửi đi"), here, is_coming=False),
        "late": _late(request),
        "waiting": _bundles(request, waiting),
        "held": _held(request, here),
    }
    return page.show(
        request, "desk/custody/bags.html", context, current="bags", status=422 if form.errors else 200
    )


def _form(request: Request) -> Pack:
    tomorrow = request.day + timedelta(days=1)
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None:
        data["codes"] = "\n".join([*data.getlist("row"), data.get("codes", "")])
    return Pack(data, places=_places(request), initial={"expected": tomorrow})


def _places(request: Request) -> list[tuple[int, str]]:
    home = seats.home(request)
    if home is None or home.authority_id is None:
        return []
    found = units.offices_of(authority_id=home.authority_id, day=request.day)
    return [(one.id, saying.agency(one.id)) for one in found]


def _pack(request: Request, form: Pack) -> list[queries.SlipRecord]:
    """One bag for the place that was chosen, or one for each place that the dossiers are at."""
    codes = rules.scanned(form.cleaned_data["codes"])
    found = {one.code: one for one in queries.bundles(viewer=request.actor, codes=codes)}
    chosen = form.cleaned_data["to_agency"]
    groups: dict[tuple[int, int | None], list[str]] = {}
    for code in codes:
        one = found.get(code)
        seat = one.agency_id if one else 0
        groups.setdefault((seat, chosen or (one.goes_to_id if one else None)), []).append(code)
    mine = seats.able(request, PACK)
    foreign = [code for (seat, _to), group in groups.items() if seat not in mine for code in group]
    if foreign or not groups:
        raise Refused(*_not_mine(foreign))
    expected = instant(form.cleaned_data["expected"], EVENING)
    return [
        services.pack(
            actor=request.actor, now=request.now, agency_id=seat, to_agency_id=to, codes=group,
            expected_at=expected, seal_number=form.cleaned_data["seal_number"],
        )
        for (seat, to), group in groups.items()
    ]  # fmt: skip


def _not_mine(codes: Iterable[str]) -> list[Problem]:
    problems = [
        Problem("not_held_here", "{code} không do cơ quan của bạn giữ.", "codes", {"code": code[:60]})
        for code in codes
    ]
    return problems or [Problem("bag_empty", "Hãy quét hoặc nhập ít nhất một mã hồ sơ.", "codes")]


def _packed(request: Request, made: list[queries.SlipRecord]) -> HttpResponse:
    if len(made) == 1:
        messages.success(request, _("Đã đóng túi {code}. Hãy in phiếu kiểm soát.").format(code=made[0].code))
        return HttpResponseRedirect(reverse("desk:bag", args=[made[0].code]))
    codes = ", ".join(one.code for one in made)
    messages.success(request, _("Đã đóng {n} túi: {codes}.").format(n=len(made), codes=codes))
    return HttpResponseRedirect(reverse("desk:bags"))


def _slips(request: Request, caption: str, here: list[int], *, is_coming: bool) -> tables.Table:
    found = queries.slips(viewer=request.actor, agency_ids=here, is_coming=is_coming, open_only=True)
    nothing = _("Không có túi nào đang đến") if is_coming else _("Không có túi nào gửi đi")
    return _table(request, caption, found, nothing)


def _late(request: Request) -> tables.Table | None:
    found = queries.overdue_slips(viewer=request.actor, now=request.now)
    return _table(request, _("Quá lâu trên đường"), found, "") if found else None


def _capped(caption: str, found: Sequence[object]) -> str:
    """Says that a list stops, where it does."""
    return f"{caption} · {_('{n} dòng đầu').format(n=len(found))}" if len(found) >= queries.LIMIT else caption


def _table(request: Request, caption: str, found: Sequence[queries.SlipRecord], nothing: str) -> tables.Table:
    columns = (
        tables.Column("code", _("Phiếu kiểm soát"), "code"),
        tables.Column("from", _("Từ")),
        tables.Column("to", _("Đến")),
        tables.Column("count", _("Số bộ"), "number"),
        tables.Column("state", _("Trạng thái")),
        tables.Column("expected", _("Dự kiến đến"), "day"),
        tables.Column("carrier", _("Người mang")),
    )
    rows = [
        tables.Row(
            (
                tables.Link(one.code, reverse("desk:bag", args=[one.code])),
                saying.agency(one.from_agency_id),
                saying.agency(one.to_agency_id),
                one.count,
                words.slip_status(one, request.now),
                local_day(one.expected_at),
                one.carrier,
            )
        )
        for one in found
    ]
    return tables.Table(
        _capped(caption, found), columns, rows, tables.Empty(nothing), stack=True, exports=False
    )


def _bundles(request: Request, found: Sequence[queries.BundleRecord]) -> tables.Table:
    columns = (
        tables.Column("code", _("Mã"), "code"),
        tables.Column("kind", _("Giấy tờ")),
        tables.Column("how_many", _("Số bản")),
        tables.Column("to", _("Hồ sơ đang ở")),
        tables.Column("since", _("Nằm ở đây từ"), "moment"),
    )
    rows = [
        tables.Row(
            (
                tables.Link(one.code, reverse("desk:dossier", args=[one.dossier_code])),
                _(rules.KIND_NAMES[one.kind]),
                words.how_many(one.originals, one.copies),
                saying.agency(one.goes_to_id),
                one.since,
            ),
            key=one.code if seats.able(request, PACK) else "",
        )
        for one in found
    ]
    nothing = tables.Empty(_("Không có giấy tờ nào cần gửi"))
    return tables.Table(
        _capped(_("Giấy tờ cần gửi theo hồ sơ"), found), columns, rows, nothing, stack=True, exports=False
    )


def _held(request: Request, here: list[int]) -> tables.Table:
    found: tuple[queries.BundleRecord, ...] = queries.held(viewer=request.actor, agency_ids=here)
    columns = (
        tables.Column("code", _("Mã"), "code"),
        tables.Column("kind", _("Giấy tờ")),
        tables.Column("how_many", _("Số bản")),
        tables.Column("where", _("Đang ở")),
        tables.Column("since", _("Từ lúc"), "moment"),
    )
    rows = [
        tables.Row(
            (
                one.code,
                _(rules.KIND_NAMES[one.kind]),
                words.how_many(one.originals, one.copies),
                words.custodian(one.custodian, one.agency_id),
                one.since,
            )
        )
        for one in found
    ]
    nothing = tables.Empty(_("Chưa có giấy tờ nào được gửi đến"))
    return tables.Table(
        _capped(_("Giấy tờ đã nhận từ nơi khác"), found), columns, rows, nothing, stack=True, exports=False
    )

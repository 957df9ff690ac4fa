"""The lines of a plan as people change them: whereto, what of it, by which clause, each with a reason."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from thongsuot.edges.desk import page
from thongsuot.edges.desk import saying as desk_saying
from thongsuot.edges.desk.reorganisation import agencies, frame, matters
from thongsuot.edges.desk.reorganisation.plans import CURRENT
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import fields, forms, tables
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.units import queries as units
from thongsuot.transition.reorganisation import queries, services
from thongsuot.transition.reorganisation.queries import PlanRecord
from thongsuot.transition.reorganisation.rules import Doing, PlanLine, Takes

VERB = "reorganisation.change_line"
PAGE = 100
TAKES: dict[Takes, str] = {
    Takes.ALL: "mọi thứ còn lại",
    Takes.TERRITORY: "những gì thuộc một địa bàn",
    Takes.CANDIDATE: "chỉ những gì được phân công từng việc",
    Takes.FUNCTION: "một thủ tục hoặc một lĩnh vực",
    Takes.POINT: "một quầy, điểm phục vụ",
}

NARROW = {
    Takes.FUNCTION: (matters.FUNCTION,),
    Takes.POINT: (matters.POINT,),
}  # the field that names what is taken


class LineForm(forms.Form):
    """A line; agencies and the territory by their codes."""

    old = forms.Text(
        label=gettext_lazy("Từ cơ quan"),
        max_length=300,
        help_text=gettext_lazy("Mã, hoặc vài chữ trong tên; không cần dấu."),
    )
    new = forms.Text(
        label=gettext_lazy("Đến cơ quan"),
        max_length=300,
        help_text=gettext_lazy("Mã, hoặc vài chữ trong tên; không cần dấu."),
    )
    takes = django_forms.ChoiceField(label=gettext_lazy("Chuyển những gì"))
    territory = forms.Text(
        label=gettext_lazy("Địa bàn (mã)"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Chỉ khi chia theo địa bàn; mã đơn vị trước ngày có hiệu lực."),
    )
    function = forms.Text(
        label=gettext_lazy("Thủ tục hoặc lĩnh vực"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Chỉ khi chuyển riêng một thủ tục, lĩnh vực; mã, hoặc vài chữ trong tên."),
    )
    point = forms.Text(
        label=gettext_lazy("Quầy, điểm phục vụ"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Chỉ khi chuyển riêng một quầy, cùng hồ sơ nhận tại đó; mã, hoặc tên."),
    )
    ends = django_forms.BooleanField(label=gettext_lazy("Cơ quan cũ kết thúc hoạt động"), required=False)
    act = forms.Text(label=gettext_lazy("Số nghị quyết, quyết định"), required=False, max_length=200)
    clause = forms.Text(label=gettext_lazy("Điều, khoản"), required=False, max_length=200)
    reason = forms.Text(
        label=gettext_lazy("Vì sao sửa"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Câu này ở lại trong lịch sử của phương án."),
    )
    seen = django_forms.CharField(widget=django_forms.HiddenInput, required=False)

    def __init__(self, *args: Any, found: PlanRecord, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days = {"old": found.day.fromordinal(found.day.toordinal() - 1), "new": found.day}
        for name, day in self.days.items():
            self.fields[name].widget.attrs |= agencies.attributes(name, f"co-quan-{name}", day)
        for name in (matters.FUNCTION, matters.POINT):
            self.fields[name].widget.attrs |= matters.attributes(name, f"viec-{name}", self.days["old"])
        self.fields["takes"].choices = [(t.value, _(TAKES[t])) for t in Takes]  # type: ignore[attr-defined]

    def line(self, found: PlanRecord) -> PlanLine:
        """The line as typed. Raises Refused for codes that nobody bears."""
        data: dict[str, Any] = self.cleaned_data
        problems: list[Problem] = []
        old, new = (
            agencies.named(data[field], field, problems, authority_id=found.authority_id, day=day)
            for field, day in self.days.items()
        )
        land = None
        if data["territory"]:
            land = _territory(_bare(data["territory"]), found)
            if land is None:
                problems.append(
                    Problem("line_territory_unknown", "Địa bàn này không có trong tỉnh.", "territory")
                )
        function = matters.function_named(data["function"], problems, found.day) if data["function"] else ""
        point = None
        if data["point"] and old is not None:
            point = matters.point_named(data["point"], problems, old, found.day)
        if old is None or new is None or problems:
            raise Refused(*problems)
        return PlanLine(
            old, new, Takes(data["takes"]), land, data["ends"], data["act"], data["clause"], function, point
        )


def _bare(typed: str) -> str:
    return typed.strip().split(" ", 1)[0]


def _territory(code: str, found: PlanRecord) -> int | None:
    eve = found.day.fromordinal(found.day.toordinal() - 1)
    for day in (eve, found.day):
        for level in ("commune", "district", "province"):
            unit = units.unit_on(code=code, day=day, level=level).exact
            if unit is not None:
                return unit.id
    return None


def _mark(line: PlanLine) -> str:
    """What a person saw: a line that was changed meanwhile has another."""
    return hashlib.sha256(repr(line).encode()).hexdigest()[:16]


@officer_required
@require_safe
def lines(request: Request, plan_id: int) -> HttpResponse:
    """The lines in pages, `?q=` those whose agencies bear the words; below, what people changed and why."""
    found = frame.plan(request, plan_id)
    asked = page.asked(request.GET, "q")
    start = page.asked(request.GET, "after", 6)
    first = int(start) if start.isascii() and start.isdigit() else 0
    may_change = frame.may(request, found, Doing.CHANGE, VERB)
    numbered = _fitting(found, asked)
    whole = _table(found, numbered, may_change)
    if answer := tables.export(request, whole):
        return answer
    shown = replace(whole, rows=whole.rows[first : first + PAGE])
    more = f"?after={first + PAGE}&q={asked}" if len(whole.rows) > first + PAGE else ""
    context = {
        **frame.frame(request, found, "lines"),
        "table": shown,
        "asked": asked,
        "next": more,
        "previous": f"?after={max(0, first - PAGE)}&q={asked}" if first else "",
        "may_change": may_change,
        "changes": _changes(request, found),
    }
    return page.show(request, "desk/reorganisation/lines.html", context, current=CURRENT)


def _fitting(found: PlanRecord, asked: str) -> list[tuple[int, PlanLine]]:
    wanted = asked.casefold()
    return [
        (number, line)
        for number, line in enumerate(found.lines, 1)
        if not wanted or any(wanted in _named(i).casefold() for i in (line.old_agency_id, line.new_agency_id))
    ]


def _named(agency_id: int) -> str:
    found = units.agency(agency_id=agency_id)
    return f"{found.code} {found.name}" if found else ""


def _table(found: PlanRecord, numbered: Sequence[tuple[int, PlanLine]], may_change: bool) -> tables.Table:
    columns = (
        tables.Column("old", _("Từ cơ quan")),
        tables.Column("new", _("Đến cơ quan")),
        tables.Column("takes", _("Chuyển những gì")),
        tables.Column("ends", _("Cơ quan cũ")),
        tables.Column("ground", _("Căn cứ")),
    )
    rows = []
    for number, line in numbered:
        old = _named(line.old_agency_id)
        address = reverse("desk:reorganisation-line", args=[found.id, number])
        first = tables.Link(old, address) if may_change else old
        ends = _("kết thúc") if line.ends else _("tiếp tục")
        rows.append(tables.Row((first, _named(line.new_agency_id), _said(found, line), ends, line.ground)))
    nothing = tables.Empty(_("Không có dòng nào như vậy"))
    return tables.Table(
        _("Các dòng"), columns, rows, nothing, name="cac-dong", stack=True, show_caption=False
    )


def _said(found: PlanRecord, line: PlanLine) -> str:
    word = _(TAKES[line.takes])
    if named := queries.called(line=line, day=found.day):
        return f"{word}: {named}"
    if line.territory_id is None:
        return word
    eve = found.day.fromordinal(found.day.toordinal() - 1)
    unit = units.unit(unit_id=line.territory_id, day=eve) or units.unit(
        unit_id=line.territory_id, day=found.day
    )
    return f"{word}: {unit.full_name if unit else ''}"


def _changes(request: Request, found: PlanRecord) -> list[dict[str, Any]]:
    told = queries.line_changes(viewer=request.actor, plan_id=found.id)
    keys = {c.said_by: int(c.said_by.split(":")[1]) for c in told if c.said_by.partition(":")[2].isdigit()}
    names = identity.names(account_ids=list(keys.values()))
    return [
        {
            "at": change.said_at,
            "who": names.get(keys.get(change.said_by, 0), ""),
            "before": _sentence(found, change.before),
            "after": _sentence(found, change.after),
            "reason": change.reason,
        }
        for change in told
    ]


def _sentence(found: PlanRecord, line: PlanLine | None) -> str:
    if line is None:
        return ""
    return (
        f"{desk_saying.short_agency(line.old_agency_id)} → {desk_saying.short_agency(line.new_agency_id)}, "
        f"{_said(found, line)}"
    )


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: Request, plan_id: int, number: int) -> HttpResponse:
    """Change a line (0: a new one) or take it out; the plan has to be looked at anew afterwards."""
    found = frame.plan(request, plan_id)
    seat = frame.seat(request, VERB)
    if number > len(found.lines):
        raise NotFound(Problem("no_such_line", "Phương án không có dòng này.", "lines"))
    before = found.lines[number - 1] if number else None
    given = request.POST if request.method == "POST" else None
    form = LineForm(given, found=found, initial=_initial(found, before))
    is_removal = "remove" in request.POST
    if request.method == "POST" and form.is_valid():
        try:
            if before is not None and form.cleaned_data["seen"] != _mark(before):
                text = "Dòng này đã được người khác sửa hoặc bỏ. Hãy mở lại danh sách."
                raise Refused(Problem("line_gone", text))
            services.change_line(
                actor=request.actor, now=request.now, agency_id=seat.id, plan_id=found.id, before=before,
                after=None if is_removal else form.line(found), reason=form.cleaned_data["reason"],
            )  # fmt: skip
            messages.success(request, _("Đã sửa. Phương án trở lại bản thảo: hãy xem trước lại."))
            return HttpResponseRedirect(reverse("desk:reorganisation-lines", args=[found.id]))
        except Refused as refused:
            fields.add_problems(form, refused.problems)
    context = {
        **frame.frame(request, found, "lines"),
        "form": form,
        "is_new": before is None,
    }
    status = 422 if form.errors else 200
    return page.show(request, "desk/reorganisation/line.html", context, current=CURRENT, status=status)


def _initial(found: PlanRecord, before: PlanLine | None) -> dict[str, Any]:
    if before is None:
        return {"ends": True, "takes": Takes.ALL.value}
    eve = found.day.fromordinal(found.day.toordinal() - 1)
    land = before.territory_id
    unit = (units.unit(unit_id=land, day=eve) or units.unit(unit_id=land, day=found.day)) if land else None
    return {
        "old": _named(before.old_agency_id), "new": _named(before.new_agency_id), "takes": before.takes.value,
        "territory": f"{unit.code} {unit.full_name}" if unit else "", "ends": before.ends, "act": before.act,
        "clause": before.clause, "seen": _mark(before),
        **{name: queries.called(line=before, day=found.day) for name in NARROW.get(before.takes, ())},
    }  # fmt: skip

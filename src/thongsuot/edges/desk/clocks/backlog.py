"""Hồ sơ tồn: the unfinished dossiers of one field, first of all land, by age, by what they lie for, by who holds them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from thongsuot.edges.desk import page, rows, saying, seats
from thongsuot.edges.desk.mobile import invited
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats, tables
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.units import queries as units
from thongsuot.work.clocks import queries as clocks
from thongsuot.work.clocks.rules import LYING_NAMES, Lying
from thongsuot.work.dossiers.queries import Cursor
from thongsuot.work.mobile import queries as mobile
from thongsuot.work.mobile.rules import sum_of

AGES = (
    gettext_lazy("đến 10 ngày"),
    gettext_lazy("11–30 ngày"),
    gettext_lazy("31–60 ngày"),
    gettext_lazy("61–90 ngày"),
    gettext_lazy("trên 90 ngày"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for; whatever it says wrongly is left out."""

    field: str
    agency_id: int | None
    age: int | None
    lying: Lying | None
    after: Cursor | None
    where: str = ""

    def query(self, **changes: Any) -> str:
        """The address of this list, with `changes`."""
        given = {
            "field": self.field,
            "agency": self.agency_id or "",
            "age": "" if self.age is None else self.age,
            "why": self.lying.value if self.lying else "",
            "where": self.where,
            "after": self.after or "",
            **changes,
        }
        return urlencode({key: value for key, value in given.items() if str(value)})


def wanted(request: Request, readable: frozenset[int]) -> Wanted:
    """From `?field=&agency=&age=&why=&after=`; the province's pack names the field that is meant first."""
    return read(request, request.GET.dict(), readable)


def read(request: Request, query: Mapping[str, str], readable: frozenset[int]) -> Wanted:
    """The same from another address."""
    agency, age, why = query.get("agency", ""), query.get("age", ""), query.get("why", "")
    agency_id = int(agency) if agency.isascii() and agency.isdecimal() and len(agency) < 19 else None
    return Wanted(
        field=page.asked(query, "field", 60) or _first_field(request),
        agency_id=agency_id if agency_id in readable else None,
        age=int(age) if age in {str(n) for n in range(len(AGES))} else None,
        lying=Lying(why) if why in {one.value for one in Lying} else None,
        after=Cursor.parse(query.get("after", "")),
        where=page.asked(query, "where", 60),
    )


def _first_field(request: Request) -> str:
    home = seats.home(request)
    if home is None or home.authority_id is None:
        return ""
    return str(units.setting(authority_id=home.authority_id, key="backlog_field", default=""))


@officer_required
@require_safe
def overview(request: Request) -> HttpResponse:
    """Each agency with its heap; every number leads to its list. The same as CSV and JSON."""
    readable = seats.readable(request)
    asked = wanted(request, readable)
    found = clocks.backlog(
        viewer=request.actor,
        agency_ids=sorted(readable),
        field=asked.field,
        now=request.now,
        day=request.day,
    )
    table = _table(found, asked)
    if answer := tables.export(request, table):
        return answer
    plan = mobile.progress(viewer=request.actor, agency_ids=sorted(readable), field=asked.field)
    context = {
        "title": _title(asked),
        "table": table,
        "plan": invited.plan_table(plan),
        "progress": invited.stats_of(sum_of(told for _one, told in plan)),
        "field_query": urlencode({"field": asked.field}),
        "ages": [
            {
                "value": sum(heap.ages[n] for heap in found),
                "label": age,
                "url": _list(asked, age=n),
                "tone": "late" if n >= 3 and any(heap.ages[n] for heap in found) else "",
            }
            for n, age in enumerate(AGES)
        ],
        "reasons": _reasons(found, asked),
    }
    return page.show(request, "desk/clocks/backlog.html", context, current="backlog")


def _reasons(found: tuple[clocks.Heap, ...], asked: Wanted) -> list[dict[str, Any]]:
    counts = {reason: sum(heap.lying.get(reason, 0) for heap in found) for reason in Lying}
    return [
        {"value": count, "label": _(LYING_NAMES[reason]), "url": _list(asked, why=reason.value), "tone": ""}
        for reason, count in counts.items()
        if count
    ]


@officer_required
@require_safe
def listed(request: Request) -> HttpResponse:
    """The dossiers behind a number, the oldest first."""
    asked = wanted(request, seats.readable(request))
    lines, following = found(request, asked)
    sessions = _sessions(request)
    table = _lines(lines, asked, request, may_invite=bool(sessions))
    if answer := tables.export(request, table):
        return answer
    parts = (
        saying.agency(asked.agency_id),
        str(AGES[asked.age]) if asked.age is not None else "",
        _(LYING_NAMES[asked.lying]) if asked.lying else "",
    )
    context = {
        "title": _title(asked),
        "place": " · ".join(filter(None, parts)),
        "table": table,
        "back": f"{reverse('desk:backlog')}?{urlencode({'field': asked.field})}",
        "next": f"?{asked.query(after=following)}" if following else "",
        "previous": f"?{asked.query(after='')}" if asked.after else "",
        "where": asked.where,
        "kept": parse_qsl(asked.query(where="", after="")),
        "list": asked.query(),
        "sessions": sessions,
        "may_plan": bool(seats.able(request, "mobile.plan")),
        "field_query": urlencode({"field": asked.field}),
    }
    return page.show(request, "desk/clocks/backlog_list.html", context, current="backlog")


def found(request: Request, asked: Wanted) -> tuple[tuple[clocks.Lain, ...], Cursor | None]:
    """The dossiers that the list shows, and where its next page begins."""
    return clocks.backlog_list(
        viewer=request.actor,
        agency_ids=sorted({asked.agency_id} if asked.agency_id else seats.readable(request)),
        field=asked.field,
        day=request.day,
        age=asked.age,
        lying=asked.lying,
        after=asked.after,
        place=asked.where,
    )


def _sessions(request: Request) -> list[dict[str, Any]]:
    """The sessions to which this officer may ask people to come."""
    able = sorted(seats.able(request, "mobile.invite"))
    coming = mobile.coming_sessions(viewer=request.actor, agency_ids=able, today=request.day) if able else ()
    return [{"id": one.id, "said": f"{formats.day(one.day)}, {one.place}"} for one in coming]


def _title(asked: Wanted) -> str:
    name = catalogue.field_name(code=asked.field) or asked.field
    return _("Hồ sơ tồn: {field}").format(field=name)


def _table(found: tuple[clocks.Heap, ...], asked: Wanted) -> tables.Table:
    columns = [tables.Column("agency", _("Cơ quan đang giữ")), tables.Column("total", _("Tất cả"), "number")]
    columns += [tables.Column(f"age_{n}", str(age), "number") for n, age in enumerate(AGES)]
    columns.append(tables.Column("late", _("Quá hạn"), "number"))
    lines = [
        tables.Row(
            [
                saying.agency(heap.agency_id),
                tables.Link(str(heap.total), _list(asked, agency=heap.agency_id)),
                *(
                    tables.Link(str(count), _list(asked, agency=heap.agency_id, age=n)) if count else 0
                    for n, count in enumerate(heap.ages)
                ),
                heap.late,
            ]
        )
        for heap in found
    ]
    nothing = tables.Empty(
        _("Không có hồ sơ tồn của lĩnh vực này"),
        _("Hồ sơ chưa giải quyết xong sẽ hiện ở đây theo tuổi."),
        tables.Link(_("Xem mọi hồ sơ đang giữ"), reverse("desk:worklist")),
    )
    return tables.Table(
        _title(asked), columns, lines, nothing, name="ho-so-ton", stack=True, show_caption=False
    )


def _lines(
    lines: tuple[clocks.Lain, ...], asked: Wanted, request: Request, *, may_invite: bool
) -> tables.Table:
    days = mobile.asked_to(viewer=request.actor, dossier_ids=[line.row.id for line in lines])
    columns = (
        tables.Column("code", _("Mã hồ sơ"), "code"),
        tables.Column("applicant", _("Người nộp")),
        tables.Column("procedure", _("Thủ tục")),
        tables.Column("days", _("Tuổi (ngày)"), "number"),
        tables.Column("due", _("Thời hạn")),
        tables.Column("why", _("Vì sao còn tồn")),
        tables.Column("holder", _("Đang giữ")),
        tables.Column("invited", _("Mời đến phiên ngày"), "day"),
    )
    cells = [
        tables.Row(
            (
                tables.Link(line.row.code, rows.address(line.row.code, f"@backlog?{asked.query()}")),
                line.row.applicant_name,
                rows.shortened(saying.procedure(line.row.procedure_version_id)),
                line.days,
                saying.deadline(line.row, request.now),
                _(LYING_NAMES[line.lying]),
                saying.short_agency(line.row.holder_agency_id),
                days.get(line.row.id),
            ),
            key=str(line.row.id) if may_invite and line.row.id not in days else "",
        )
        for line in lines
    ]
    nothing = tables.Empty(_("Không có hồ sơ nào như vậy"), "")
    return tables.Table(
        _title(asked), columns, cells, nothing, name="ho-so-ton", stack=True, show_caption=False
    )


def _list(asked: Wanted, **query: Any) -> str:
    kept = {"field": asked.field, **query}
    return f"{reverse('desk:backlog-list')}?{urlencode(kept)}"

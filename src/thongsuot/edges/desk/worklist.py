"""The worklist: ordered by time left, filtered by the address, page by page without counting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms as django_forms
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from thongsuot.edges.desk import acts, deeds, hands, page, rows, saying, seats, supplementing, viewing
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import forms, tables
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.queries import Cursor
from thongsuot.work.dossiers.rules import ACT_NAMES, OPEN_STATES, State
from thongsuot.work.views import queries as saved

WHEN = (
    ("", gettext_lazy("Mọi thời hạn")),
    ("late", gettext_lazy("Quá hạn")),
    ("soon", gettext_lazy("Quá hạn và sắp đến hạn")),
)
ORDERS = (("", gettext_lazy("Đến hạn trước, đứng trước")), ("last", gettext_lazy("Đến hạn sau, đứng trước")))
OPEN = tuple(state for state in State if state in OPEN_STATES)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for; whatever it says wrongly is left out, never an error."""

    words: str = ""
    state: State | None = None
    when: str = ""
    mine: bool = False
    agency_id: int | None = None
    officer_id: int | None = None
    after: Cursor | None = None
    order: str = ""
    columns: tuple[str, ...] = ()

    @staticmethod
    def read(query: Mapping[str, str], readable: frozenset[int]) -> "Wanted":
        """From `?q=&state=&when=&mine=&agency=&officer=&after=&order=&cols=`."""
        state, agency_id = query.get("state", ""), _id(query.get("agency", ""))
        return Wanted(
            words=page.asked(query, "q"),
            state=State(state) if state in {s.value for s in OPEN} else None,
            when=query.get("when", "") if query.get("when") in ("late", "soon") else "",
            mine=query.get("mine") == "1",
            agency_id=agency_id if agency_id in readable else None,
            officer_id=_id(query.get("officer", "")),
            after=Cursor.parse(query.get("after", "")),
            order=query.get("order", "") if query.get("order") in dict(ORDERS) else "",
            columns=tuple(key for key in rows.CHOICES if key in query.get("cols", "").split(".")),
        )

    @property
    def is_backwards(self) -> bool:
        """Whether those due last come first."""
        return self.order == "last"

    def query(self, **changes: Any) -> str:
        """The address of this list, in one fixed order, with `changes`."""
        given = {
            "q": self.words,
            "state": self.state.value if self.state else "",
            "when": self.when,
            "mine": "1" if self.mine else "",
            "agency": str(self.agency_id or ""),
            "officer": "" if self.officer_id is None else str(self.officer_id),
            "after": str(self.after or ""),
            "order": self.order,
            "cols": ".".join(self.columns),
            **changes,
        }
        return urlencode({key: value for key, value in given.items() if value})


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def officer_of(request: Request, wanted: Wanted) -> int | None:
    """In whose hands the dossiers of the list are; 0: in nobody's, None: in anybody's."""
    return request.actor.account_id if wanted.mine else wanted.officer_id


def wanted_of(request: Request, query: str) -> Wanted:
    """The list that the address of a dossier's page remembers."""
    return Wanted.read(QueryDict(query[:1000]).dict(), seats.readable(request))


def places(request: Request, wanted: Wanted) -> list[int]:
    """The agencies whose dossiers the list shows."""
    return sorted({wanted.agency_id} if wanted.agency_id else seats.readable(request))


def found(request: Request, wanted: Wanted) -> dossiers.Page:
    """The dossiers that the list shows; of what was searched for only the first ones, and it says so (`is_cut`)."""
    if wanted.words:
        return dossiers.search(
            viewer=request.actor, agency_ids=places(request, wanted), words=wanted.words, state=wanted.state,
            officer_id=officer_of(request, wanted), due_before=before(request, wanted),
        )  # fmt: skip
    return _listed(request, wanted, is_backwards=wanted.is_backwards)


def near(
    request: Request, wanted: Wanted, *, limit: int, is_backwards: bool = False
) -> tuple[dossiers.WorklistRow, ...]:
    """The first dossiers of the list after `wanted.after`, or, backwards, the last ones before it, the nearest first."""
    return _listed(request, wanted, limit=limit, is_backwards=is_backwards != wanted.is_backwards).rows


def counted(request: Request, wanted: Wanted) -> int:
    """How many dossiers the list shows on all its pages, but no more than `viewing.MOST` and one."""
    found = dossiers.matching(
        viewer=request.actor, agency_ids=places(request, wanted), state=wanted.state,
        officer_id=officer_of(request, wanted), due_before=before(request, wanted), most=viewing.MOST + 1,
    )  # fmt: skip
    return len(found)


def _listed(request: Request, wanted: Wanted, **more: Any) -> dossiers.Page:
    return dossiers.worklist(
        viewer=request.actor,
        agency_ids=places(request, wanted),
        after=wanted.after,
        state=wanted.state,
        officer_id=officer_of(request, wanted),
        due_before=before(request, wanted),
        **more,
    )


class Filters(forms.Form):
    """The filters above the list; they only ever say what the address says."""

    q = forms.Text(label=gettext_lazy("Mã, điện thoại, CCCD hoặc tên"), required=False)
    state = django_forms.ChoiceField(label=gettext_lazy("Trạng thái"), required=False)
    when = django_forms.ChoiceField(label=gettext_lazy("Thời hạn"), choices=WHEN, required=False)
    officer = django_forms.ChoiceField(label=gettext_lazy("Người xử lý"), required=False)
    agency = django_forms.ChoiceField(label=gettext_lazy("Cơ quan"), required=False)
    order = django_forms.CharField(widget=django_forms.HiddenInput, required=False)
    cols = django_forms.CharField(widget=django_forms.HiddenInput, required=False)

    def __init__(self, request: Request, wanted: Wanted) -> None:
        officer_id = officer_of(request, wanted)
        super().__init__(initial={
            "q": wanted.words, "state": wanted.state.value if wanted.state else "", "when": wanted.when,
            "officer": "" if officer_id is None else officer_id, "agency": wanted.agency_id or "",
            "order": wanted.order, "cols": ".".join(wanted.columns),
        })  # fmt: skip
        for name in ("order", "cols"):  # what a saved view says of the table stays when its filter is changed
            if not self.initial[name]:
                del self.fields[name]
        states = [(state.value, _(saying.STATES[state][0])) for state in OPEN]
        self.fields["state"].choices = [("", _("Mọi trạng thái")), *states]  # type: ignore[attr-defined]
        people = hands.choices(request, places(request, wanted), officer_id)
        self.fields["officer"].choices = people  # type: ignore[attr-defined]
        if not people:
            del self.fields["officer"]
        offices = seats.places(seats.readable(request))
        if len(offices) < 2:
            del self.fields["agency"]
            return
        named = [(place.id, place.short_name or place.name) for place in offices]
        self.fields["agency"].choices = [("", _("Mọi cơ quan")), *named]  # type: ignore[attr-defined]


@officer_required
@require_safe
def worklist(request: Request) -> HttpResponse:
    """Open dossiers by time left, or what was searched for; CSV and JSON hold exactly these rows."""
    if not request.GET and (opens := saved.first(viewer=request.actor)):
        return HttpResponseRedirect(f"{reverse('desk:worklist')}?{opens}")
    wanted = Wanted.read(request.GET, seats.readable(request))
    result = found(request, wanted)
    bulk = [] if not result.rows else _bulk(request)
    table = rows.as_table(
        result.rows,
        request.now,
        caption=title(wanted),
        empty=_nothing(wanted),
        query=wanted.query() or "all",
        selectable=bool(bulk),
        columns=columns(request, wanted),
        viewer=request.actor,
        until=supplementing.announced(request, result.rows),
    )
    if answer := tables.export(request, table):
        return answer
    context = {
        "title": title(wanted),
        "table": table,
        "filters": Filters(request, wanted),
        "chosen": chips(wanted),
        "clear": f"{reverse('desk:worklist')}?all=1",
        "views": viewing.shown(
            request, wanted.query(after=""), lambda query: counted(request, wanted_of(request, query))
        ),
        "next": f"?{wanted.query(after=result.next)}" if result.next else "",
        "previous": f"?{wanted.query(after='')}" if wanted.after else "",
        "cut": len(result.rows) if result.is_cut else None,
        "keys": _keys(),
        "bulk": bulk,
        "query": wanted.query(),
        "whole": f"{wanted.query(after='')}" if result.rows else None,
        "leads": bool(seats.able(request, "dossiers.assign")),
        "deeds": deeds.choices(request) if result.rows else [],
    }
    return page.show(request, "desk/worklist.html", context, current=_current(wanted))


def columns(request: Request, wanted: Wanted) -> tuple[str, ...]:
    """The columns of the list beside the code: those that were asked for, else the usual ones."""
    usual = (
        rows.USUAL if with_holder(request, wanted) else tuple(key for key in rows.USUAL if key != "holder")
    )
    return wanted.columns or usual


def with_holder(request: Request, wanted: Wanted) -> bool:
    """Whether the list says who holds each dossier: where it can be more than one agency."""
    return len(seats.readable(request)) > 1 or bool(wanted.words)


def before(request: Request, wanted: Wanted) -> datetime | None:
    """Before when a dossier of the list is due; None: whenever."""
    soon = saying.soon(seats.readable(request), request.now)
    return {"late": request.now, "soon": soon}.get(wanted.when)


def _bulk(request: Request) -> list[tuple[acts.Spec, str]]:
    """What this officer may do with many dossiers at once."""
    specs = [acts.BY_ACT[act] for act in acts.IN_BULK if seats.able(request, f"dossiers.{act.value}")]
    return [(spec, _(ACT_NAMES[spec.act])) for spec in specs]


def title(wanted: Wanted) -> str:
    """What the list is called."""
    if wanted.words:
        return _("Kết quả tìm “{words}”").format(words=wanted.words)
    if wanted.mine:
        return _("Hồ sơ của tôi")
    if wanted.officer_id == hands.NOBODY:
        return _("Hồ sơ chưa giao riêng ai")
    if wanted.officer_id:
        return _("Hồ sơ của {name}").format(name=saying.officer(wanted.officer_id))
    if wanted.state:
        return _("Hồ sơ: {state}").format(state=_(saying.STATES[wanted.state][0]).lower())
    return {"late": _("Hồ sơ quá hạn"), "soon": _("Hồ sơ quá hạn và sắp đến hạn")}.get(
        wanted.when, _("Hồ sơ đang giữ")
    )


def _current(wanted: Wanted) -> str:
    if wanted.words or wanted.when or wanted.agency_id or wanted.officer_id is not None:
        return ""
    if wanted.mine:
        return "mine"
    return {State.WAITING: "waiting", State.DECIDED: "decided", None: "worklist"}.get(wanted.state, "")


def chips(wanted: Wanted) -> list[dict[str, str]]:
    """What the list is narrowed by: key, label, and its address without."""
    found = [
        ("q", wanted.words and _("Tìm: {words}").format(words=wanted.words)),
        ("state", wanted.state and _(saying.STATES[wanted.state][0])),
        ("when", wanted.when and str(dict(WHEN)[wanted.when])),
        ("mine", wanted.mine and _("Của tôi")),
        ("officer", wanted.officer_id is not None and hands.name(wanted.officer_id)),
        ("agency", wanted.agency_id and saying.short_agency(wanted.agency_id)),
        ("order", wanted.order and str(dict(ORDERS)[wanted.order])),
        ("cols", wanted.columns and _("Cột tự chọn")),
    ]
    return [
        {"key": key, "label": str(label), "url": f"?{wanted.query(**{key: '', 'after': ''}) or 'all=1'}"}
        for key, label in found
        if label
    ]


def _nothing(wanted: Wanted) -> tables.Empty:
    back = tables.Link(_("Xem mọi hồ sơ đang giữ"), reverse("desk:worklist"))
    if wanted.words:
        return tables.Empty(
            _("Không tìm thấy hồ sơ nào"),
            _("Thử mã hồ sơ đầy đủ, số điện thoại, 12 số CCCD, hoặc tên không dấu, ví dụ “nguyen van an”."),
            back,
        )
    if chips(wanted):
        return tables.Empty(
            _("Không có hồ sơ nào như vậy"),
            _("Bỏ bớt điều kiện lọc. Hồ sơ đang ở cơ quan khác: tìm theo mã, điện thoại hoặc tên."),
            back,
        )
    return tables.Empty(
        _("Không có hồ sơ nào đang chờ"),
        _("Hồ sơ mới tiếp nhận hoặc được chuyển đến sẽ hiện ở đây, hồ sơ sắp hết hạn đứng trước."),
        tables.Link(_("Tiếp nhận hồ sơ"), reverse("desk:receive")),
    )


def _keys() -> list[tuple[str, str]]:
    return [
        ("j", _("dòng sau")),
        ("k", _("dòng trước")),
        ("x", _("chọn")),
        ("Enter", _("mở")),
        ("Ctrl K", _("đi nhanh")),
    ]

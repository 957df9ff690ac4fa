"""Where to go: all points, the nearest, one point with its week."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from thongsuot.edges.portal import places, province, saying
from thongsuot.edges.portal.page import asked, no_such, page, plain
from thongsuot.kernel.dates import format_date, format_time, weekday_name
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import tables
from thongsuot.registers.calendars import queries as calendars
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.points import queries as points
from thongsuot.registers.points.rules import Capability
from thongsuot.registers.units import queries as units

A_PAGE = 30  # points: a list that a telephone loads at once
AHEAD = 45  # days: far enough to see the next holiday


@page
def all_points(request: Request) -> HttpResponse:
    """`?xa=` puts the nearest first; `?lam=` only those that can (receive, when nothing is said; "": whatever they do);
    `?mo=1` only those open now; `?tu=` begins after so many."""
    here = province.home(request.day)
    place = places.chosen(here, asked(request.GET, "xa"), request)
    duty = asked(request.GET, "lam") if "lam" in request.GET else Capability.RECEIVE.value
    is_open = bool(asked(request.GET, "mo"))
    found = _listed(here, place, duty, request)
    fitting = [n for n in found if not is_open or _is_open(n.point, request)]
    start = _start(request, len(fitting))
    part = fitting[start : start + A_PAGE]
    context: dict[str, Any] = {
        "part": "points",
        "province": here,
        "communes": places.communes(here, request.day),
        "chosen": place,
        "points": [places.shown(n.point, request.now, km=n.km) for n in part],
        "count": len(fitting),
        "agents": _agents(here, request),
        "first": start + 1,
        "last": start + len(part),
        "earlier": _turned(request, start - A_PAGE) if start else "",
        "later": _turned(request, start + A_PAGE) if start + A_PAGE < len(fitting) else "",
        "total": here is not None and bool(points.points_of(authority_id=here.id, day=request.day)),
        "duties": [(code.value, _(name)) for code, name in places.DUTIES.items()],
        "duty": duty,
        "is_open": is_open,
    }
    return render(request, "portal/points.html", context)


@page
def who_does_what(request: Request) -> HttpResponse:
    """What each kind of point can do, and for which procedures it may or may not: the register's own rows."""
    is_english = get_language() == "en"
    named = {code: name_en if is_english else name for code, name, name_en, _can in points.kinds()}
    columns = (
        tables.Column("kind", _("Loại điểm")),
        *(tables.Column(c.value, _(n)) for c, n in places.DUTIES.items()),
    )
    rows = [
        tables.Row((named[code], *(_("có") if duty in can else _("không") for duty in places.DUTIES)))
        for code, _name, _name_en, can in points.kinds()
    ]
    kinds = tables.Table(_("Loại điểm nào làm được việc gì"), columns, rows, stack=True, name="viec-cua-diem")
    exact = _exact(request, named)
    context = {"part": "points", "kinds": kinds, "exact": exact}
    exported = tables.export(request, exact if "rieng" in request.GET else kinds)
    return exported or render(request, "portal/duties.html", context)


def _exact(request: Request, named: dict[str, str]) -> tables.Table:
    columns = (
        tables.Column("kind", _("Loại điểm")),
        tables.Column("about", _("Thủ tục, lĩnh vực")),
        tables.Column("duty", _("Việc")),
        tables.Column("allowed", _("Được làm")),
        tables.Column("source", _("Căn cứ")),
    )
    rows = [
        tables.Row(
            (
                named.get(one.kind, one.kind),
                _about(one.procedure_code, one.field_code, request.day),
                _(places.DUTIES[Capability(one.capability)]),
                _("có") if one.is_allowed else _("không"),
                one.source,
            )
        )
        for one in points.duties_on(day=request.day)
    ]
    nothing = tables.Empty(_("Không có quy định riêng"))
    return tables.Table(
        _("Quy định riêng theo thủ tục, lĩnh vực"), columns, rows, nothing, stack=True, exports=False
    )


def _about(procedure_code: str, field_code: str, day: date) -> str:
    """The procedure or the field in words; everything when the row names neither."""
    if procedure_code:
        version = catalogue.version_on(code=procedure_code, day=day)
        return f"{saying.bare(version.name)} ({procedure_code})" if version else procedure_code
    return field_code or _("mọi thủ tục")


def _listed(
    here: province.Province | None, place: places.Chosen | None, duty: str, request: Request
) -> list[points.Near]:
    """What can do it, the nearest first where a commune was chosen."""
    if here is None:
        return []
    if place is None:
        everywhere = points.points_of(authority_id=here.id, day=request.day)
        return [points.Near(p, 0) for p in everywhere if not duty or duty in p.capabilities]
    near = points.nearest(
        authority_id=here.id, day=request.day, unit_id=place.commune.id, capability=duty or Capability.GUIDE,
        limit=10_000,
    )  # fmt: skip
    return list(near)


def _is_open(point: points.PointRecord, request: Request) -> bool:
    state = places.opening(point.id, request.now)
    return state is not None and state.is_open


def _agents(here: province.Province | None, request: Request) -> int:
    """How many points guide without receiving: who looks for help is told of them."""
    found = points.points_of(authority_id=here.id, day=request.day) if here else ()
    return sum(Capability.RECEIVE not in p.capabilities and Capability.GUIDE in p.capabilities for p in found)


def _start(request: Request, count: int) -> int:
    asked_for = asked(request.GET, "tu")
    start = int(asked_for) if asked_for.isascii() and asked_for.isdigit() and len(asked_for) < 7 else 0
    return start if start < count else 0


def _turned(request: Request, start: int) -> str:
    """The same list from another place on."""
    given = request.GET.copy()
    given["tu"] = str(max(0, start))
    return f"?{given.urlencode()}"


@page
def on_map(request: Request) -> HttpResponse:
    """The province as a drawing: every commune leads to its nearest points."""
    here = province.home(request.day)
    drawing = points.map_of(authority_id=here.id, day=request.day) if here else None
    return render(request, "portal/map.html", {"part": "points", "map": drawing})


@page
def point(request: Request, code: str) -> HttpResponse:
    """One point: open or not, where, when, what for."""
    here = province.home(request.day)
    record = points.point_by_code(authority_id=here.id, code=plain(code), day=request.day) if here else None
    if here is None or record is None:
        raise no_such("Không có điểm tiếp nhận này. Hãy chọn trong danh sách điểm tiếp nhận.")
    unit = units.unit(unit_id=record.unit_id, day=request.day)
    agency = units.agency(agency_id=record.agency_id)
    context = {
        "part": "points",
        "point": places.shown(record, request.now),
        "unit": unit,
        "agency": agency.name if agency else "",
        "week": _week(record.id, request.day),
        "exceptions": _exceptions(here.id, record.unit_id, request.day),
        "hours_simulated": calendars.hours_are_simulated(authority_id=here.id, day=request.day),
    }
    return render(request, "portal/point.html", context)


def _week(point_id: int, day: date) -> list[tuple[str, str, bool]]:
    """Each weekday with its hours, and whether it is today."""
    hours = points.hours_of(point_id=point_id, day=day)
    language = (get_language() or "vi")[:2]
    monday = day - timedelta(days=day.weekday())
    rows = []
    for number, sittings in enumerate(hours.sessions):
        name = weekday_name(monday + timedelta(days=number), language)
        said = ", ".join(f"{format_time(s.opens)}–{format_time(s.closes)}" for s in sittings)
        rows.append((name[:1].upper() + name[1:], said or _("Đóng cửa"), number == day.weekday()))
    return rows


def _exceptions(authority_id: int, unit_id: int, day: date) -> list[tuple[str, str]]:
    """Holidays, swapped days and closures that come soon."""
    try:
        calendar = calendars.calendar_for(
            authority_id=authority_id, unit_id=None if unit_id == authority_id else unit_id, day=day
        )
    except Refused:
        return []
    last = day + timedelta(days=AHEAD)
    return [(format_date(d.day), d.name) for d in calendar.special_days(day - timedelta(days=1), last)]

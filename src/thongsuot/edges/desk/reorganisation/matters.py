"""A function or a counter of a plan's line, chosen by code or by what it is called, as agencies are."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from thongsuot.edges.desk import page
from thongsuot.edges.desk.reorganisation import agencies, frame
from thongsuot.kernel.dates import parse_date
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.kernel.names import fold
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.points import queries as points
from thongsuot.registers.units import queries as units

FUNCTION, POINT = "function", "point"
MOST = 20


def attributes(of: str, into: str, day: date) -> dict[str, str]:
    """As `agencies.attributes`; the points that are offered are those of the agency in the field `old`."""
    asked = f"{reverse('desk:reorganisation-matters')}?{urlencode({'of': of, 'day': day.isoformat()})}"
    return {
        "list": into, "autocomplete": "off", "hx-get": asked, "hx-target": f"#{into}", "hx-sync": "this:replace",
        "hx-include": "#id_old", "hx-trigger": "input changed delay:200ms, focus once",
    }  # fmt: skip


@officer_required
@require_safe
def called(request: Request) -> HttpResponse:
    """What may be meant by what stands in the field `?of=` (function or point), as options of a list; a part of a page."""
    authority_id = frame.overseen(request)
    of = page.asked(request.GET, "of")
    words = page.asked(request.GET, of, agencies.LONGEST)
    try:
        day = parse_date(page.asked(request.GET, "day"), "day")
    except Refused:
        day = request.day
    found: Sequence[catalogue.FunctionRecord | points.OfAgency] = ()
    if of == FUNCTION and words:
        found = catalogue.functions_called(words=words, day=day, limit=MOST)
    elif of == POINT:
        old = page.asked(request.GET, "old", agencies.LONGEST)
        office = units.agencies_called(words=old, authority_id=authority_id, day=day) if old else ()
        found = _points(office[0].id, day, words) if len(office) == 1 else ()
    return render(request, "desk/reorganisation/agencies.html", {"agencies": found})


def function_named(typed: str, problems: list[Problem], day: date) -> str:
    """The code of the one procedure or field that was typed; "" with a problem that says why not, or which may be meant."""
    found = catalogue.functions_called(words=typed, day=day)
    if len(found) == 1:
        return found[0].code
    problems.append(_unclear([f"{f.code} {f.name}" for f in found], typed, FUNCTION))
    return ""


def point_named(typed: str, problems: list[Problem], agency_id: int, day: date) -> int | None:
    """The one point of the agency that was typed, by code or by name; None with a problem that names those it has."""
    found = _points(agency_id, day, typed)
    if len(found) == 1:
        return found[0].point_id
    every = found or _points(agency_id, day, "")
    problems.append(_unclear([f"{p.code} {p.name}" for p in every], typed, POINT))
    return None


def _points(agency_id: int, day: date, words: str) -> list[points.OfAgency]:
    every = points.points_at(agency_ids=frozenset({agency_id}), day=day)
    code = words.strip().split(" ", 1)[0].casefold()
    exact = [p for p in every if p.code.casefold() == code]
    return exact[:1] or [p for p in every if fold(words) in fold(f"{p.code} {p.name}")]


def _unclear(names: Sequence[str], typed: str, field: str) -> Problem:
    if not names:
        text = "Không tìm thấy “{typed}”. Hãy ghi mã."
        return Problem(f"{field}_unknown", text, field, {"typed": typed.strip()[:60]})
    text = "Hãy ghi rõ một trong số này, hoặc ghi mã: {names}."
    told = "; ".join(names[: agencies.TOLD]) + ("; …" if len(names) > agencies.TOLD else "")
    return Problem(f"{field}_unclear", text, field, {"names": told})

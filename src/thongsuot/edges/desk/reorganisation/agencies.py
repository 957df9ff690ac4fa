"""An agency is chosen by its code or by what it is called: suggestions while one types, one answer when it is sent."""

from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from thongsuot.edges.desk import page
from thongsuot.edges.desk.reorganisation import frame
from thongsuot.kernel.dates import parse_date
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.units import queries as units

TOLD = 5  # names in a refusal
LONGEST = 200


def attributes(of: str, into: str, day: date) -> dict[str, str]:
    """Of the field `of`: what lets it ask for suggestions into the datalist `into`. Without scripts nothing asks."""
    asked = f"{reverse('desk:reorganisation-agencies')}?{urlencode({'of': of, 'day': day.isoformat()})}"
    return {
        "list": into, "autocomplete": "off", "hx-get": asked, "hx-target": f"#{into}", "hx-sync": "this:replace",
        "hx-trigger": "input changed delay:200ms",
    }  # fmt: skip


@officer_required
@require_safe
def called(request: Request) -> HttpResponse:
    """The agencies that may be meant by what stands in the field `?of=`, as options of a list; a part of a page."""
    authority_id = frame.overseen(request)
    words = page.asked(request.GET, page.asked(request.GET, "of"), LONGEST)
    try:
        day = parse_date(page.asked(request.GET, "day"), "day")
    except Refused:
        day = request.day
    found = units.agencies_called(words=words, authority_id=authority_id, day=day)
    return render(request, "desk/reorganisation/agencies.html", {"agencies": found})


def named(typed: str, field: str, problems: list[Problem], *, authority_id: int, day: date) -> int | None:
    """The one agency that was typed, by code or by name; None with a problem that says why not, or which may be meant."""
    found = units.agencies_called(words=typed, authority_id=authority_id, day=day)
    if len(found) == 1:
        return found[0].id
    if found:
        text = "Có nhiều cơ quan gọi như vậy: {names}. Hãy ghi rõ hơn, hoặc ghi mã."
        names = "; ".join(f"{a.code} {a.name}" for a in found[:TOLD]) + ("; …" if len(found) > TOLD else "")
        problems.append(Problem("agency_unclear", text, field, {"names": names}))
    else:
        text = "Không có cơ quan nào mang mã hoặc tên “{code}”."
        problems.append(Problem("agency_unknown", text, field, {"code": typed.strip()[:60]}))
    return None

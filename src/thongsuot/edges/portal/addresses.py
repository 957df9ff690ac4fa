"""Where an old address lies today: every possible unit with its reason, and where to go there."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.edges.portal import places, province
from thongsuot.edges.portal.page import asked, page
from thongsuot.plumbing.http import problems
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.addresses import queries as addresses
from thongsuot.registers.addresses.rules import LONGEST, Answer, Target
from thongsuot.registers.units.rules import Outcome

EXAMPLES = ("p ben nghe q1 hcm", "phuong da kao, quan 1", "truc bach ba dinh ha noi")
BECAME = "address_became"  # said at the unit itself


@dataclass(frozen=True, slots=True)
class Shown:
    """A unit of the answer: what it was before, how that is worded and where it stands, its points."""

    name: str
    before: str
    wording: str
    source: str
    is_part: bool
    points_url: str


@page
def address(request: Request) -> HttpResponse:
    """`?q=` a written address, old or new; without it the question and examples."""
    words = asked(request.GET, "q", LONGEST)
    context: dict[str, Any] = {"part": "points", "q": words, "examples": EXAMPLES}
    if words:
        context |= _answered(addresses.convert(text=words, day=request.day), request)
    return render(request, "portal/address.html", context)


def _answered(answer: Answer, request: Request) -> dict[str, Any]:
    here = province.home(request.day)
    ours = {commune.code for commune in places.communes(here, request.day)}
    words = {
        Outcome.EXACT: (_("Chắc chắn"), "done"),
        Outcome.CANDIDATES: (_("Có nhiều khả năng"), "soon"),
        Outcome.UNKNOWN: (_("Chưa xác định được"), "quiet"),
    }
    reasons = [problems.text_of(reason) for reason in answer.reasons if reason.code != BECAME]
    return {
        "answer": answer,
        "word": words[answer.outcome],
        "units": [_shown(unit, ours) for unit in answer.units],
        "why": reasons,
    }


def _shown(unit: Target, ours: set[str]) -> Shown:
    source = ", ".join(part for part in (unit.clause, unit.resolution) if part)
    return Shown(
        name=f"{unit.name}, {unit.province}",
        before=unit.old,
        wording=unit.note,
        source=source,
        is_part=unit.share is None or unit.share < 1,
        points_url=f"{reverse('portal:points')}?xa={unit.code}" if unit.code in ours else "",
    )

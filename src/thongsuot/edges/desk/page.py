"""What every page of the desk shows around its content."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from thongsuot.edges.desk import away, navigation, seats
from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.plumbing.http.request import Request

LONGEST = 200
RECEIVE = "dossiers.receive"


def show(
    request: Request, template: str, context: Mapping[str, Any], *, current: str = "", status: int = 200
) -> HttpResponse:
    """A page of the desk; it names people, so nobody on the way may keep it."""
    response = render(request, template, {**frame(request, current), **context}, status=status)
    response["Cache-Control"] = "no-store, private"
    return response


def frame(request: Request, current: str) -> dict[str, Any]:
    """Unit, officer and navigation of `ui/desk.html`."""
    place = seats.home(request)
    return {
        "unit_name": (place.short_name or place.name) if place else "",
        "officer_name": request.actor.name,
        "desk_home": reverse("desk:today"),
        "desk_search": reverse("desk:worklist"),
        "sign_out": reverse("account_logout"),
        "desk_nav": navigation.entries(request, current),
        "desk_away": away.banners(request),
    }


def asked(source: Mapping[str, str], name: str, longest: int = LONGEST) -> str:
    """A word of the address: composed, on one line, without control characters, not endless."""
    given = source.get(name, "")[: 10 * LONGEST]
    signs = (" " if unicodedata.category(sign)[0] == "C" else sign for sign in given)
    return " ".join(unicodedata.normalize("NFC", "".join(signs)).split())[:longest]


def no_such_dossier() -> NotFound:
    """404: there is none, or the officer may not know that there is."""
    return NotFound(Problem("no_such_dossier", "Không có hồ sơ này, hoặc bạn không được xem."))

"""The first page: one question, then the ways that most people take."""

from django.http import HttpResponse
from django.shortcuts import render

from thongsuot.edges.portal import events, places, province
from thongsuot.edges.portal.page import page
from thongsuot.plumbing.http.request import Request

EXAMPLES = ("khai sinh", "sao y", "xác nhận độc thân", "hộ kinh doanh", "tách thửa")


@page
def home(request: Request) -> HttpResponse:
    """Search, life events, a dossier to follow, the nearest point."""
    here = province.home(request.day)
    context = {
        "events": events.shown(),
        "examples": EXAMPLES,
        "communes": places.communes(here, request.day),
        "province": here,
    }
    return render(request, "portal/home.html", context)

"""What this site is, and help: the same words for everybody, without a log-in."""

from django.http import HttpResponse
from django.shortcuts import render

from thongsuot.edges.portal import province
from thongsuot.edges.portal.page import page
from thongsuot.plumbing.http.request import Request


@page
def about(request: Request) -> HttpResponse:
    """Whose site, where its data come from, what becomes of personal data."""
    return render(request, "portal/about.html", {"part": "about", "province": province.home(request.day)})


@page
def get_help(request: Request) -> HttpResponse:
    """The questions that are asked most."""
    return render(request, "portal/help.html", {"part": "help", "province": province.home(request.day)})

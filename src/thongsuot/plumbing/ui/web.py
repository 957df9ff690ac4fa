"""The accent's stylesheet, the language switch, and (in a demo) the gallery of components."""

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET
from django.views.i18n import set_language

from thongsuot.plumbing.ui import colours, look, tables
from thongsuot.plumbing.ui import gallery as samples

app_name = "ui"


@lru_cache(maxsize=8)
def _accent_css(colour: str) -> str:
    return colours.stylesheet(colours.accents(colour))


@require_GET
def accent(request: HttpRequest) -> HttpResponse:
    """The province's colour as custom properties. Kept for a year under the `?v=` that names the colour."""
    colour = look.current().accent
    is_dated = request.GET.get("v") == colour.removeprefix("#")
    keep = "public, max-age=31536000, immutable" if is_dated else "public, max-age=300"
    return HttpResponse(_accent_css(colour), content_type="text/css", headers={"Cache-Control": keep})


# To choose a language harms nobody, so the switch needs no token, and a citizen's page no cookie.
language = csrf_exempt(set_language)


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state; `?kind=desk` for officials, `?form=empty` without faults."""
    context = samples.context(is_wrong=request.GET.get("form") != "empty")
    if answer := tables.export(request, context["full_table"]):
        return answer
    skeleton = "ui/gallery_desk.html" if request.GET.get("kind") == "desk" else "ui/gallery.html"
    return render(request, skeleton, context)


urlpatterns = [
    path("accent.css", accent, name="accent"),
    path("ngon-ngu/", language, name="language"),
    *(
        [path("gallery/", gallery, name="gallery")]
        if settings.DEBUG or getattr(settings, "DEMO", False)
        else []
    ),
]

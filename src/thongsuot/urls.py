"""Addresses: every module that has a `urls` in its `web.py` or `api.py` is mounted here, explicitly."""

from django.urls import URLPattern, URLResolver, include, path

from thongsuot.plumbing.http import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("livez", health.livez),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
    path("", include("thongsuot.plumbing.ui.web")),
]

handler400 = "thongsuot.plumbing.http.pages.bad_request"
handler403 = "thongsuot.plumbing.http.pages.forbidden"
handler404 = "thongsuot.plumbing.http.pages.not_found"
handler500 = "thongsuot.plumbing.http.pages.error"

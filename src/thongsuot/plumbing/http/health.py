"""`/livez` the process answers · `/readyz` it can work · `/metrics` for Prometheus, from this machine only."""

import hmac
import os
import pkgutil
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST

from thongsuot.kernel.errors import Problem
from thongsuot.plumbing import meters
from thongsuot.plumbing.http import problems

APPLIED = "select to_regclass('public.django_migrations') is not null and to_regclass('public.revision') is not null"


def livez(request: HttpRequest) -> HttpResponse:
    """The process is alive."""
    return JsonResponse({"status": "live"})


def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers, is as this version wants it, and holds the registers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(APPLIED)
            if not cursor.fetchone()[0]:
                return _waiting("migrations")
            cursor.execute("select app, name from django_migrations")
            if not known_migrations() <= set(cursor.fetchall()):
                return _waiting("migrations")
            cursor.execute("select value from revision")
            row = cursor.fetchone()
    except Error:
        return _waiting("database")
    return JsonResponse({"status": "ready", "revision": row[0] if row else 0})


def _waiting(reason: str) -> HttpResponse:
    return JsonResponse({"status": "waiting", "reason": reason}, status=503)


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """Every migration of this version by its file: reading them all would cost each process half a second."""
    return frozenset(
        (app.label, found.name)
        for app in apps.get_app_configs()
        for found in pkgutil.iter_modules([str(Path(app.path) / "migrations")])
        if not found.ispkg and found.name[0] not in "_~"
    )


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text of the installation; from loopback, or with the token of THONGSUOT_METRICS_TOKEN."""
    token = os.environ.get("THONGSUOT_METRICS_TOKEN")
    local = request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1", "") and not request.headers.get(
        "X-Forwarded-For"
    )
    given = request.headers.get("Authorization", "")
    if not local and not (token and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())):
        return problems.answer(request, 404, Problem("no_such_page", "Không có trang này."))
    return HttpResponse(meters.text(), content_type=CONTENT_TYPE_LATEST)

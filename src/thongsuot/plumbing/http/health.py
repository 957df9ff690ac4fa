"""`/livez` the process answers · `/readyz` it can work · `/metrics` for Prometheus, from this machine only."""

import os

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest

from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.http import problems

REGISTRY = CollectorRegistry()
REQUESTS = Counter("ts_requests", "Answered requests", ["method", "route", "status"], registry=REGISTRY)
SECONDS = Histogram(
    "ts_request_seconds",
    "Time to answer",
    ["route"],
    registry=REGISTRY,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)


def count(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request; the route's pattern, never the address, so no personal data."""
    REQUESTS.labels(method, route, str(status)).inc()
    SECONDS.labels(route).observe(seconds)


def livez(request: HttpRequest) -> HttpResponse:
    """The process is alive."""
    return JsonResponse({"status": "live"})


def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and holds the registers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select value from revision")
            row = cursor.fetchone()
    except Error:
        return JsonResponse({"status": "waiting", "reason": "database"}, status=503)
    return JsonResponse({"status": "ready", "revision": row[0] if row else 0})


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text of this process; from loopback, or with the token of THONGSUOT_METRICS_TOKEN."""
    token = os.environ.get("THONGSUOT_METRICS_TOKEN")
    local = request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1", "") and not request.headers.get(
        "X-Forwarded-For"
    )
    if not local and not (token and request.headers.get("Authorization") == f"Bearer {token}"):
        return problems.answer(request, 404, Problem("no_such_page", "Không có trang này."))
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)

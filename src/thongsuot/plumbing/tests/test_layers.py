"""Programs pass by the layers of pages, and lose nothing of what those say for safety."""

import pytest
from django.http import HttpResponse, JsonResponse
from django.test import RequestFactory

from thongsuot.plumbing.http.layers import PageLayers

SAFE = (
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
)


def heads(*, token: str = "", secure: bool = False) -> HttpResponse:
    given = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}
    if secure:
        given["HTTP_X_FORWARDED_PROTO"] = "https"
    answer = PageLayers(lambda _: JsonResponse({}))(RequestFactory().get("/api/v1/units", **given))
    assert isinstance(answer, HttpResponse)
    return answer


def test_a_program_is_told_what_a_page_is_told() -> None:
    page, program = heads(), heads(token="ts_x")
    assert {name: program[name] for name in SAFE} == {name: page[name] for name in SAFE}
    assert program["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert program["Content-Length"] == "2"


@pytest.fixture
def _over_tls(settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 60


@pytest.mark.usefixtures("_over_tls")
def test_over_tls_a_program_is_held_to_it() -> None:
    assert heads(token="ts_x").status_code == 301
    answer = heads(token="ts_x", secure=True)
    assert (answer.status_code, answer["Strict-Transport-Security"]) == (
        200,
        heads(secure=True)["Strict-Transport-Security"],
    )

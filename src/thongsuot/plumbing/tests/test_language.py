"""Which language answers."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from thongsuot.plumbing.http.language import LanguageMiddleware


def answer(path: str, accept: str = "en-US,en;q=0.9", cookie: str = "") -> HttpResponse:
    request = RequestFactory().get(path, headers={"accept-language": accept})
    if cookie:
        request.COOKIES["lang"] = cookie
    with translation.override("vi"):
        found = LanguageMiddleware(lambda _: HttpResponse(translation.get_language()))(request)
    assert isinstance(found, HttpResponse)
    return found


@pytest.mark.parametrize(
    ("path", "cookie", "language"),
    [
        ("/", "", "vi"),
        ("/", "en", "en"),
        ("/", "vi", "vi"),
        ("/", "xx", "vi"),
        ("/api/v1/units", "", "en"),
        ("/api/v1/units", "vi", "vi"),
    ],
)
def test_pages_follow_the_cookie_and_programs_what_they_ask_for(
    path: str, cookie: str, language: str
) -> None:
    found = answer(path, cookie=cookie)
    assert found.content.decode() == language
    assert found["Content-Language"] == language


def test_a_cache_keeps_the_languages_apart() -> None:
    assert "Cookie" in answer("/")["Vary"]
    assert "Accept-Language" not in answer("/")["Vary"]

"""Pages are Vietnamese until the reader says otherwise; programs are answered in the language they ask for."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

API = "/api/"


def of(request: HttpRequest) -> str:
    """The language to answer in.

    A browser sends Accept-Language by itself, often English on a machine that nobody set up, so for pages
    only the cookie of the language switch counts.
    """
    known = dict(settings.LANGUAGES)
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in known:
        return chosen
    if request.path_info.startswith(API):
        return translation.get_language_from_request(request)
    return settings.LANGUAGE_CODE


class LanguageMiddleware:
    """Activates the language of the request and says it in the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = of(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(
            response, ("Accept-Language", "Cookie") if request.path_info.startswith(API) else ("Cookie",)
        )
        return response

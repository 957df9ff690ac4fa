"""The layers of middleware that only pages need: heads of pages, files, compression, cookies, sessions, messages."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

from thongsuot.plumbing.http.language import API
from thongsuot.plumbing.http.request import token_of

HOOKS = ("view", "exception", "template_response")


class PageLayers:
    """A program that calls the API with its token passes by `settings.PAGE_LAYERS`, a sixth of an intake's time.

    Only layers without `process_view` and its like may stand there: Django looks for those hooks in its own list.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.inner = self.layered = get_response
        for path in reversed(settings.PAGE_LAYERS):
            layer = import_string(path)
            assert not any(hasattr(layer, f"process_{hook}") for hook in HOOKS)
            self.layered = layer(self.layered)
        self.head = head_of_data()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if token_of(request) is None or not request.path_info.startswith(API) or _is_open_to_all(request):
            return self.layered(request)
        response = self.inner(request)
        for name, value in self.head:
            response.headers.setdefault(name, value)
        if isinstance(response, HttpResponse) and not response.has_header("Content-Length"):
            response.headers["Content-Length"] = str(len(response.content))
        return response


def head_of_data() -> tuple[tuple[str, str], ...]:
    """What `settings.HEADER_LAYERS` say of an answer in JSON that went over TLS, if this house is reached by it."""
    request = HttpRequest()
    request.META["HTTP_X_FORWARDED_PROTO"] = "https"
    answer = HttpResponse(content_type="application/json")
    bare = set(answer.headers)
    for path in settings.HEADER_LAYERS:
        answer = import_string(path)(lambda _, answer=answer: answer)(request)
    return tuple((name, value) for name, value in answer.headers.items() if name not in bare)


def _is_open_to_all(request: HttpRequest) -> bool:
    """Whether a token comes unprotected to a house that wants TLS: the layers of pages lead it there."""
    return settings.SECURE_SSL_REDIRECT and not request.is_secure()

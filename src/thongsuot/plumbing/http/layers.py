"""The layers of middleware that only pages need: files, compression, cookies, sessions, messages, addresses."""

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

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if token_of(request) is None or not request.path_info.startswith(API):
            return self.layered(request)
        response = self.inner(request)
        if isinstance(response, HttpResponse) and not response.has_header("Content-Length"):
            response.headers["Content-Length"] = str(len(response.content))
        return response

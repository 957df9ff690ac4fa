"""The content policy: of pages as the settings say, of data the strictest there is."""

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase

DATA = "default-src 'none'; frame-ancestors 'none'"


class ContentPolicy(CSPMiddleware):
    """Data loads nothing, so its policy is one sentence that need not be put together for each answer."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Set the header."""
        if "json" in response.get("Content-Type", ""):
            response[HEADER] = DATA
            return response
        answered: HttpResponseBase = super().process_response(request, response)
        return answered

"""What the pages of the portal share: who may open them, how an address is read, the commune chosen."""

import unicodedata
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.plumbing import reference
from thongsuot.plumbing.http import guards
from thongsuot.plumbing.http.request import Request

View = Callable[..., HttpResponseBase]
LONGEST = 200


def page(view: View) -> View:
    """A page to read: open to everybody, about the registers as they are at this moment."""
    return guards.anyone(require_http_methods(["GET", "HEAD"])(_fresh(view)))


def form_page(view: View) -> View:
    """The same for a page that also takes an answer."""
    return guards.anyone(require_http_methods(["GET", "HEAD", "POST"])(_fresh(view)))


def _fresh(view: View) -> View:
    """A public page reads no tenant's table, so it has to ask for the registers' revision itself."""

    @wraps(view)
    def shown(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        reference.refresh()
        return view(request, *args, **kwargs)

    return shown


def asked(source: Mapping[str, str], name: str, longest: int = LONGEST) -> str:
    """A word of the address or of a form: composed, on one line, without control characters, not endless."""
    return plain(source.get(name, ""))[:longest]


def plain(text: str) -> str:
    """`text` on one line, NFC; whatever is no printable sign becomes a space."""
    signs = (" " if unicodedata.category(sign)[0] == "C" else sign for sign in text[: 10 * LONGEST])
    return " ".join(unicodedata.normalize("NFC", "".join(signs)).split())


def private(response: HttpResponse) -> HttpResponse:
    """Keep a page about a person out of every cache and every search engine."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    return response


def no_such(message: str) -> NotFound:
    """404 with a sentence that says what to do."""
    return NotFound(Problem("no_such_thing", message))

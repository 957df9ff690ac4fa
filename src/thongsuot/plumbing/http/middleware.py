"""First and last of every request: an id, one reading of the clock, and an answer whatever happens."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, DataError, InterfaceError, OperationalError, connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware

from thongsuot.kernel.errors import Problem, Refused
from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing import logs, meters, reference
from thongsuot.plumbing.http import problems
from thongsuot.plumbing.http.request import token_of

log = logs.get("thongsuot.request")

# SQLSTATE classes that pass by themselves: no connection, no room, shutting down, a lock not to be had.
PASSING = ("08", "53", "57", "55P03", "40", "58030")
# A number or a day beyond what a column can hold, a sign that no text may have: the caller's, whoever let it through.
NOT_STORABLE = ("22003", "22008", "22021")
# Asked every few seconds by machines: lines of them would hide the others.
HEALTH = ("livez", "readyz", "metrics")


def passes_by_itself(error: BaseException) -> bool:
    """Whether the database will answer again without anybody mending the request."""
    if isinstance(error, InterfaceError):
        return True
    state = getattr(error.__cause__, "sqlstate", None)
    if state is None:
        return isinstance(error, OperationalError)
    return str(state).startswith(PASSING)


def cannot_be_stored(error: BaseException) -> bool:
    """Whether a value of the request is one that no column can hold."""
    state = getattr(error.__cause__, "sqlstate", None)
    return isinstance(error, DataError) and (state is None or str(state) in NOT_STORABLE)


def tell_bug(request: Any, error: BaseException) -> None:
    """Log a bug once, under the number that its answer shows: both we and Django's last resort meet it."""
    if getattr(request, "told_bug", None) is not error:
        request.told_bug = error
        log.error("bug", exc_info=error)


def streamed(request: Any, pieces: Any) -> Iterator[Any]:
    """The pieces of an answer that is still being made: the server would log its bug as Python does, message and all."""
    try:
        yield from pieces
    except Exception as error:
        log.error("bug", request=request.request_id, exc_info=error)
        raise ConnectionAbortedError from None


def id_of(given: str) -> str:
    """The id that a proxy gave the request, or one of ours; a mere number may be a phone's or a person's."""
    is_good = 8 <= len(given) <= 64 and given.isascii() and given.isalnum() and not given.isdigit()
    return given if is_good else uuid7().hex


class RequestMiddleware:
    """Gives the request `request_id` and `now`, counts and logs it, turns refusals into answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        started = time.perf_counter()
        request.now = datetime.now(UTC)
        reference.begin_request()
        request.request_id = id_of(request.META.get("HTTP_X_REQUEST_ID", ""))
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request.request_id)
        try:
            response = self.get_response(request)
        except DatabaseError as error:  # met in a middleware, before any view
            answer = self.process_exception(request, error)
            if answer is None:
                raise
            response = answer
        response["X-Request-Id"] = request.request_id
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
            response.streaming_content = streamed(request, response.streaming_content)
        self._tell(request, response.status_code, time.perf_counter() - started)
        return response

    def _tell(self, request: Any, status: int, seconds: float) -> None:
        """Count the request, and log it unless a machine asked after our health or a file never changes."""
        route = request.resolver_match.route if request.resolver_match else "-"
        method = meters.method_of(request.method)
        meters.request(method, route, status, seconds)
        if not settings.LOG_REQUESTS or route in HEALTH or request.path_info.startswith(settings.STATIC_URL):
            return
        actor = getattr(request, "actor", None)
        log.info(
            "answered",
            method=method,
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            actor=actor.kind.value if actor else "-",
        )

    def process_exception(self, request: Any, error: Exception) -> HttpResponse | None:
        """Refusals are answers; a database that is away is 503; anything else is a bug and goes on."""
        if isinstance(error, Refused):
            return problems.refused(request, error)
        if isinstance(error, DatabaseError | InterfaceError) and passes_by_itself(error):
            log.error("database_away", error=type(error).__name__)
            connection.close_if_unusable_or_obsolete()
            return problems.unavailable(request)
        if cannot_be_stored(error):
            log.warning("not_storable", error=type(error.__cause__).__name__)
            text = "Một giá trị quá lớn hoặc có ký tự không dùng được. Hãy xem lại các ô đã nhập."
            return problems.answer(request, 422, Problem("not_storable", text))
        if not isinstance(error, Http404 | PermissionDenied):  # those have pages of their own
            tell_bug(request, error)
        return None


class BodyLimit:
    """Refuses a body that is too long before a byte of it is read: forms hold a few files, parts come singly."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        said = request.META.get("CONTENT_LENGTH") or "0"
        if not said.isdecimal() or int(said) > settings.BODY_MOST:
            most = settings.BODY_MOST // 2**20
            problem = Problem(
                "body_too_big",
                "Mỗi lần gửi được nhiều nhất {most} MB. Hãy gửi từng tệp một, hoặc quét ở 200–300 dpi.",
                params={"most": most},
            )
            return problems.answer(request, 413, problem)
        return self.get_response(request)


class CsrfUnlessToken(CsrfViewMiddleware):
    """A bearer token is not sent by browsers on their own, so it needs no CSRF token beside it."""

    def process_view(
        self, request: HttpRequest, callback: Any, callback_args: Any, callback_kwargs: Any
    ) -> Any:
        """Check as Django does, unless the request carries a bearer token."""
        if token_of(request) is not None:
            return None
        return super().process_view(request, callback, callback_args, callback_kwargs)

"""Idempotency keys and versions of the HTTP API.

`Idempotency-Key` on a POST: the same key and body get the same answer again, another body is refused.
`ETag`/`If-Match`: a change says which version it saw; a newer one answers 412, none given 428.
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing import commands
from thongsuot.plumbing.http.data import Data

R = TypeVar("R")


class VersionNeeded(Refused):
    """428: the change must say which version it saw."""

    status = 428


class VersionChanged(Refused):
    """412: the thing changed after it was read."""

    status = 412


def once(
    request: HttpRequest, act: Callable[[], R], render: Callable[[R], Mapping[str, Any]], *, status: int = 201,
    unkept: Callable[[R], Mapping[str, Any]] = lambda _: {},
) -> HttpResponse:  # fmt: skip
    """Run the verb in `act` once for the request's key; answer with `render`'s JSON, new or kept.

    unkept: what is told now and stands nowhere afterwards (a secret); it takes the place of what `render` says.
    """
    key = request.META.get("HTTP_IDEMPOTENCY_KEY", "")
    if not key:
        done = act()
        return Data({**render(done), **unkept(done)}, status)
    if not 8 <= len(key) <= 128 or not key.isascii() or not key.isprintable():
        raise Refused(Problem("key_bad", "Idempotency-Key phải có 8–128 ký tự ASCII.", "Idempotency-Key"))
    fingerprint = hashlib.sha256(f"{request.method} {request.path}\n".encode() + request.body).hexdigest()
    try:
        with commands.once(key=key, fingerprint=fingerprint, render=render) as kept:
            done = act()
    except commands.Replayed as replay:
        response = Data(replay.answer, status)
        response["Idempotency-Replayed"] = "true"
        return response
    return Data({**kept.answer, **unkept(done)}, status)


def etag(version: int) -> str:
    """The ETag of a version number."""
    return f'"{version}"'


def version_seen(request: HttpRequest) -> int:
    """The version in `If-Match`; raises VersionNeeded when absent, VersionChanged when it is none of ours."""
    given = request.headers.get("If-Match")
    if given is None:
        raise VersionNeeded(
            Problem("version_needed", "Hãy gửi kèm If-Match với phiên bản bạn đã đọc.", "If-Match")
        )
    try:
        return int(given.strip().removeprefix("W/").strip('"'))
    except ValueError:
        raise VersionChanged(
            Problem("version_changed", "Dữ liệu đã thay đổi. Hãy tải lại rồi làm tiếp.", "If-Match")
        ) from None

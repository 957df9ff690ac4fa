"""Uploads in parts over HTTP: the core, creation and termination of the protocol tus 1.0.0.

POST announces (Upload-Length, Upload-Metadata: filename), PATCH brings a part at Upload-Offset, HEAD tells how far
it has come, DELETE cancels. Any client of that protocol works, and so does the script of our pages.
"""

import base64
import binascii
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse

from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing.files import limits, uploads
from thongsuot.plumbing.http import problems
from thongsuot.plumbing.http.guards import sender_required
from thongsuot.plumbing.http.request import Request

VERSION = "1.0.0"
PART = "application/offset+octet-stream"


@sender_required
def begin(request: HttpRequest) -> HttpResponseBase:
    """Announce a file."""
    if request.method == "OPTIONS":
        return _answer(204)
    if request.method != "POST":
        return _not_here(request)
    asked = _ours(request)
    made = uploads.begin(
        actor=asked.actor, now=asked.now, name=_name(asked), size=_number(asked, "Upload-Length")
    )
    response = _answer(201, made.received)
    response["Location"] = reverse("upload", args=[made.id])
    return response


@sender_required
def upload(request: HttpRequest, upload_id: UUID) -> HttpResponseBase:
    """Go on with it, ask how far it is, or cancel it."""
    asked = _ours(request)
    actor = asked.actor
    match request.method:
        case "HEAD":
            found = uploads.progress(actor=actor, upload_id=upload_id)
            response = _answer(200, found.received)
            response["Upload-Length"] = str(found.size)
            return response
        case "PATCH":
            return _taken(asked, upload_id)
        case "DELETE":
            uploads.cancel(actor=actor, upload_id=upload_id)
            return _answer(204)
    return _not_here(request)


def _taken(asked: Request, upload_id: UUID) -> HttpResponse:
    if asked.headers.get("Content-Type", "") != PART:
        raise Refused(
            Problem("upload_type", "Phần gửi lên phải có Content-Type application/offset+octet-stream.")
        )
    try:
        found = uploads.append(
            actor=asked.actor, upload_id=upload_id, offset=_number(asked, "Upload-Offset"), data=asked.body
        )
    except uploads.Ahead as ahead:
        response = problems.refused(asked, ahead)
        response["Upload-Offset"] = str(ahead.received)
        return response
    return _answer(204, found.received)


def _answer(status: int, offset: int | None = None) -> HttpResponse:
    response = HttpResponse(status=status, headers={"Tus-Resumable": VERSION, "Cache-Control": "no-store"})
    if offset is not None:
        response["Upload-Offset"] = str(offset)
    else:
        response["Tus-Version"] = VERSION
        response["Tus-Extension"] = "creation,termination"
        response["Tus-Max-Size"] = str(limits.FILE_MOST)
    return response


def _not_here(request: HttpRequest) -> HttpResponse:
    return problems.answer(
        request,
        405,
        Problem("method_not_here", "Địa chỉ này không nhận phương thức đó. Hãy xem tài liệu API."),
    )


def _number(request: Request, header: str) -> int:
    given = request.headers.get(header, "")
    if given.isascii() and given.isdecimal() and len(given) < 16:
        return int(given)
    raise Refused(
        Problem("header_bad", "Đầu mục {header} phải là một số byte. Hãy gửi lại.", params={"header": header})
    )


def _name(request: Request) -> str:
    """The file's name in Upload-Metadata: pairs of a word and its value in base 64, with commas between."""
    for pair in request.headers.get("Upload-Metadata", "")[:4000].split(","):
        word, _, value = pair.strip().partition(" ")
        if word == "filename":
            try:
                return base64.b64decode(value, validate=True).decode("utf-8", "replace")
            except (binascii.Error, ValueError):
                return ""
    return ""


def _ours(request: HttpRequest) -> Request:
    return request  # type: ignore[return-value]


urlpatterns: list[URLPattern] = [
    path("", begin, name="uploads"),
    path("<uuid:upload_id>", upload, name="upload"),
]

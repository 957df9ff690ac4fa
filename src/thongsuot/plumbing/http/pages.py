"""Pages for what Django itself refuses."""

import sys
from typing import Any

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.http import problems
from thongsuot.plumbing.http.middleware import passes_by_itself, tell_bug

MARK = "csrfmiddlewaretoken"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long or came from elsewhere.

    Whoever logged in again in another window still has a page of before: what stood on it is kept, to be sent once more.
    """
    if _is_of_ours(request) and not _is_secret(request):
        given = [(name, value) for name, values in request.POST.lists() if name != MARK for value in values]
        context = {"given": given, "address": request.get_full_path()}
        return HttpResponse(render_to_string("plumbing/again.html", context, request), status=403)
    return problems.answer(
        request,
        403,
        Problem(
            "form_expired", "Trang đã mở quá lâu hoặc được gửi từ nơi khác. Hãy tải lại trang rồi gửi lại."
        ),
    )


def _is_of_ours(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this very site sent the form; what no browser said may be anybody's."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _is_secret(request: HttpRequest) -> bool:
    """What must not stand in a page, or cannot: passwords, files, what a program sends."""
    has_password = any("password" in name for name in request.POST)
    return problems.wants_json(request) or has_password or bool(request.FILES)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No such address."""
    return problems.answer(
        request,
        404,
        Problem("no_such_page", "Không có trang này. Hãy kiểm tra lại địa chỉ hoặc quay về trang chủ."),
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not even a request."""
    return problems.answer(
        request, 400, Problem("bad_request", "Yêu cầu gửi lên không đọc được. Hãy tải lại trang.")
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Refused by Django."""
    return problems.answer(request, 403, Problem("forbidden", "Bạn không có quyền xem trang này."))


def error(request: HttpRequest, *args: Any) -> HttpResponse:
    """A bug: say so honestly, with the number under which the log knows it.

    Django also comes here when a middleware met a database that is away: that passes by itself, and is no bug.
    """
    met = sys.exc_info()[1]
    if isinstance(met, DatabaseError | InterfaceError) and passes_by_itself(met):
        connection.close_if_unusable_or_obsolete()
        return problems.unavailable(request)
    if met is not None:
        tell_bug(request, met)
    return problems.answer(
        request,
        500,
        Problem("bug", "Hệ thống gặp lỗi. Lỗi đã được ghi lại; hãy báo mã bên dưới cho người quản trị."),
    )

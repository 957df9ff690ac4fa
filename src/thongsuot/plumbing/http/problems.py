"""A refusal as a person or a program reads it: a page, or RFC 9457 problem+json under /api/."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from thongsuot.kernel.errors import Conflict, Forbidden, NotFound, Problem, Refused

TITLES = {
    400: "Yêu cầu chưa đúng",
    401: "Cần đăng nhập",
    403: "Không có quyền",
    404: "Không tìm thấy",
    405: "Không nhận cách gửi này",
    409: "Đã có người làm trước",
    412: "Dữ liệu đã thay đổi",
    413: "Gửi quá nhiều một lần",
    422: "Chưa thực hiện được",
    428: "Thiếu phiên bản",
    429: "Quá nhiều lần thử",
    500: "Lỗi của hệ thống",
    503: "Hệ thống tạm gián đoạn",
}


def text_of(problem: Problem) -> str:
    """The problem's message in the reader's language."""
    return problem.say(_)


def wants_json(request: HttpRequest) -> bool:
    """Programs ask under /api/; everything else is a person's page."""
    return request.path.startswith("/api/")


def as_json(request: HttpRequest, status: int, found: tuple[Problem, ...]) -> HttpResponse:
    """RFC 9457 with `code`, `errors` and `trace_id`."""
    body: dict[str, Any] = {
        "type": f"/problems/{found[0].code}" if found else "about:blank",
        "title": _(TITLES.get(status, TITLES[500])),
        "status": status,
        "code": found[0].code if found else "error",
        "detail": " ".join(text_of(p) for p in found),
        "errors": [
            {"code": p.code, "pointer": f"/{p.field}" if p.field else "", "detail": text_of(p)} for p in found
        ],
        "trace_id": getattr(request, "request_id", ""),
    }
    return HttpResponse(
        json.dumps(body, ensure_ascii=False), status=status, content_type="application/problem+json"
    )


def answer(request: HttpRequest, status: int, *found: Problem) -> HttpResponse:
    """The same refusal for a person or for a program."""
    if wants_json(request):
        return as_json(request, status, found)
    context = {
        "status": status,
        "title": _(TITLES.get(status, TITLES[500])),
        "problems": [text_of(p) for p in found],
        "trace_id": getattr(request, "request_id", ""),
    }
    return HttpResponse(render_to_string("plumbing/refused.html", context, request), status=status)


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Turn a refusal into an answer; a form that kept its values shows it itself before this is reached."""
    return answer(request, refusal.status, *refusal.problems)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: nothing was done; say when to try again."""
    problem = Problem(
        "try_again", "Cơ sở dữ liệu tạm gián đoạn. Chưa có gì được ghi; hãy thử lại sau ít giây."
    )
    if wants_json(request):
        response = as_json(request, 503, (problem,))
    else:  # the page must not need the database
        response = HttpResponse(
            render_to_string("plumbing/unavailable.html", {"message": text_of(problem)}), status=503
        )
    response["Retry-After"] = "2"
    return response


__all__ = ["Conflict", "Forbidden", "NotFound", "answer", "as_json", "refused", "text_of", "unavailable"]

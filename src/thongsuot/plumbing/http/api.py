"""The HTTP API: one object to which modules hang their routers, one shape for every refusal."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from thongsuot import __version__
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing.http import handbook, problems
from thongsuot.plumbing.http.description import DescribedAPI

# What pydantic says, in the words of the person who must mend it.
SAYINGS = {
    "missing": "Thiếu trường bắt buộc này.",
    "string_type": "Giá trị phải là chữ.",
    "int_type": "Giá trị phải là số nguyên.",
    "int_parsing": "Giá trị phải là số nguyên.",
    "bool_type": "Giá trị phải là đúng hoặc sai.",
    "bool_parsing": "Giá trị phải là đúng hoặc sai.",
    "date_from_datetime_parsing": "Ngày phải có dạng năm-tháng-ngày, ví dụ 2026-11-22.",
    "date_parsing": "Ngày phải có dạng năm-tháng-ngày, ví dụ 2026-11-22.",
    "list_type": "Giá trị phải là một danh sách.",
    "enum": "Giá trị không nằm trong danh sách cho phép.",
    "json_invalid": "Nội dung gửi lên không phải JSON đọc được.",
    "greater_than_equal": "Giá trị quá nhỏ.",
    "less_than_equal": "Giá trị quá lớn.",
}
OTHERWISE = "Giá trị không đúng dạng mà tài liệu API mô tả."


def make() -> NinjaAPI:
    """The API of version 1, without its routers."""
    api = DescribedAPI(
        title="Thông Suốt",
        version=__version__,
        urls_namespace="api",
        docs=handbook.Docs(),
        docs_url="/docs",
        openapi_url="/openapi.json",
    )

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, error: Refused) -> HttpResponse:
        return problems.refused(request, error)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return problems.as_json(request, 422, tuple(_problem(e) for e in error.errors))

    @api.exception_handler(HttpError)
    def http(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problems.as_json(request, error.status_code, (Problem("bad_request", OTHERWISE),))

    return api


def _problem(error: dict[str, Any]) -> Problem:
    where = [str(part) for part in error.get("loc", ())[1:]]
    return Problem("invalid", SAYINGS.get(str(error.get("type")), OTHERWISE), "/".join(where[1:] or where))

"""One line tells of each request: which route, how it ended, how long it took; never the address or a person."""

import json
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import include, path

from thongsuot.kernel.errors import NotFound, Problem

NAME, PHONE = "Tôn Nữ Nhạn", "0905123456"
KEYS = {"event", "level", "timestamp", "request", "method", "route", "status", "ms", "actor"}

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def fine(request: HttpRequest, code: str) -> HttpResponse:
    return HttpResponse(code)


def fails(request: HttpRequest, code: str) -> HttpResponse:
    raise ValueError(f"{NAME} {code}")


def breaks_off(request: HttpRequest, code: str) -> StreamingHttpResponse:
    def pieces() -> Iterator[bytes]:
        yield b"first"
        raise ValueError(f"{NAME} {code}")

    return StreamingHttpResponse(pieces())


def refuses(request: HttpRequest, code: str) -> HttpResponse:
    raise NotFound(Problem("no_such_thing", NAME))


# Django looks for these where the addresses stand.
handler404 = "thongsuot.plumbing.http.pages.not_found"
handler500 = "thongsuot.plumbing.http.pages.error"
urlpatterns = [
    path("fine/<code>", fine),
    path("fails/<code>", fails),
    path("api/v1/fails/<code>", fails),
    path("breaks-off/<code>", breaks_off),
    path("refuses/<code>", refuses),
    path("", include("thongsuot.urls")),
]


class Broken:
    """A middleware with a bug: no view is reached, so nobody is asked about its error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        raise ValueError(NAME)


@pytest.fixture(autouse=True)
def _logged(settings: Any) -> None:
    settings.LOG_REQUESTS = True


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Callable[[], list[dict[str, Any]]]:
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]


def test_a_line_has_the_route_and_not_the_address(lines: Any) -> None:
    answer = Client().get(f"/fine/{PHONE}?q={NAME}")
    (line,) = lines()
    assert set(line) == KEYS
    assert (line["event"], line["method"], line["route"]) == ("answered", "GET", "fine/<code>")
    assert (line["status"], line["actor"], line["request"]) == (200, "anonymous", answer["X-Request-Id"])
    assert 0 <= line["ms"] < 60_000


def test_who_finds_nothing_leaves_no_address_either(lines: Any) -> None:
    Client().post(f"/{PHONE}/{NAME}")
    (line,) = lines()
    assert (line["method"], line["route"], line["status"]) == ("POST", "-", 404)


@pytest.mark.parametrize("address", ["/livez", "/static/ui/ts.css", "/static/khong-co"])
def test_of_health_and_of_files_no_line_is_written(lines: Any, address: str) -> None:
    Client().get(address)
    assert lines() == []


def test_lines_of_requests_may_be_switched_off_and_bugs_are_still_told(settings: Any, lines: Any) -> None:
    settings.LOG_REQUESTS = False
    Client().get("/fine/x")
    Client(raise_request_exception=False).get("/fails/x")
    assert [line["event"] for line in lines()] == ["bug"]


def test_a_refusal_is_a_line_and_no_bug(lines: Any) -> None:
    Client().get(f"/refuses/{PHONE}")
    assert [(line["event"], line["status"]) for line in lines()] == [("answered", 404)]


@pytest.mark.parametrize("given", ["", "abcdef0123456789", PHONE, "NguyễnVănAnh", "x" * 65])
def test_a_bug_has_the_same_number_in_the_log_in_the_head_and_in_the_answer(lines: Any, given: str) -> None:
    headers = {"X-Request-Id": given} if given else {}
    answer = Client(raise_request_exception=False).get(f"/api/v1/fails/{PHONE}", headers=headers)
    bug, line = lines()
    assert answer.status_code == line["status"] == 500
    assert bug["event"] == "bug"
    assert "ValueError" in bug["exception"]
    assert "in fails" in bug["exception"]
    assert {bug["request"], line["request"], answer["X-Request-Id"]} == {answer.json()["trace_id"]}
    assert (bug["request"] == given) == (given == "abcdef0123456789")
    assert NAME not in json.dumps([bug, line], ensure_ascii=False)
    assert PHONE not in json.dumps([bug, line])


def test_a_bug_in_a_middleware_is_told_once_under_the_number_of_its_page(settings: Any, lines: Any) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.Broken"]
    answer = Client(raise_request_exception=False).get("/fine/x")
    bug, line = lines()
    assert (bug["event"], line["status"]) == ("bug", 500)
    assert bug["request"] == line["request"] == answer["X-Request-Id"]
    assert answer["X-Request-Id"] in answer.content.decode()
    assert NAME not in json.dumps([bug, line], ensure_ascii=False)


def test_an_answer_that_breaks_off_is_told_by_us_and_its_server_learns_only_that(lines: Any) -> None:
    answer = Client().get(f"/breaks-off/{PHONE}")
    with pytest.raises(ConnectionAbortedError) as broken:
        list(answer.streaming_content)  # type: ignore[attr-defined]
    assert NAME not in "".join(traceback.format_exception(broken.value))  # as a server logs it
    line, bug = lines()
    assert (line["event"], line["status"], bug["event"]) == ("answered", 200, "bug")
    assert bug["request"] == answer["X-Request-Id"]
    assert "in pieces" in bug["exception"]
    assert NAME not in json.dumps(bug, ensure_ascii=False)

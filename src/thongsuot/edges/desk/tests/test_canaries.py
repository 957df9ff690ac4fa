"""Nothing of a person reaches the log: one dossier's way through intake, search, refusal and bugs, and every line read."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from thongsuot.edges.desk.tests.people import COUNTER, STRANGER, browser
from thongsuot.edges.desk.tests.test_intake import answers, code_of
from thongsuot.plumbing import logs

NAME, PHONE, CITIZEN = "Tôn Nữ Hoàng Nhạn", "0978 612 345", "046198765432"
ADDRESS = "77 ngõ Hoàng Yến, thôn Nhạn"
PERSON = {"name": NAME, "phone": PHONE, "citizen_id": CITIZEN, "address": ADDRESS}

pytestmark = [pytest.mark.usefixtures("province"), pytest.mark.urls(__name__)]
log = logs.get("test.canaries")


def bug(request: HttpRequest) -> HttpResponse:
    """As a bug of ours would speak: of the very person."""
    try:
        return HttpResponse({}[request.POST["name"]])
    except KeyError as error:
        raise ValueError(f"{request.POST}") from error


def twice(request: HttpRequest) -> HttpResponse:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "create temporary table canary (name text, citizen_id text, unique (name, citizen_id))"
        )
        for _ in range(2):
            cursor.execute(
                "insert into canary values (%s, %s)", [request.POST["name"], request.POST["citizen_id"]]
            )
    return HttpResponse()


def talking(request: HttpRequest) -> HttpResponse:
    """The negative control: what no habit of the log could know to be a name."""
    log.info("planted", about=request.POST["name"])
    return HttpResponse()


# Django looks for these where the addresses stand.
handler403 = "thongsuot.plumbing.http.pages.forbidden"
handler404 = "thongsuot.plumbing.http.pages.not_found"
handler500 = "thongsuot.plumbing.http.pages.error"
urlpatterns = [
    path("canary/bug/<name>", lambda request, name: bug(request)),
    path("canary/twice", twice),
    path("canary/talking", talking),
    path("", include("thongsuot.urls")),
]


@pytest.fixture(autouse=True)
def _talkative(settings: Any) -> Iterator[None]:
    settings.LOG_REQUESTS = True
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.INFO)  # as THONGSUOT_LOG=INFO lets libraries speak
    yield
    root.setLevel(level)


def leaks(text: str) -> list[str]:
    """What of the person stands in a text, written in any of the ways in which it comes."""
    canaries = {*PERSON.values(), PHONE.replace(" ", ""), "Hoàng Nhạn", "Hoàng Yến"}
    forms = {form for one in canaries for form in (one, quote(one), quote_plus(one), json.dumps(one)[1:-1])}
    return sorted(form for form in forms if form.lower() in text.lower())


def said(capsys: pytest.CaptureFixture[str]) -> str:
    found = capsys.readouterr()
    return str(found.out + found.err)


def test_what_is_planted_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    Client().post("/canary/talking", PERSON)
    assert NAME in leaks(said(capsys))


def test_no_line_of_a_dossier_s_way_names_its_person(capsys: pytest.CaptureFixture[str]) -> None:
    counter = browser(COUNTER, datetime.now(UTC))
    assert counter.post("/desk/receive/", answers(**PERSON, territory_code="00000")).status_code in (200, 422)
    code = code_of(counter.post("/desk/receive/", answers(**PERSON)))
    for words in (NAME, PHONE, CITIZEN, code):
        assert counter.get("/desk/dossiers/", {"q": words}).status_code == 200
        assert counter.get("/api/v1/dossiers", {"q": words}).status_code in (200, 422)
    stranger = browser(STRANGER, datetime.now(UTC))
    assert stranger.get(f"/api/v1/dossiers/{quote(code, safe='')}").status_code in (403, 404)
    assert (
        stranger.post(
            f"/api/v1/dossiers/{quote(code, safe='')}/forward", PERSON, "application/json"
        ).status_code
        >= 400
    )
    assert Client().get(f"/{quote(NAME)}/{PHONE}").status_code == 404
    Client(enforce_csrf_checks=True).post("/account/login/", {"login": PHONE, "password": NAME})
    answered = said(capsys)
    assert answered.count('"event": "answered"') == 14
    assert leaks(answered) == []


@pytest.mark.parametrize(
    ("address", "error"),
    [(f"/canary/bug/{quote(NAME)}?phone={PHONE}", "ValueError"), ("/canary/twice", "UniqueViolation")],
)
def test_no_line_of_a_bug_names_whom_it_met(
    capsys: pytest.CaptureFixture[str], address: str, error: str
) -> None:
    counter = browser(COUNTER, datetime.now(UTC))
    counter.raise_request_exception = False
    answer = counter.post(address, PERSON)
    assert answer.status_code == 500
    told = said(capsys)
    assert error in told
    assert told.count(answer["X-Request-Id"]) == 2
    assert leaks(told) == []

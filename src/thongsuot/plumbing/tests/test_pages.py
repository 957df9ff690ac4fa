"""What answers when a middleware fails: Django turns its error into a page before anybody can catch it."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory

from thongsuot.plumbing.http import pages


def answer(error: Exception) -> HttpResponse:
    request = RequestFactory().get("/api/v1/dossiers")
    request.request_id = "r" * 8  # type: ignore[attr-defined]
    try:
        raise error
    except Exception:
        return pages.error(request)


@pytest.mark.django_db  # it looks after the connection, which another test may have left open
def test_a_database_that_is_away_is_no_bug() -> None:
    assert answer(OperationalError("server closed the connection unexpectedly")).status_code == 503


def test_a_bug_is_one() -> None:
    assert answer(ValueError("x")).status_code == 500


TYPED = {"q": "Nguyễn Thị Ngọc Ẩn <b>", "go": ["a", "b"]}


@pytest.mark.django_db
@pytest.mark.parametrize("ours", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}])
def test_what_stood_on_a_page_of_before_the_log_in_is_kept_and_sent_once_more(ours: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True, headers=ours)
    answer = client.post("/ho-so/?x=1", {**TYPED, "csrfmiddlewaretoken": "cu"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert 'action="/ho-so/?x=1"' in page
    assert 'name="q" value="Nguyễn Thị Ngọc Ẩn &lt;b&gt;"' in page
    assert page.count('name="go"') == 2
    tokens = re.findall(r'name="csrfmiddlewaretoken" value="(\w{64})"', page)
    assert len(tokens) == 1
    assert client.post("/ho-so/", {**TYPED, "csrfmiddlewaretoken": tokens[0]}).status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("headers", "sent"),
    [
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, TYPED),
        ({"Origin": "http://elsewhere.example"}, TYPED),
        ({}, TYPED),
        ({"Sec-Fetch-Site": "same-origin"}, {**TYPED, "new_password1": "x"}),
        ({"Sec-Fetch-Site": "same-origin"}, {**TYPED, "file": SimpleUploadedFile("a.txt", b"x")}),
    ],
)
def test_what_may_come_from_elsewhere_or_is_secret_is_not_kept(
    headers: dict[str, str], sent: dict[str, object]
) -> None:
    answer = Client(enforce_csrf_checks=True, headers=headers).post("/ho-so/", sent)
    assert answer.status_code == 403
    assert "Ngọc Ẩn" not in answer.content.decode()

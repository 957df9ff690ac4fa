"""What answers when a middleware fails: Django turns its error into a page before anybody can catch it."""

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

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

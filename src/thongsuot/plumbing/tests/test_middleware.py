"""What a value that no column can hold is answered with, and what stays a bug."""

import pytest
from django.db import DataError, connection
from django.http import HttpResponse
from django.test import RequestFactory

from thongsuot.plumbing.http.middleware import RequestMiddleware

BUG = "select 1 / 0"


def answer(sql: str, *params: object) -> HttpResponse | None:
    request = RequestFactory().get("/api/v1/dossiers")
    request.request_id = "r" * 8  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        try:
            cursor.execute(sql, params)
        except DataError as error:
            return RequestMiddleware(lambda _: HttpResponse()).process_exception(request, error)
    raise AssertionError("the database took it")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sql", "value"),
    [("select %s::bigint", 10**20), ("select make_date(%s, 1, 1)", 10**8), ("select %s", "a\0b")],
)
def test_what_no_column_can_hold_is_the_callers_mistake(sql: str, value: object) -> None:
    found = answer(sql, value)
    assert found is not None
    assert found.status_code == 422
    assert b"not_storable" in found.content


@pytest.mark.django_db
def test_another_error_of_the_database_is_a_bug() -> None:
    assert answer(BUG) is None

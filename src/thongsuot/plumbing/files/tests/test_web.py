"""Parts over HTTP as the protocol tus says, and how a file is handed out."""

import base64
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from thongsuot.kernel.actor import ANONYMOUS, Actor, Kind
from thongsuot.plumbing.files import limits, serving, web
from thongsuot.plumbing.http.middleware import BodyLimit, RequestMiddleware

OFFICER = Actor(Kind.OFFICER, account_id=1)


@pytest.fixture(autouse=True)
def _place(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THONGSUOT_FILES", str(tmp_path))


def send(method: str, *args: Any, actor: Actor = OFFICER, data: bytes = b"", **headers: str) -> HttpResponse:
    """A request through the first middleware, which turns refusals into answers."""
    request = RequestFactory().generic(
        method, "/api/v1/uploads/", data, content_type=web.PART,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )  # fmt: skip
    request.actor = actor  # type: ignore[attr-defined]
    first = RequestMiddleware(lambda asked: None)  # type: ignore[arg-type,return-value]

    def view(asked: HttpRequest) -> Any:
        try:
            return (web.upload if args else web.begin)(asked, *args)
        except Exception as error:
            return first.process_exception(asked, error)

    return RequestMiddleware(view)(request)  # type: ignore[return-value]


@pytest.mark.django_db
def test_a_file_in_parts_with_a_cut_between() -> None:
    name = base64.b64encode("giấy.pdf".encode()).decode()
    begun = send("POST", Upload_Length="10", Upload_Metadata=f"filename {name},type cGRm")
    assert begun.status_code == 201
    id_ = UUID(begun["Location"].rpartition("/")[2])
    assert send("PATCH", id_, data=b"12345", Upload_Offset="0")["Upload-Offset"] == "5"
    again = send("PATCH", id_, data=b"12345", Upload_Offset="0")
    assert (again.status_code, again["Upload-Offset"]) == (409, "5")
    stands = send("HEAD", id_)
    assert (stands["Upload-Offset"], stands["Upload-Length"]) == ("5", "10")
    assert send("HEAD", id_, actor=Actor(Kind.OFFICER, account_id=2)).status_code == 404
    assert send("HEAD", id_, actor=ANONYMOUS).status_code == 401
    assert send("PATCH", id_, data=b"67890", Upload_Offset="5").status_code == 204
    assert send("DELETE", id_).status_code == 204
    assert send("HEAD", id_).status_code == 404


@pytest.mark.django_db
def test_what_cannot_be_taken_is_refused_before_it_travels() -> None:
    assert send("POST", Upload_Length=str(limits.FILE_MOST + 1)).status_code == 422
    assert send("POST", Upload_Length="-1").status_code == 422
    assert send("PUT").status_code == 405
    assert send("OPTIONS")["Tus-Max-Size"] == str(limits.FILE_MOST)


def test_a_body_that_is_too_long_is_refused_unread() -> None:
    request = RequestFactory().post(
        "/api/v1/x", b"", content_type="text/plain", CONTENT_LENGTH=str(5 * 2**30)
    )
    answer = BodyLimit(lambda asked: HttpResponse("taken"))(request)
    assert answer.status_code == 413
    assert "Hãy gửi từng tệp" in answer.content.decode()


def test_a_file_is_saved_and_never_shown() -> None:
    answer = serving.attachment("Đơn <b>.pdf", "application/pdf", b"x")
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''%C4%90%C6%A1n%20%3Cb%3E.pdf" in answer["Content-Disposition"]
    assert "<" not in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]

"""Anyone checks a signature: by file, by number; what was changed is said, what cannot be read breaks nothing."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.people import committee

from thongsuot.plumbing.signing.tests.test_signing import later_page
from thongsuot.work.signatures import queries
from thongsuot.work.signatures.tests.scene import HEAD, SYSTEM, decided, equip, secrets, sign

pytestmark = pytest.mark.usefixtures("province", "secrets")
_ = secrets
PAGE, API = "/kiem-tra-chu-ky/", "/api/v1/signatures/"


@pytest.fixture
def paper() -> tuple[str, bytes, str]:
    """Number, content and dossier's code of a signed result."""
    equip(HEAD, committee())
    receipt = decided()
    number = sign(receipt).signed[receipt.id]
    content = queries.content(viewer=SYSTEM, dossier_id=receipt.id, form="result")
    assert content is not None
    return str(number), content, receipt.code


def send(client: Client, content: bytes, address: str = PAGE) -> Any:
    return client.post(address, {"file": SimpleUploadedFile("ket-qua.pdf", content, "application/pdf")})


def test_the_question_is_asked_without_telling_anything(client: Client) -> None:
    said = client.get(PAGE).content.decode()
    assert said.count('class="button primary"') == 1
    assert "không được lưu lại" in said


def test_a_good_file_says_who_signed_and_that_nothing_changed(
    client: Client, paper: tuple[str, bytes, str]
) -> None:
    _number, content, code = paper
    said = send(client, content).content.decode()
    for text in (
        "Chữ ký hợp lệ",
        "Chữ ký thử nghiệm",
        code,
        "không có dấu thời gian",
        "Ủy ban nhân dân phường",
    ):
        assert text in said
    assert "Nguyễn Thị Hòa" not in said  # the applicant


def test_a_changed_file_says_which_page(client: Client, paper: tuple[str, bytes, str]) -> None:
    answer = send(client, later_page(paper[1], 1))
    assert "Văn bản đã bị sửa sau khi ký" in answer.content.decode()
    assert "Trang 1 có thay đổi." in answer.content.decode()
    assert answer["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize(
    "content", [b"", b"khong phai pdf", b"%PDF-1.7\n" + b"\0" * 99, b"%PDF-1.4\ntrailer<</Root 1 0 R>>"]
)
def test_a_bad_file_is_refused_in_words(client: Client, content: bytes) -> None:
    answer = send(client, content)
    assert answer.status_code == 422
    assert "Không đọc được tệp này" in answer.content.decode()


def test_no_file_and_no_signature(client: Client) -> None:
    from thongsuot.plumbing.signing.tests import papers

    answer = client.post(PAGE)
    assert answer.status_code == 422
    assert "Hãy chọn tệp PDF" in answer.content.decode()
    assert "Tệp này không có chữ ký số" in send(client, papers.unsigned()).content.decode()


def test_a_file_too_large_is_not_read(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from thongsuot.edges.portal import signatures

    monkeypatch.setattr(signatures, "LARGEST", 10)
    answer = send(client, b"%PDF-1.7 lon hon")
    assert answer.status_code == 422
    assert "Tệp lớn hơn" in answer.content.decode()


def test_the_number_on_the_paper_opens_the_register(client: Client, paper: tuple[str, bytes, str]) -> None:
    number, content, code = paper
    said = client.get(f"{PAGE}{number}/").content.decode()
    assert code in said
    assert "Nguyễn Thị Hòa" not in said
    assert "Chữ ký hợp lệ" in send(client, content, f"{PAGE}{number}/").content.decode()
    assert client.get(f"{PAGE}{uuid4()}/").status_code == 404


def test_the_same_over_the_api(client: Client, paper: tuple[str, bytes, str]) -> None:
    number, content, code = paper
    found = json.loads(send(client, content, f"{API}check").content)
    assert found["verdict"] == "good"
    assert found["paper"]["code"] == code
    assert found["paper"] == json.loads(client.get(f"{API}papers/{number}").content)
    assert json.loads(send(client, later_page(content, 1), f"{API}check").content)["signatures"][0][
        "pages"
    ] == [1]
    refused = send(client, b"x", f"{API}check")
    assert (refused.status_code, json.loads(refused.content)["code"]) == (422, "not_a_pdf")
    assert client.post(f"{API}check").status_code == 422
    assert client.get(f"{API}papers/{uuid4()}").status_code == 404
    body = {"agency_id": committee(), "dossier_ids": [str(uuid4())]}
    assert client.post(f"{API}sign", json.dumps(body), content_type="application/json").status_code == 401

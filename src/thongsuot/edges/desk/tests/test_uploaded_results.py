"""A result that an officer hands in as PDF is listed, signed at the desk, and given to the applicant as it was signed."""

from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from thongsuot.edges.desk.tests.people import browser
from thongsuot.edges.exchange.national_portal import results
from thongsuot.edges.portal.tests import people as applicants
from thongsuot.plumbing.files.tests import made
from thongsuot.plumbing.signing import demo
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services
from thongsuot.work.signatures.tests.scene import (
    DAY,
    HEAD,
    LATER,
    NOW,
    OTHER_HEAD,
    committee,
    equip,
    secrets,
    who,
)

pytestmark = pytest.mark.usefixtures("province")
_ = secrets  # a fixture: pytest finds it by its name here


@pytest.fixture
def receipt(secrets: demo.Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> services.Receipt:
    monkeypatch.setenv("THONGSUOT_FILES", str(tmp_path))
    monkeypatch.delenv("THONGSUOT_CLAMD", raising=False)
    equip(HEAD, committee(), from_at=NOW - 900 * DAY, to_at=NOW + 900 * DAY)
    return applicants.decided(applicants.mine())


def handed_in(receipt: services.Receipt) -> UUID:
    page = f"/desk/dossiers/{receipt.code}/files/"
    file = SimpleUploadedFile("Trích lục.pdf", made.pdf(), "application/pdf")
    sent = {"go": "attach", "kind": "result", "title": "Trích lục", "bind": "1", "files": file}
    assert browser(HEAD, LATER).post(page, sent).status_code == 302
    found = dossiers.files_of(viewer=who(HEAD), dossier_id=receipt.id)
    return next(one.id for one in found if one.kind == "result")


def test_it_is_listed_looked_through_and_signed(receipt: services.Receipt) -> None:
    file_id = handed_in(receipt)
    client = browser(HEAD, LATER)
    assert str(file_id) in client.get("/desk/signatures/").content.decode()
    asked = {"row": [str(file_id)]}
    preview = client.post("/desk/signatures/sign-uploads/", asked).content.decode()
    assert receipt.code in preview
    assert len(dossiers.results_of(viewer=who(HEAD), dossier_id=receipt.id)) == 1
    assert client.post("/desk/signatures/sign-uploads/", {**asked, "run": "1"}).status_code == 302
    (signed,) = dossiers.results_of(viewer=who(HEAD), dossier_id=receipt.id)
    assert signed.from_file_id == file_id
    assert str(file_id) not in client.get("/desk/signatures/").content.decode()
    again = client.post("/desk/signatures/sign-uploads/", asked).content.decode()
    assert "đã được ký số" in again
    assert client.post("/desk/signatures/sign-uploads/", {"row": ["x"]}).status_code == 302


def test_the_page_of_files_signs_it_and_the_applicant_gets_the_signed_one(receipt: services.Receipt) -> None:
    file_id = handed_in(receipt)
    page = f"/desk/dossiers/{receipt.code}/files/"
    client = browser(HEAD, LATER)
    assert 'value="sign-result"' in client.get(page).content.decode()
    assert client.post(page, {"go": "sign-result", "file": str(file_id)}).status_code == 302
    shown = client.get(page).content.decode()
    assert "Đã có bản ký số" in shown
    assert 'value="sign-result"' not in shown
    assert client.post(page, {"go": "sign-result", "file": str(file_id)}).status_code == 422
    (signed,) = dossiers.results_of(viewer=who(HEAD), dossier_id=receipt.id)
    own = applicants.logged_in("congdan")
    listed = own.get(f"/ho-so/{receipt.code}/giay-to/").content.decode()
    assert str(signed.id) in listed
    assert str(file_id) not in listed
    assert [one.sha256 for one in results.of(receipt.id)] == [signed.sha256]
    got = own.get(f"/ho-so/{receipt.code}/giay-to/{signed.id}/")
    pdf = b"".join(got) if got.streaming else got.content
    checked = own.post("/kiem-tra-chu-ky/", {"file": SimpleUploadedFile("a.pdf", pdf, "application/pdf")})
    assert receipt.code in checked.content.decode()


def test_a_stranger_neither_sees_nor_signs_it(receipt: services.Receipt) -> None:
    file_id = handed_in(receipt)
    client = browser(OTHER_HEAD, LATER)
    assert str(file_id) not in client.get("/desk/signatures/").content.decode()
    sent = client.post("/desk/signatures/sign-uploads/", {"row": [str(file_id)], "run": "1"})
    assert sent.status_code == 302
    assert dossiers.results_of(viewer=who(HEAD), dossier_id=receipt.id)[0].id == file_id

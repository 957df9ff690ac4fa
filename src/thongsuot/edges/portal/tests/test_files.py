"""The applicant sends what was asked for: logged in, or holding the code; he opens his own, nobody another's."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from thongsuot.edges.portal.tests import people
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.files.tests import made
from thongsuot.work.dossiers import queries
from thongsuot.work.dossiers.rules.files import FileSource

pytestmark = pytest.mark.usefixtures("province")


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THONGSUOT_FILES", str(tmp_path))
    monkeypatch.setenv("THONGSUOT_CLAMD", str(tmp_path / "nobody"))


def sent(client: Any, code: str, *names: str, **data: str) -> Any:
    files = [SimpleUploadedFile(name, made.picture()) for name in names]
    given = {"paper": "Giấy chứng sinh", "files": files, **data}
    return client.post(f"/ho-so/{code}/giay-to/", given)


def test_the_holder_of_the_code_sends_and_sees_the_list_but_opens_nothing() -> None:
    receipt = people.waiting(people.received())
    client = people.tracking(receipt)
    page = client.get(f"/ho-so/{receipt.code}/").content.decode()
    assert f"/ho-so/{receipt.code}/giay-to/" in page
    answer = sent(client, receipt.code, "trang 1.jpg", "trang 2.jpg", bind="1")
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    (one,) = queries.files_of(viewer=SYSTEM, dossier_id=receipt.id)
    assert (one.title, one.pages, one.source) == ("Giấy chứng sinh", 2, FileSource.CITIZEN)
    page = client.get(f"/ho-so/{receipt.code}/giay-to/").content.decode()
    assert "Giấy chứng sinh.pdf" in page
    assert str(one.id) not in page
    assert client.get(f"/ho-so/{receipt.code}/giay-to/{one.id}/").status_code == 403


def test_a_citizen_opens_his_own_and_uses_it_again() -> None:
    before = people.waiting(people.mine("congdan"))
    client = people.logged_in("congdan")
    assert sent(client, before.code, "a.jpg").status_code == 302
    (one,) = queries.files_of(viewer=SYSTEM, dossier_id=before.id)
    got = client.get(f"/ho-so/{before.code}/giay-to/{one.id}/")
    assert got["Content-Disposition"].startswith("attachment;")
    assert got.content[:3] == b"\xff\xd8\xff"
    later = people.waiting(people.mine("congdan"))
    assert before.code in client.get(f"/ho-so/{later.code}/giay-to/").content.decode()
    assert sent(client, later.code, go="reuse", item=str(one.id)).status_code == 302
    assert len(queries.files_of(viewer=SYSTEM, dossier_id=later.id)) == 1
    stranger = people.logged_in("congdan2")
    for address in (f"/ho-so/{before.code}/giay-to/", f"/ho-so/{before.code}/giay-to/{one.id}/"):
        assert stranger.get(address).status_code == 302  # asked for the code's proof


def test_nothing_is_taken_that_was_not_asked_for_and_a_wrong_file_is_named() -> None:
    receipt = people.received()
    client = people.tracking(receipt)
    assert 'type="file"' not in client.get(f"/ho-so/{receipt.code}/giay-to/").content.decode()
    assert sent(client, receipt.code, "a.jpg").status_code == 422
    people.waiting(receipt)
    wrong = client.post(
        f"/ho-so/{receipt.code}/giay-to/", {"files": [SimpleUploadedFile("vi.heic", b"\0\0\0\x18ftypheic")]}
    )
    assert wrong.status_code == 422
    assert "“vi.heic”" in wrong.content.decode()

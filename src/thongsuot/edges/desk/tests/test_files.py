"""The files' page at the desk: by plain form, with parts that came before, and who may do what."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from thongsuot.edges.desk.tests.people import COUNTER, HEAD, STRANGER, browser, moved, received
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.files import keeping
from thongsuot.plumbing.files.inspecting import inspect
from thongsuot.plumbing.files.tests import made
from thongsuot.work.dossiers import queries, services

pytestmark = pytest.mark.usefixtures("province")


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THONGSUOT_FILES", str(tmp_path))
    monkeypatch.setenv("THONGSUOT_CLAMD", str(tmp_path / "nobody"))


def now() -> datetime:
    return datetime.now(UTC)


def sent(*files: tuple[str, bytes], user: str = COUNTER, code: str, **data: Any) -> Any:
    given = {"go": "attach", "title": "Giấy chứng sinh", "kind": "original", **data}
    given["files"] = [SimpleUploadedFile(name, content) for name, content in files]
    return browser(user, now()).post(f"/desk/dossiers/{code}/files/", given)


def files(receipt: Any) -> tuple[queries.FileRecord, ...]:
    return queries.files_of(viewer=SYSTEM, dossier_id=receipt.id)


def test_two_photographs_become_one_paper_and_are_saved_never_shown() -> None:
    receipt = received(now())
    answer = sent(("1.jpg", made.picture()), ("2.png", made.picture("PNG")), code=receipt.code, bind="1")
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    (one,) = files(receipt)
    assert (one.title, one.pages, one.media_type) == ("Giấy chứng sinh", 2, "application/pdf")
    page = browser(COUNTER, now()).get(f"/desk/dossiers/{receipt.code}/files/").content.decode()
    assert "Chưa quét vi-rút" in page
    assert "không có vi-rút" not in page
    got = browser(HEAD, now()).get(f"/desk/dossiers/{receipt.code}/files/{one.id}/")
    assert got.content.startswith(b"%PDF-")
    assert got["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in got["Content-Security-Policy"]
    assert got["X-Content-Type-Options"] == "nosniff"
    assert "(1)" in browser(COUNTER, now()).get(f"/desk/dossiers/{receipt.code}/").content.decode()


def test_every_refused_file_is_named_at_once_and_none_is_kept() -> None:
    receipt = received(now())
    answer = sent(("vi.exe", b"MZ"), ("rong.pdf", b""), ("tot.pdf", made.pdf()), code=receipt.code)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Lỗi:" in page
    assert "“vi.exe”" in page
    assert "“rong.pdf”" in page
    assert files(receipt) == ()
    assert "Chưa có tệp nào" in sent(code=receipt.code).content.decode()
    assert (
        "Hãy chọn hoặc ghi tên" in sent(("a.pdf", made.pdf()), code=receipt.code, title=" ").content.decode()
    )


def test_a_file_that_came_in_parts_is_attached() -> None:
    receipt = received(now())
    client, data = browser(COUNTER, now()), made.pdf(3)
    begun = client.post("/api/v1/uploads/", headers={"Upload-Length": str(len(data))})
    address = begun["Location"]
    for at in range(0, len(data), 300):
        client.generic(
            "PATCH", address, data[at : at + 300], content_type="application/offset+octet-stream",
            headers={"Upload-Offset": str(at)},
        )  # fmt: skip
    answer = client.post(
        f"/desk/dossiers/{receipt.code}/files/",
        {"paper": "", "title": "Đơn", "kind": "copy", "upload": address.rpartition("/")[2]},
    )
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    assert [(one.title, one.pages) for one in files(receipt)] == [("Đơn", 3)]
    assert client.head(address).status_code == 404


def test_a_stranger_finds_neither_page_nor_file() -> None:
    receipt = received(now())
    sent(("a.pdf", made.pdf()), code=receipt.code)
    (one,) = files(receipt)
    for path in ("files/", f"files/{one.id}/"):
        assert browser(STRANGER, now()).get(f"/desk/dossiers/{receipt.code}/{path}").status_code == 404
    other = received(now())
    assert browser(COUNTER, now()).get(f"/desk/dossiers/{other.code}/files/{other.id}/").status_code == 404
    assert sent(("a.pdf", made.pdf()), code=receipt.code, user=STRANGER).status_code == 404


def test_removing_needs_a_reason_and_earlier_papers_need_consent() -> None:
    before, receipt = received(now()), received(now())
    sent(("a.pdf", made.pdf()), code=before.code)
    (one,) = files(before)
    client, address = browser(COUNTER, now()), f"/desk/dossiers/{receipt.code}/files/"
    assert "Hãy hỏi người nộp" in client.post(address, {"go": "store"}).content.decode()
    page = client.post(address, {"go": "store", "consent": "1"}).content.decode()
    assert before.code in page
    assert client.post(address, {"go": "reuse", "item": str(one.id)}).status_code == 302
    (again,) = files(receipt)
    refused = client.post(address, {"go": "remove", "file": str(again.id), "reason": ""})
    assert "Hãy nêu lý do gỡ tệp" in refused.content.decode()
    gone = client.post(address, {"go": "remove", "file": str(again.id), "reason": "Nhầm"})
    assert gone.status_code == 302
    assert files(receipt) == ()


def test_after_the_end_the_page_shows_and_takes_nothing() -> None:
    record = moved(received(now()), "forward", "refuse", at=now())
    page = browser(HEAD, now()).get(f"/desk/dossiers/{record.code}/files/").content.decode()
    assert 'name="files"' not in page
    assert sent(("a.pdf", made.pdf()), code=record.code).status_code == 422


def test_what_the_applicant_sent_online_is_ticked_already() -> None:
    receipt = received(now())
    moved(receipt, "forward", "ask", at=now())
    form = f"/desk/dossiers/{receipt.code}/supplement/"
    assert 'value="original" id="id_kind_0" checked' in browser(COUNTER, now()).get(form).content.decode()
    services.send_more(
        actor=SYSTEM,
        now=now(),
        dossier_id=receipt.id,
        paper=services.Paper("Giấy chứng sinh"),
        files=[keeping.scanned(inspect("1.pdf", made.pdf()))],
        sender=SYSTEM,
    )
    page = browser(COUNTER, now()).get(form).content.decode()
    assert 'value="Giấy chứng sinh" id="id_papers_0" checked' in page
    assert 'value="electronic" id="id_kind_2" checked' in page

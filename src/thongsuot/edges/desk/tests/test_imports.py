"""An old register at the desk: handed in, looked at, loaded without a script; and who may not."""

from datetime import UTC, datetime
from io import BytesIO
from urllib.parse import quote

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.people import BIRTH, centre

from thongsuot.edges.desk.tests.people import CITIZEN, COUNTER, HEAD, PROCESSOR, STRANGER, browser

pytestmark = pytest.mark.usefixtures("province")
WHERE = "/desk/imports/"
TITLES = ["Mã hồ sơ", "Mã thủ tục", "Người nộp", "Số định danh", "Xã, phường", "Ngày tiếp nhận"]
GOOD = ["G09.20-250701-0001", BIRTH, "Nguyễn Văn An", "046198000123", "Phường Thuận Hóa", "02/11/2026"]


@pytest.fixture(autouse=True)
def _store(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("THONGSUOT_FILES", str(tmp_path / "store"))
    monkeypatch.setenv("THONGSUOT_CLAMD", str(tmp_path / "nobody"))


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


def made(*rows, titles=TITLES) -> bytes:
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet("Sổ")
    for line, row in enumerate((titles, *rows)):
        for column, value in enumerate(row):
            page.write(line, column, value)
    book.close()
    return out.getvalue()


def sent(client: Client, data: bytes, name: str = "sổ.xlsx") -> str:
    answer = client.post(WHERE, {"agency": centre(), "file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return answer["Location"]


def test_a_faulty_row_is_shown_at_its_cell_and_the_good_one_is_loaded(now):
    client = browser(COUNTER, now)
    where = sent(client, made(GOOD, ["G09.20-250701-0002", *GOOD[1:3], 46198000123, *GOOD[4:]]))
    page = client.get(where).content.decode()
    assert "Sổ!D3" in page
    assert "046198000123" in page
    refused = client.post(where, {"load": "1"})
    assert refused.status_code == 422
    assert "Còn 1 dòng có lỗi" in refused.content.decode()
    assert client.post(where, {"load": "1", "only_good": "1"}).status_code == 302
    dossier = client.get("/desk/dossiers/G09.20-250701-0001/").content.decode()
    assert "Nhập từ sổ cũ: sổ.xlsx, trang Sổ, dòng 2" in dossier
    assert client.get("/desk/dossiers/G09.20-250701-0002/").status_code == 404
    assert client.post(where, {"load": "1"}).status_code == 422
    assert "sổ.xlsx" in client.get(WHERE).content.decode()


def test_proposals_are_accepted_by_class(now):
    client = browser(HEAD, now)
    where = sent(client, made([*GOOD[:3], 46198000123, *GOOD[4:]]))
    assert (
        client.post(where, {"accept": "1", "accepted": ["identity_leading_zero", "nonsense"]}).status_code
        == 302
    )
    assert client.post(where, {"load": "1"}).status_code == 302
    assert "046198000123" in client.get("/desk/dossiers/G09.20-250701-0001/").content.decode()


def test_columns_that_say_nothing_are_asked_for(now):
    client = browser(COUNTER, now)
    where = sent(client, made(GOOD, titles=list("ABCDEF")))
    assert "Cột nào là gì?" in client.get(where).content.decode()
    keys = ["code", "procedure", "name", "citizen_id", "territory", "received"]
    chosen = {f"c0-{n}": key for n, key in enumerate(keys, 1)}
    assert client.post(where, {"arrange": "1", "u0": "1", "r0": "1", **chosen}).status_code == 302
    assert "Nhập 1 hồ sơ" in client.get(where).content.decode()


def test_the_answer_is_a_workbook_with_the_faults(now):
    client = browser(COUNTER, now)
    where = sent(client, made([*GOOD[:3], "12", *GOOD[4:]]))
    answer = client.get(f"{where}answer.xlsx")
    assert quote("sổ") in answer["Content-Disposition"]
    page = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert page["G1"].value == "Lỗi (Thông Suốt)"
    assert page["G2"].value.startswith("D: ")
    client.cookies["lang"] = "en"
    english = client.get(f"{where}answer.xlsx")
    assert (
        openpyxl.load_workbook(BytesIO(english.content)).active["G2"].value.startswith("D: “12” is neither")
    )


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"a,b\n\xff"]
)
def test_no_file_gives_an_error_page(now, data):
    client = browser(COUNTER, now)
    answer = client.post(WHERE, {"agency": centre(), "file": SimpleUploadedFile("a.xlsx", data)}, follow=True)
    assert answer.status_code in (200, 422)
    assert "Lỗi" in answer.content.decode() or "Cột nào" in answer.content.decode()


@pytest.mark.parametrize(
    "query", ["?after=x-y", "?after=9-9999999&code=%00", "?format=csv", "?format=json", "?code=formula"]
)
def test_the_list_of_findings_bears_any_query(now, query):
    client = browser(COUNTER, now)
    where = sent(client, made(GOOD, GOOD))
    assert client.get(where + query).status_code == 200


def test_strangers_and_those_without_the_right_stay_outside(now):
    where = sent(browser(COUNTER, now), made(GOOD))
    assert browser(STRANGER, now).get(where).status_code == 404
    assert browser(STRANGER, now).get(f"{where}answer.xlsx").status_code == 404
    assert browser(PROCESSOR, now).get(where).status_code == 404
    assert browser(PROCESSOR, now).get(WHERE).status_code == 403
    assert browser(CITIZEN, now).get(WHERE).status_code in (302, 403, 404)

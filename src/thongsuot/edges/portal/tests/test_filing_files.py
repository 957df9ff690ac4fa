"""Papers that go along with an online filing: sent while it is a draft, in the dossier when it is filed."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from tests.people import BIRTH, who

from thongsuot.edges.portal.tests.people import CITIZEN, OTHER_CITIZEN, logged_in
from thongsuot.edges.portal.tests.test_filing import GENERAL, begun, control, filled
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing import access
from thongsuot.plumbing.files.tests import made
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.filings import queries as filings

pytestmark = pytest.mark.usefixtures("province")


def file(data: bytes = b"", name: str = "chung-sinh.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or made.pdf(1))


def sent(client: Client, address: str, **given: Any) -> Any:
    return client.post(address, {**control(client, address), "go": "next", **given})


def test_every_paper_to_hand_in_has_its_place_and_the_declaration_is_not_asked_for_twice() -> None:
    client = logged_in(CITIZEN)
    page = client.get(filled(client).replace("xem-lai/", "giay-to/")).content.decode()
    assert ">Giấy chứng sinh, hoặc văn bản xác nhận" in page
    assert "Hộ chiếu" in page
    assert "Tờ khai đăng ký khai sinh" not in page
    assert "hộ tịch điện tử tương tác" not in page


def test_papers_sent_with_a_draft_are_in_the_dossier() -> None:
    client = logged_in(CITIZEN)
    review = filled(client)
    papers = review.replace("xem-lai/", "giay-to/")
    kept = sent(client, papers, f_khac=file(), t_khac="Giấy chứng sinh", go="refresh")
    assert kept.status_code == 200
    ids = re.findall(r'name="u_khac" value="([^"]+)"', kept.content.decode())
    assert len(ids) == 1
    pictures = [file(made.picture(), "1.jpg"), file(made.picture(), "2.jpg")]
    added = sent(client, papers, f_khac=pictures, u_khac=ids, t_khac="Giấy chứng sinh")
    assert added.status_code == 302
    page = client.get(review).content.decode()
    assert "chung-sinh.pdf, 1.jpg, 2.jpg" in page
    (draft,) = filings.drafts(viewer=who(CITIZEN), channel="ONLINE")
    filed = client.post(review, control(client, review))
    record = dossiers.dossier_by_code(viewer=who(CITIZEN), code=filed["Location"].split("/")[2])
    assert record is not None
    files = dossiers.files_of(viewer=who(CITIZEN), dossier_id=record.id)
    assert {(one.title, one.source.value, one.kind.value) for one in files} == {
        ("Giấy chứng sinh", "citizen", "electronic")
    }
    given = dossiers.papers_of(viewer=who(CITIZEN), dossier_id=record.id)
    assert "Giấy chứng sinh" in [paper.name for paper in given if paper.is_electronic]
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select count(*) from upload where actor = %s", [who(CITIZEN).key])
        assert cursor.fetchone()[0] == 0
    assert draft.raw["tep_khac"].count(" ") == 2


def test_what_cannot_be_taken_is_said_and_what_came_before_stays() -> None:
    client = logged_in(CITIZEN)
    papers = begun(client).replace("noi-nop", "giay-to")
    sent(client, papers, f_khac=file(), t_khac="Giấy chứng sinh")
    before = re.findall(r'name="u_khac" value="([^"]+)"', client.get(papers).content.decode())
    page = sent(client, papers, f_khac=file(b"MZ", "virus.exe"), u_khac=before, t_khac="Giấy chứng sinh")
    assert page.status_code == 422
    assert "virus.exe" in page.content.decode()
    ids = re.findall(r'name="u_khac" value="([^"]+)"', client.get(papers).content.decode())
    assert ids == before
    nameless = sent(client, papers, u_khac=ids, t_khac="")
    assert nameless.status_code == 422
    gone = sent(client, papers, u_khac=ids, drop=ids, t_khac="Giấy chứng sinh", go="refresh")
    assert 'name="u_khac" value' not in gone.content.decode()


def test_nobody_else_sends_or_sees_them_and_who_is_not_logged_in_is_told_how() -> None:
    client = logged_in(CITIZEN)
    papers = begun(client).replace("noi-nop", "giay-to")
    sent(client, papers, f_khac=file(), t_khac="Giấy chứng sinh")
    assert logged_in(OTHER_CITIZEN).get(papers).status_code == 404
    stranger = Client()
    own = begun(stranger).replace("noi-nop", "giay-to")
    page = stranger.get(own).content.decode()
    assert "Đăng nhập để gửi giấy tờ" in page
    assert 'type="file"' not in page
    assert stranger.post(own, {"f_khac": file()}).status_code == 200  # nothing is taken, nothing fails
    assert f"/nop-ho-so/{BIRTH}/" in own


def test_my_drafts_stand_on_my_page() -> None:
    client = logged_in(CITIZEN)
    begun(client)
    assert "Bản nháp chưa nộp" in client.get("/cua-toi/").content.decode()


REFUSAL = {
    "noi-nop": GENERAL,
    "nguoi_yeu_cau": {"yc_ho_ten": "Nguyễn Thị Hòa", "yc_ngay_sinh": "01/02/1998", "yc_so_dinh_danh": "046198000123",
                      "yc_noi_cu_tru": "12 Lê Lợi"},
    "di_san": {"ds_nguoi": "Nguyễn Văn Cũ", "ds_ngay_mat": "01/02/2026", "ds_quan_he": "con", "ds_di_chuc": "phap_luat",
               "ds_mo_ta": "Nhà và đất", "ds_dang_ky": "co", "ds_cam_doan": "yes"},
    "ky": {"ky_khong_duoc": "khong", "ky_noi": "tru_so"},
}  # fmt: skip


def test_a_paper_of_the_form_is_needed_under_its_condition_and_its_files_are_the_catalogues_paper() -> None:
    client = logged_in(CITIZEN)
    first = client.post("/nop-ho-so/2.001016/")["Location"]
    for section, given in REFUSAL.items():
        address = first.replace("noi-nop", section)
        answer = client.post(address, {**control(client, address), **given, "go": "next"})
        assert answer.status_code == 302, answer.content.decode()[:3000]
    papers, review = (first.replace("noi-nop", part) for part in ("giay-to", "xem-lai"))
    page = client.get(papers).content.decode()
    assert "Dự thảo văn bản từ chối nhận di sản" in page
    key = re.search(r'name="f_(\d+)"[^>]*>\s*', page[page.index("Giấy chứng nhận quyền sở hữu") :])
    assert key is not None
    refused = client.post(review, control(client, review))
    assert refused.status_code == 422
    assert "Hãy gửi kèm Giấy chứng nhận quyền sở hữu" in refused.content.decode()
    keys = re.findall(r'type="file" id="f_(\d+)"', page)
    many = sent(client, papers, **{f"f_{keys[0]}": [file(name=f"{n}.pdf") for n in range(6)]})
    assert many.status_code == 422
    assert "nhiều nhất 5 tệp" in many.content.decode()
    ids = re.findall(rf'name="u_{keys[0]}" value="([^"]+)"', many.content.decode())
    kept = {f"u_{keys[0]}": ids[:1], "drop": ids[1:], f"f_{keys[1]}": file(name="so-do.pdf")}
    assert sent(client, papers, **kept).status_code == 302
    (draft,) = filings.drafts(viewer=who(CITIZEN), channel="ONLINE")
    assert draft.raw["ds_du_thao"] == ids[0]
    assert draft.raw["ds_chung_nhan"]
    filed = client.post(review, control(client, review))
    assert filed.status_code == 302, filed.content.decode()[:3000]
    record = dossiers.dossier_by_code(viewer=who(CITIZEN), code=filed["Location"].split("/")[2])
    assert record is not None
    files = dossiers.files_of(viewer=who(CITIZEN), dossier_id=record.id)
    assert {one.wanted_id for one in files} == {int(one) for one in keys[:2]}
    assert logged_in(OTHER_CITIZEN).get(papers).status_code == 404


def test_a_paper_that_the_answers_do_not_ask_for_is_not_on_the_page() -> None:
    client = logged_in(CITIZEN)
    first = client.post("/nop-ho-so/2.001016/")["Location"]
    address = first.replace("noi-nop", "di_san")
    given = {**REFUSAL["di_san"], "ds_dang_ky": "khong"}
    client.post(address, {**control(client, address), **given, "go": "next"})
    page = client.get(first.replace("noi-nop", "giay-to")).content.decode()
    assert "Dự thảo văn bản từ chối nhận di sản" in page
    assert "Giấy chứng nhận quyền sở hữu" not in page


def earlier(client: Client) -> str:
    """A dossier of a birth whose first paper came with a file; its code."""
    review = filled(client)
    papers = review.replace("xem-lai/", "giay-to/")
    key = re.findall(r'type="file" id="f_(\d+)"', client.get(papers).content.decode())[0]
    assert sent(client, papers, **{f"f_{key}": file(name="mau.pdf")}).status_code == 302
    filed = client.post(review, control(client, review))
    assert filed.status_code == 302
    return str(filed["Location"].split("/")[2])


def test_a_paper_handed_in_before_is_offered_and_used_again_without_a_copy() -> None:
    client = logged_in(CITIZEN)
    code = earlier(client)
    review = filled(client)
    papers = review.replace("xem-lai/", "giay-to/")
    page = client.get(papers).content.decode()
    assert code in page
    ((key, item),) = re.findall(r'name="r_(\d+)" value="([^"]+)"', page)
    assert sent(client, papers, **{f"r_{key}": item}).status_code == 302
    assert f"dùng lại từ hồ sơ {code}" in client.get(review).content.decode()
    assert "checked" in client.get(papers).content.decode()
    filed = client.post(review, control(client, review))
    record = dossiers.dossier_by_code(viewer=who(CITIZEN), code=filed["Location"].split("/")[2])
    assert record is not None
    (used,) = dossiers.files_of(viewer=who(CITIZEN), dossier_id=record.id)
    assert (used.source.value, used.wanted_id, used.file_name) == ("reused", int(key), "mau.pdf")
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            "select count(distinct f.sha256), count(f.from_file_id) from dossier_file f where f.file_name = 'mau.pdf'"
        )
        assert cursor.fetchone() == (1, 1)


def test_nobody_is_offered_or_uses_what_is_anothers() -> None:
    code = earlier(logged_in(CITIZEN))
    own = re.findall(r'name="r_\d+" value="([^"]+)"', logged_in(CITIZEN).get(
        filled(logged_in(CITIZEN)).replace("xem-lai/", "giay-to/")).content.decode())  # fmt: skip
    other = logged_in(OTHER_CITIZEN)
    review = filled(other)
    papers = review.replace("xem-lai/", "giay-to/")
    page = other.get(papers).content.decode()
    assert code not in page
    key = re.findall(r'type="file" id="f_(\d+)"', page)[0]
    assert sent(other, papers, **{f"r_{key}": own[0]}).status_code == 302
    filed = other.post(review, control(other, review))
    record = dossiers.dossier_by_code(viewer=who(OTHER_CITIZEN), code=filed["Location"].split("/")[2])
    assert record is not None
    assert dossiers.files_of(viewer=who(OTHER_CITIZEN), dossier_id=record.id) == ()

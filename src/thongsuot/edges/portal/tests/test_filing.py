"""Filing online: from the first page to the dossier, by a citizen, a stranger and a browser without log-in."""

import re

import pytest
from django.test import Client
from tests.people import BIRTH, HERE, who

from thongsuot.edges.portal.tests.people import CITIZEN, OTHER_CITIZEN, logged_in
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.filings import queries as filings

START = f"/nop-ho-so/{BIRTH}/"
GENERAL = {
    "nop_xa": HERE, "nop_ho_ten": "Nguyễn Thị Hòa", "nop_so_dinh_danh": "046198000123",
    "nop_dien_thoai": "0905123456", "nop_dia_chi": "12 Lê Lợi", "nop_nhan_ket_qua": "AT_SUBMISSION_PLACE",
}  # fmt: skip
SECTIONS = {
    "noi-nop": GENERAL,
    "nguoi_yeu_cau": {
        "nyc_ho_ten": "Nguyễn Thị Hòa", "nyc_so_dinh_danh": "046198000123", "nyc_noi_cu_tru": "12 Lê Lợi",
        "nyc_quan_he": "me",
    },
    "nguoi_duoc_khai_sinh": {
        "con_ho_ten": "Trần Minh An", "con_ngay_sinh": "12/11/2026", "con_gioi_tinh": "nam", "con_dan_toc": "Kinh",
        "con_quoc_tich": "Việt Nam", "con_noi_sinh": "Bệnh viện Trung ương", "con_que_quan": "phường Kim Long",
    },
    "nguoi_me": {
        "me_co": "co", "me_ho_ten": "Nguyễn Thị Hòa", "me_nam_sinh": "1998", "me_dan_toc": "Kinh",
        "me_quoc_tich": "Việt Nam", "me_noi_cu_tru": "12 Lê Lợi",
    },
    "nguoi_cha": {"cha_co": "khong"},
    "ban_sao": {"bs_can": "co", "bs_so_luong": "2"},
}  # fmt: skip


def begun(client: Client) -> str:
    """The address of the first section of a new draft."""
    response = client.post(START)
    assert response.status_code == 302, response.content
    return response["Location"]


def control(client: Client, address: str) -> dict[str, str]:
    """What the page sends along: which revision it shows and which window it is."""
    html = client.get(address).content.decode()
    return dict(re.findall(r'name="(_base|_window)" value="([^"]*)"', html))


def filled(client: Client) -> str:
    """Every section filled in; the address of the last page."""
    address = begun(client)
    for answers in SECTIONS.values():
        response = client.post(address, {**control(client, address), **answers, "go": "next"})
        assert response.status_code == 302, response.content.decode()[:3000]
        address = response["Location"].partition("?")[0]
    assert address.endswith("/giay-to/")
    return address.replace("giay-to/", "xem-lai/")


def test_a_citizen_files_and_the_dossier_keeps_the_answers(province):
    client = logged_in(CITIZEN)
    assert "Nộp trực tuyến" in client.get(f"/thu-tuc/{BIRTH}/").content.decode()
    review = filled(client)
    page = client.get(review).content.decode()
    assert "Trần Minh An" in page
    assert client.get(review.replace("xem-lai/", "to-khai.pdf")).content.startswith(b"%PDF")
    response = client.post(review, control(client, review))
    assert response.status_code == 302, response.content.decode()[:3000]
    code = response["Location"].split("/")[2]
    record = dossiers.dossier_by_code(viewer=who(CITIZEN), code=code)
    assert (record.channel, record.citizen_account_id) == ("ONLINE", who(CITIZEN).account_id)
    answers = filings.answers_of(viewer=who(CITIZEN), dossier_id=record.id)
    assert answers.answers["con_ho_ten"] == "Trần Minh An"
    assert answers.answers["bs_so_luong"] == 2
    assert filings.drafts(viewer=who(CITIZEN), channel="ONLINE") == ()
    # sent twice by an impatient finger: one dossier
    again = client.post(review, {"_base": "6"})
    assert again.status_code in (302, 404)
    shown = client.get(f"/ho-so/{code}/").content.decode()
    assert "Trần Minh An" in shown
    assert client.get(f"/ho-so/{code}/to-khai.pdf").content.startswith(b"%PDF")
    assert filings.answers_of(viewer=who(OTHER_CITIZEN), dossier_id=record.id) is None


def test_what_is_missing_is_said_at_its_question_and_what_was_typed_stays(province):
    client = logged_in(CITIZEN)
    address = begun(client).replace("noi-nop", "nguoi_duoc_khai_sinh")
    sent = {**control(client, address), "con_ngay_sinh": "31/02/2026", "con_ho_ten": "Trần", "go": "next"}
    response = client.post(address, sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="31/02/2026"' in page
    assert "hãy ghi một ngày có thật" in page
    assert 'href="#id_con_que_quan"' in page
    assert "Lỗi:" in page
    assert client.post(address.replace("nguoi_duoc_khai_sinh", "xem-lai"), {"_base": "1"}).status_code == 422


def test_anybody_may_fill_in_but_only_who_is_logged_in_files_and_the_draft_goes_along(province):
    stranger, client = Client(), Client()
    review = filled(client)
    assert stranger.get(review).status_code in (302, 404)
    response = client.post(review, control(client, review))
    assert response["Location"].startswith("/account/login/")
    client.cookies["ts"] = logged_in(CITIZEN).cookies["ts"].value
    assert client.get(review).status_code == 200
    assert client.post(review, control(client, review))["Location"].startswith("/ho-so/")
    assert logged_in(OTHER_CITIZEN).get(review).status_code == 404


def test_a_condition_works_by_a_round_trip_too(province):
    client = logged_in(CITIZEN)
    address = begun(client).replace("noi-nop", "nguoi_yeu_cau")
    sent = {**control(client, address), **SECTIONS["nguoi_yeu_cau"], "nyc_quan_he": "khac"}
    page = client.post(address, {**sent, "go": "refresh"}).content.decode()
    box = page[: page.index('name="nyc_quan_he_khac"')]
    assert " hidden>" not in box[box.rindex("<div data-when") :][:120]
    assert client.post(address, {**control(client, address), **sent, "go": "next"}).status_code == 422


def test_without_scripts_a_question_that_was_never_seen_is_no_error(province):
    client = logged_in(CITIZEN)
    address = begun(client).replace("noi-nop", "nguoi_yeu_cau")
    sent = {**SECTIONS["nguoi_yeu_cau"], "nyc_quan_he": "khac", "go": "next", "_plain": "1"}
    longer = client.post(address, {**control(client, address), **sent})
    assert longer.status_code == 200
    assert "mở thêm câu hỏi" in longer.content.decode()
    assert "Lỗi:" not in longer.content.decode()
    again = client.post(address, {**control(client, address), **sent})  # now it was seen and left empty
    assert again.status_code == 422
    assert "nyc_quan_he_khac" in again.content.decode()


def test_two_tabs_on_one_question_show_both_values(province):
    client = logged_in(CITIZEN)
    address = begun(client)
    first, second = control(client, address), control(client, address)
    assert client.post(address, {**first, **GENERAL, "go": "refresh"}).status_code == 200
    response = client.post(address, {**second, **GENERAL, "nop_ho_ten": "Nguyễn Khác", "go": "next"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Nguyễn Thị Hòa" in page
    assert 'value="Nguyễn Khác"' in page
    third = dict(re.findall(r'name="(_base|_window)" value="([^"]*)"', page))
    answer = client.post(address, {**third, **GENERAL, "nop_ho_ten": "Nguyễn Khác", "go": "next"})
    assert answer.status_code == 302
    kept = client.post(f"{address}luu/", {**first, **GENERAL, "nop_ho_ten": "Nguyễn Cũ"})
    assert kept.status_code == 409


def test_what_is_sent_after_the_session_ended_waits_behind_the_log_in(province):
    client = logged_in(CITIZEN)
    address = begun(client)
    sent = {**control(client, address), **GENERAL, "go": "next"}
    session = client.cookies.pop("ts").value
    assert client.post(f"{address}luu/", sent).status_code == 401
    response = client.post(address, sent)
    assert response["Location"].startswith("/account/login/?next=%2Fnop-ho-so")
    client.cookies["ts"] = session
    page = client.get(address).content.decode()
    assert 'value="0905123456"' in page
    assert len(filings.drafts(viewer=who(CITIZEN), channel="ONLINE")) == 1


def test_what_a_closing_tab_sends_after_the_session_ended_waits_too_and_the_last_word_counts(province):
    client = logged_in(CITIZEN)
    address = begun(client)
    marks = control(client, address)
    session = client.cookies.pop("ts").value
    for phone in ("0905", "0905123456"):  # nothing but the saving of the page: no button is pressed any more
        answer = client.post(f"{address}luu/", {**marks, **GENERAL, "nop_dien_thoai": phone})
        assert (answer.status_code, answer.json()) == (401, {"saved": False})
    assert filings.drafts(viewer=who(CITIZEN), channel="ONLINE")[0].raw.get("nop_dien_thoai", "") == ""
    stranger = Client()
    stranger.cookies["ts"] = logged_in(OTHER_CITIZEN).cookies["ts"].value
    assert stranger.get(address).status_code == 404
    client.cookies["ts"] = session
    assert 'value="0905123456"' in client.get(address).content.decode()
    assert len(filings.drafts(viewer=who(CITIZEN), channel="ONLINE")) == 1
    assert filings.drafts(viewer=who(OTHER_CITIZEN), channel="ONLINE") == ()


def test_what_is_saved_after_the_log_in_counts_more_than_what_waited_for_it(province):
    client = logged_in(CITIZEN)
    address = begun(client)
    marks = control(client, address)
    session = client.cookies.pop("ts").value
    assert client.post(f"{address}luu/", {**marks, "nop_dien_thoai": "0905"}).status_code == 401
    client.cookies["ts"] = session  # logged in in another window, and typed on in this one
    assert client.post(f"{address}luu/", {**marks, **GENERAL}).json()["saved"] is True
    assert 'value="0905123456"' in client.get(address).content.decode()
    (kept,) = filings.drafts(viewer=who(CITIZEN), channel="ONLINE")
    assert {key: kept.raw.get(key) for key in GENERAL} == GENERAL


def test_what_was_under_way_while_the_page_sent_something_newer_changes_nothing(province):
    client = logged_in(CITIZEN)
    address = begun(client)
    marks = control(client, address)
    for typed, phone in (("9", "0905123456"), ("4", "0905")):
        sent = {**marks, **GENERAL, "nop_dien_thoai": phone, "_typed": typed}
        assert client.post(f"{address}luu/", sent).json()["saved"] is True
    assert 'value="0905123456"' in client.get(address).content.decode()
    session = client.cookies.pop("ts").value
    for typed, phone in (("20", "0911111111"), ("15", "0922222222")):  # and so behind the log-in
        sent = {**marks, **GENERAL, "nop_dien_thoai": phone, "_typed": typed}
        assert client.post(f"{address}luu/", sent).status_code == 401
    client.cookies["ts"] = session
    assert 'value="0911111111"' in client.get(address).content.decode()


def test_autosave_keeps_what_is_half_typed(province):
    client = logged_in(CITIZEN)
    address = begun(client)
    kept = client.post(
        f"{address}luu/", {**control(client, address), "nop_ho_ten": "Ng", "nop_dien_thoai": "09"}
    )
    assert kept.json()["saved"] is True
    page = client.get(address).content.decode()
    assert 'value="Ng"' in page
    assert 'value="09"' in page
    discarded = client.post(address.replace("noi-nop", "bo"))
    assert discarded.status_code == 302
    assert filings.drafts(viewer=who(CITIZEN), channel="ONLINE") == ()


@pytest.mark.parametrize("address", ["/nop-ho-so/9.999999/", "/nop-ho-so/2.000815/x/", f"{START}abc/"])
def test_what_is_not_there_is_said(province, address):
    assert Client().get(address).status_code == 404


def test_rows_come_and_go_and_nothing_is_lost(province):
    client = logged_in(CITIZEN)
    start = client.post("/nop-ho-so/1.004859/")["Location"]
    address = start.replace("noi-nop", "noi_dung")
    row = {"noi_dung.0.muc": "Ngày sinh", "noi_dung.0.tu": "1/1/1980", "noi_dung.0.thanh": "1/2/1980"}
    page = client.post(address, {**control(client, address), **row, "go": "add"}).content.decode()
    assert 'name="noi_dung.1.muc"' in page
    more = {"noi_dung.1.muc": "Chữ đệm", "noi_dung.1.tu": "Thị", "noi_dung.1.thanh": "Thi"}
    page = client.post(
        address, {**control(client, address), **row, **more, "go": "remove:0"}
    ).content.decode()
    assert 'value="Chữ đệm"' in page
    assert 'name="noi_dung.1.muc"' not in page
    drafts = filings.drafts(viewer=who(CITIZEN), channel="ONLINE")
    assert drafts[0].raw["noi_dung.0.muc"] == "Chữ đệm"

"""Following a dossier: who gets in, what is told, how often one may guess."""

import pytest
from django.test import Client

from thongsuot.edges.portal import citizen
from thongsuot.edges.portal.tests import people
from thongsuot.plumbing.http import links
from thongsuot.registers.catalogue import queries as catalogue

pytestmark = pytest.mark.usefixtures("province")
SAME = "Không có hồ sơ nào ứng với mã và số điện thoại này"


def _page(client: Client, receipt, tail="") -> str:
    response = client.get(f"/ho-so/{receipt.code}/{tail}")
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store, private"
    return response.content.decode()


def _is_asked(client: Client, receipt, tail="") -> bool:
    response = client.get(f"/ho-so/{receipt.code}/{tail}")
    return response.status_code == 302 and response["Location"].startswith("/ho-so/?ma=")


def test_code_and_digits_open_this_dossier_and_no_other():
    receipt, other = people.received(), people.received()
    browser = people.tracking(receipt)
    page = _page(browser, receipt)
    for said in ("Đăng ký khai sinh", "Ai đang giữ", "Đến khi nào", "Tiếp theo", "Nguyễn Thị Hòa"):
        assert said in page, said
    for hidden in ("046198000123", "0905123456", "12 Lê Lợi"):
        assert hidden not in page, hidden
    assert _is_asked(browser, other)


def test_when_the_phone_is_corrected_the_old_one_opens_nothing_any_more():
    receipt = people.received()
    proved, by_slip, owner = people.tracking(receipt), Client(), people.tracking(receipt)
    by_slip.get(links.tracking_path(receipt.id, receipt.code))
    people.corrected(receipt, name="Trần Thị Hòa")
    assert "Trần Thị Hòa" in _page(proved, receipt)
    people.corrected(receipt, phone="0905123789")
    for tail in ("", "giay-hen.pdf", "rut/"):
        assert _is_asked(proved, receipt, tail)
    assert SAME in Client().post("/ho-so/", {"ma": receipt.code, "so": "3456"}).content.decode()
    assert owner.post("/ho-so/", {"ma": receipt.code, "so": "3789"}).status_code == 302
    for browser in (owner, by_slip):
        page = _page(browser, receipt)
        assert "Đã sửa thông tin người nộp" in page
        for hidden in ("0905123456", "Nguyễn Thị Hòa", "Nhập nhầm"):
            assert hidden not in page, hidden


def test_a_wrong_code_and_wrong_digits_are_answered_alike():
    receipt = people.received()
    answers = {
        Client().post("/ho-so/", given).content.decode().count(SAME)
        for given in ({"ma": receipt.code, "so": "0000"}, {"ma": "H57-20261120-9999", "so": "3456"})
    }
    assert len(answers) == 1
    assert answers != {0}


def test_what_was_typed_stays_and_each_fault_is_told():
    response = Client().post("/ho-so/", {"ma": "không phải mã", "so": "12"})
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count('class="error"') == 2
    assert "<title>Lỗi:" in page
    assert 'value="không phải mã"' in page
    assert "Hãy nhập đúng 4 chữ số cuối" in page


def test_guesses_at_one_code_are_counted_whatever_the_browser():
    receipt = people.received()
    codes = [Client().post("/ho-so/", {"ma": receipt.code, "so": f"000{n}"}).status_code for n in range(7)]
    assert codes[:5] == [422] * 5
    assert codes[-1] == 429
    late = Client().post("/ho-so/", {"ma": receipt.code, "so": people.PHONE_END})
    assert late.status_code == 429
    assert int(late["Retry-After"]) > 0
    assert people.tracking(people.received())


def test_guesses_of_one_browser_are_counted_whatever_the_code():
    browser = Client()
    codes = [
        browser.post("/ho-so/", {"ma": f"H57-20261120-{n:04}", "so": "1111"}).status_code for n in range(24)
    ]
    assert codes[0] == 422
    assert codes[-1] == 429


def test_the_slips_qr_opens_and_leaves_the_address():
    receipt = people.received()
    browser = Client()
    response = browser.get(links.tracking_path(receipt.id, receipt.code))
    assert response["Location"] == f"/ho-so/{receipt.code}/"
    assert "Ai đang giữ" in _page(browser, receipt)
    forged = links.tracking_key(receipt.id, people.received().code)
    assert _is_asked(Client(), receipt, f"?k={forged}")
    assert _is_asked(Client(), receipt, "?k=%00")


@pytest.mark.parametrize("tail", ["", "rut/", "giay-hen.pdf"])
def test_nobody_else_gets_in(tail):
    receipt = people.mine()
    for client in (Client(), people.logged_in(people.OTHER_CITIZEN), people.logged_in(people.OFFICER)):
        assert _is_asked(client, receipt, tail)
        assert _is_asked(client, people.received(), tail)


def test_the_owner_sees_his_dossiers_and_the_codes_he_can_prove():
    receipt, other = people.mine(), people.received()
    browser = people.logged_in(people.CITIZEN)
    listed = browser.get("/cua-toi/").content.decode()
    assert receipt.code in listed
    assert other.code not in listed
    assert "Ai đang giữ" in _page(browser, receipt)
    assert _is_asked(browser, other)
    browser.post("/ho-so/", {"ma": other.code, "so": people.PHONE_END})
    assert "Ai đang giữ" in _page(browser, other)


def test_whoever_filed_many_turns_the_page(monkeypatch):
    monkeypatch.setattr(citizen, "ON_PAGE", 2)
    codes = {people.mine().code for _ in range(5)}
    people.mine(people.OTHER_CITIZEN)
    browser, address, seen = people.logged_in(people.CITIZEN), "/cua-toi/", []
    while address:
        page = browser.get(address).content.decode()
        seen += [code for code in codes if f"/{code}/" in page]
        _before, found, rest = page.partition('href="?after=')
        address = "/cua-toi/?after=" + rest.partition('"')[0] if found else ""
    assert len(seen) == 5
    assert set(seen) == codes
    assert "Không còn hồ sơ nào cũ hơn" in browser.get("/cua-toi/?after=nothing").content.decode()


def test_my_dossiers_are_only_for_citizens():
    assert Client().get("/cua-toi/").status_code == 302
    assert people.tracking(people.received()).get("/cua-toi/").status_code == 302
    assert people.logged_in(people.OFFICER).get("/cua-toi/").status_code == 403
    assert "chưa có hồ sơ nào" in people.logged_in(people.OTHER_CITIZEN).get("/cua-toi/").content.decode()


def test_what_must_be_added_is_told_with_its_reason():
    receipt = people.waiting(people.received())
    page = _page(people.tracking(receipt), receipt)
    assert "Bạn cần bổ sung" in page
    assert "Giấy chứng sinh" in page
    assert "Bản nộp bị mờ" in page
    assert "Thời hạn tạm dừng từ 20/11/2026" in page


def test_a_refusal_names_reason_and_ground():
    receipt = people.refused(people.received())
    page = _page(people.tracking(receipt), receipt)
    for said in (
        "Bị từ chối",
        "đã được đăng ký khai sinh ngày 03/11/2026",
        "Điều 19 NĐ 118/2025/NĐ-CP",
        "khiếu nại",
    ):
        assert said in page, said
    assert "/rut/" not in page


@pytest.mark.parametrize(
    ("state", "slug"),
    [(people.forwarded, "giay-hen"), (people.waiting, "yeu-cau-bo-sung"), (people.refused, "tu-choi")],
)
def test_the_papers_of_a_dossier_are_given_as_pdf(state, slug):
    receipt = state(people.received())
    browser = people.tracking(receipt)
    assert f"/{slug}.pdf" in _page(browser, receipt)
    response = browser.get(f"/ho-so/{receipt.code}/{slug}.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert response["Cache-Control"] == "no-store, private"
    assert browser.get(f"/ho-so/{receipt.code}/xin-loi.pdf").status_code == 404


def test_a_result_says_where_to_fetch_it():
    receipt = people.decided(people.received())
    page = _page(people.tracking(receipt), receipt)
    assert "Mang giấy hẹn đến nơi nhận kết quả" in page
    assert "Kết quả đang chờ bạn ở đây" in page
    assert "Giấy khai sinh số 12/2026" in page
    assert "trong hạn đã hẹn" in page
    page = _page(people.tracking(people.brought(receipt)), receipt)
    assert "Đã chuyển kết quả" in page


def test_why_this_date_in_both_languages():
    receipt = people.received()
    browser = people.tracking(receipt)
    assert "Nhận trước hoặc đúng 15:00" in _page(browser, receipt)
    browser.cookies["lang"] = "en"
    assert "Nhận trước hoặc đúng" not in _page(browser, receipt)


def test_withdrawing_asks_first_and_is_done_once():
    receipt = people.received()
    browser = people.tracking(receipt)
    page = _page(browser, receipt, "rut/")
    assert "Rút hồ sơ này?" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    address = f"/ho-so/{receipt.code}/rut/"
    stale = browser.post(address, {"seen": "99", "reason": "Đổi ý rồi"})
    assert stale.status_code == 422
    assert "vừa làm việc" in stale.content.decode()
    assert "Đổi ý rồi" in stale.content.decode()
    assert browser.post(address, {"seen": seen, "reason": "Đổi ý"}).status_code == 302
    assert "Đã rút" in _page(browser, receipt)
    assert browser.post(address, {"seen": seen}).status_code == 404


def test_withdrawing_needs_a_token_of_the_form():
    receipt = people.received()
    browser = people.tracking(receipt)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    assert strict.post(f"/ho-so/{receipt.code}/rut/", {"seen": "1"}).status_code == 403


def test_a_strange_cookie_opens_nothing():
    receipt = people.received()
    client = Client()
    client.cookies["tracked"] = str(receipt.id)
    client.cookies["follower"] = "x" * 32
    assert _is_asked(client, receipt)
    assert client.post("/ho-so/", {"ma": receipt.code, "so": "9999"}).status_code == 422


def test_the_applicant_reads_at_which_step_the_dossier_is_and_what_comes_next():
    version = catalogue.version_on(code="1.001776", day=people.NOW.date())
    receipt = people.received(procedure="1.001776", case=next(iter(version.services or version.cases), ""))
    page = _page(people.tracking(receipt), receipt)
    assert "Hồ sơ đang ở bước nào" in page
    assert "Tiếp nhận, kiểm tra hồ sơ: Trung tâm" in page
    assert "Sau đó: Xác thực với dữ liệu dân cư, thẩm định" in page
    birth = people.received()
    assert "Hồ sơ đang ở bước nào" not in _page(people.tracking(birth), birth)

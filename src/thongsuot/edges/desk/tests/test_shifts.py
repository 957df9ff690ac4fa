"""A shift is handed over in the browser: two log-ins, one list, nothing of it for strangers."""

from datetime import UTC, datetime

import pytest
from tests.people import who

from thongsuot.edges.desk.tests.people import COUNTER, HEAD, STRANGER, browser, received

pytestmark = pytest.mark.usefixtures("province")


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


def test_two_log_ins_sign_one_list(now: datetime) -> None:
    code = received(now).code
    assert "tiếp nhận lần cuối" in browser(HEAD, now).get("/desk/shifts/").content.decode()
    leaver = browser(COUNTER, now)
    page = leaver.get("/desk/shifts/").content.decode()
    assert code in page
    assert "Không thu tiền mặt trong ca." in page
    wrong = leaver.post("/desk/shifts/", {"taker": ""})
    assert wrong.status_code == 422
    taker = str(who(HEAD, now.date()).account_id)
    where = leaver.post("/desk/shifts/", {"taker": taker})["Location"]
    assert "Ký nhận ca" not in leaver.get(where).content.decode()
    again = leaver.post("/desk/shifts/", {"taker": taker})
    assert (again.status_code, "chưa có người nhận" in again.content.decode()) == (422, True)
    stays = browser(HEAD, now)
    page = stays.get(where).content.decode()
    assert "Ký nhận ca" in page
    later = received(now).code
    page = stays.get(where).content.decode()
    assert later in page
    digest = page.split('name="digest" value="')[1].split('"')[0]
    assert stays.post(where, {"digest": digest}).status_code == 422
    assert stays.post(where, {"digest": digest, "reason": "Nhận thêm một hồ sơ"}).status_code == 302
    page = stays.get(where).content.decode()
    assert page.count("đã ký bằng tài khoản") == 2
    assert "Nhận thêm một hồ sơ" in page
    assert "đã nhận, có khác biệt" in stays.get("/desk/shifts/").content.decode()


def test_a_stranger_finds_no_shift_and_one_may_be_taken_back(now: datetime) -> None:
    leaver = browser(COUNTER, now)
    where = leaver.post("/desk/shifts/", {"taker": str(who(HEAD, now.date()).account_id)})["Location"]
    assert browser(STRANGER, now).get(where).status_code == 404
    assert browser(STRANGER, now).post(where, {"digest": "x"}).status_code == 404
    assert leaver.post(where, {"go": "back"}).status_code == 302
    assert leaver.get(where).status_code == 404

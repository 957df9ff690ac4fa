"""A bag of papers in Chromium: its pages in every state readable, packed and received without a mouse."""

from datetime import UTC, datetime

import pytest

from tests.browser import browser
from tests.browser.desk import officer
from tests.browser.test_desk import obstacles
from thongsuot.edges.desk.tests.people import COUNTER
from thongsuot.edges.desk.tests.test_custody import OTHER_END, sent

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("province")]


def test_a_bag_goes_its_way_by_keyboard_and_scanner(site, window):
    code = sent(datetime.now(UTC))
    here, there = officer(window, COUNTER, width=browser.PHONE), officer(window, OTHER_END)
    page = here.page
    page.goto(f"{site}/desk/bags/")
    assert obstacles(here) == []
    page.focus("#id_codes")
    page.keyboard.type(code + "\n")
    with page.expect_navigation():
        page.locator("main form .actions button.primary").press("Enter")
    assert obstacles(here) == []
    bag = page.url
    page.fill("#carrier", "Bưu tá Lê Văn Sơn")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    there.page.goto(f"{site}/desk/bags/")
    there.page.keyboard.type(bag)  # the scanner reads the slip's QR code into the field that has the focus
    with there.page.expect_navigation():
        there.page.keyboard.press("Enter")
    assert obstacles(there) == []
    there.page.keyboard.type(code)
    with there.page.expect_navigation():
        there.page.locator("main form .actions button.primary").press("Enter")
    assert "Đã giao nhận xong" in there.page.inner_text("main")
    assert obstacles(there) == []

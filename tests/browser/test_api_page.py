"""The API's page in Chromium: readable at both widths, light, and nothing comes from elsewhere."""

import pytest

from tests.browser import browser

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

ADDRESS = "/api/v1/docs"
LOOKS = (
    browser.NOTHING_SIDEWAYS,
    *((width, "light", browser.RULES) for width in (browser.PHONE, browser.SCREEN)),
)


def test_it_stands_in_nobodys_way_and_asks_nobody_else(site, window):
    for address in (ADDRESS, f"{ADDRESS}?group=dossiers", f"{ADDRESS}?group=relays"):
        opened = window()
        opened.page.goto(site + address)
        weight = browser.weights(opened.page)
        assert weight.third_party == []
        assert 5_000 < weight.transferred <= browser.FIRST_PAGE, address
        assert browser.obstacles_in(opened, LOOKS) == [], address


def test_one_comes_from_a_call_to_all_that_is_said_of_it(site, window):
    opened = window(width=browser.PHONE)
    opened.page.goto(site + ADDRESS)
    browser.follow(opened.page, "text=Pack a bag")
    heading = opened.page.locator("#post-api-v1-bags")
    assert heading.inner_text() == "Pack a bag"
    opened.page.click("main a:text-is('PackIn')")
    assert opened.page.locator("#kind-PackIn").inner_text() == "PackIn"
    assert opened.page.url.endswith("#kind-PackIn")
    assert opened.faults == []

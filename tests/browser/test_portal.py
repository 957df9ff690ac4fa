"""The citizens' site in Chromium: every page in every state readable, reachable, light, and whole without scripts."""

import pytest
from django.urls import resolve

from tests.browser import browser
from thongsuot.edges.portal import web
from thongsuot.edges.portal.tests import people
from thongsuot.plumbing.files.tests import made
from thongsuot.work.fees.tests import scene as fees

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("province")]

BIRTH, ODD, POINT = "1.001193", "1.012784", "H57.101.04"
FLOWING = "2.000986"  # its flow is drawn, with a style sheet of its own
# Name of the route → addresses of its states: full, empty, refused.
PAGES = {
    "home": ["/"],
    "event": ["/viec/sinh-con/", "/viec/khong-co/"],
    "procedures": ["/thu-tuc/", "/thu-tuc/?q=khai+sinh", "/thu-tuc/?q=zzqqxx", "/thu-tuc/?linh-vuc=G15-TP07"],
    "procedure": [
        f"/thu-tuc/{BIRTH}/",
        f"/thu-tuc/{BIRTH}/?xa=19753",
        f"/thu-tuc/{ODD}/",
        f"/thu-tuc/{FLOWING}/",
        "/thu-tuc/9.999999/",
    ],
    "follow": ["/ho-so/", "/ho-so/?ma=H57-20261120-0001"],
    "points": ["/diem/", "/diem/?xa=19753&lam=receive", "/diem/?lam=nothing"],
    "map": ["/diem/ban-do/"],
    "duties": ["/diem/ai-lam-gi/"],
    "point": [f"/diem/{POINT}/", "/diem/khong-co/"],
    "address": [
        "/dia-chi/",
        "/dia-chi/?q=xa+huong+phong+a+luoi",
        "/dia-chi/?q=Phường+Đa+Kao,+Quận+1",
        "/dia-chi/?q=zzqq",
    ],
    "unit": ["/don-vi/19789/", "/don-vi/19909/", "/don-vi/46/", "/don-vi/474/", "/don-vi/khong-co/"],
    "check-signature": ["/kiem-tra-chu-ky/"],
    "check-paper": ["/kiem-tra-chu-ky/00000000-0000-4000-8000-000000000000/"],
    "about": ["/gioi-thieu/"],
    "help": ["/tro-giup/"],
}
OF_A_DOSSIER = {"dossier", "withdraw", "mine", "pay", "pay-order", "files", "answers", "collecting"}
OF_A_RELAY = {"relay", "relay-more"}  # test_relays visits and weighs them
OF_A_FILING = {"filing", "filing-step", "filing-files", "filing-review"}
NOT_HTML = {"paper", "receipt", "file", "declaration", "filing-paper", "filing-discard", "filing-keep"}


def _all() -> list[str]:
    return [address for addresses in PAGES.values() for address in addresses]


def test_no_route_is_forgotten():
    assert {route.name for route in web.urls} == {*PAGES, *OF_A_DOSSIER, *OF_A_FILING, *OF_A_RELAY, *NOT_HTML}


def test_every_page_is_sound_light_and_asks_nobody_else(site, window):
    """Whoever comes from the home page pays for all that a page loads beside what stands in the cache from there."""
    opened, weighed = window(width=browser.PHONE), {}
    scale = browser.Scale(opened.page, site + "/")
    assert 5_000 < scale.first.transferred <= browser.FIRST_PAGE
    for address in _all():
        opened.page.goto(site + address)
        weighed[address] = scale.weigh()
        unknown = ("khong-co", "9.999999", "0000-4000")
        missing = "404" if any(word in address for word in unknown) else ""
        assert browser.obstacles_in(opened, expected=missing) == [], address
    assert _too_heavy(weighed) == {}


def test_every_page_of_one_citizen_is_light(site, window):
    page = window(width=browser.PHONE).page
    addresses = _of_one_citizen(page, site)
    scale, weighed = browser.Scale(page, site + "/"), {}
    for address in addresses:
        page.goto(site + address)
        weighed[address] = scale.weigh()
    assert _too_heavy(weighed) == {}
    seen = {resolve(address.partition("?")[0]).url_name for address in (*_all(), *addresses)}
    assert seen == {route.name for route in web.urls} - NOT_HTML - OF_A_RELAY


def _too_heavy(weighed) -> dict[str, int]:
    """Addresses that weigh too much, ask elsewhere, or weigh so little that the scale cannot be right."""
    return {
        address: weight.transferred
        for address, weight in weighed.items()
        if weight.third_party or not 1_000 < weight.transferred <= browser.NEXT_PAGE
    }


def test_the_scale_tells_a_page_that_is_too_heavy(site, window):
    page = window(width=browser.PHONE).page
    scale = browser.Scale(page, site + "/")
    page.goto(f"{site}/tro-giup/")
    before = scale.weigh()
    browser.plant_weight(page)
    assert _too_heavy({"": before}) == {}
    assert _too_heavy({"": scale.weigh()}) != {}


def _of_one_citizen(page, site) -> list[str]:
    """Addresses of all pages of dossiers and of a filing, open to the window that asks."""
    cookies = people.logged_in(people.CITIZEN).cookies
    page.context.add_cookies([{"name": c.key, "value": c.value, "url": site} for c in cookies.values()])
    found = ["/cua-toi/", f"/nop-ho-so/{BIRTH}/"]
    for receipt in (*_dossiers(), fees.received()):
        _enter(page, site, receipt)
        found.append(f"/ho-so/{receipt.code}/")
    paying = found[-1]
    found += [f"{found[2]}{part}/" for part in ("rut", "noi-nhan", "giay-to", "to-khai")]
    page.goto(f"{site}{paying}nop-phi/")
    page.click("text=Quét mã VietQR")
    page.wait_for_selector("main svg")
    found += [f"{paying}nop-phi/", page.url.removeprefix(site)]
    page.goto(f"{site}/nop-ho-so/{BIRTH}/")
    browser.follow(page, "text=Bắt đầu điền")
    step = page.url.removeprefix(site).partition("?")[0]
    return [*found, *(step.replace("noi-nop", part) for part in ("noi-nop", "giay-to", "xem-lai"))]


def _dossiers() -> list[object]:
    states = (lambda r: r, people.waiting, people.decided, people.refused)
    return [state(people.received()) for state in states]


def _enter(page, site: str, receipt) -> None:
    page.goto(f"{site}/ho-so/?ma={receipt.code}")
    page.fill("[name=so]", people.PHONE_END)
    page.click("main .button.primary")
    page.wait_for_url(f"**/ho-so/{receipt.code}/")


def test_a_dossier_is_sound_in_every_state(site, window):
    opened, looks = window(width=browser.PHONE), browser.ON_A_PHONE
    for receipt in _dossiers():
        _enter(opened.page, site, receipt)
        opened.page.eval_on_selector_all("details", "all => all.forEach(e => { e.open = true })")
        assert browser.obstacles_in(opened, looks) == []
    receipt = people.received()
    _enter(opened.page, site, receipt)
    browser.follow(opened.page, "text=Rút hồ sơ")
    assert browser.obstacles_in(opened, looks) == []
    opened.page.goto(f"{site}/ho-so/{receipt.code}/")
    browser.follow(opened.page, "text=Chọn nơi nhận khác")
    assert browser.obstacles_in(opened, looks) == []
    opened.page.check("[name=point][value='H57.30.01']")
    browser.follow(opened.page, "text=Nhận ở đây")
    assert "Bưu cục Phú Xuân" in opened.page.inner_text("main")
    for part, expected in (("giay-to/", ""), ("to-khai/", "404")):  # it was received without a declaration
        opened.page.goto(f"{site}/ho-so/{receipt.code}/{part}")
        assert browser.obstacles_in(opened, looks, expected=expected) == [], part


def test_filing_online_is_sound_to_the_review(site, window):
    opened, looks = window(width=browser.PHONE), browser.ON_A_PHONE
    opened.page.goto(f"{site}/nop-ho-so/{BIRTH}/")
    assert browser.obstacles_in(opened, looks) == []
    browser.follow(opened.page, "text=Bắt đầu điền")
    assert browser.obstacles_in(opened, looks) == []
    browser.follow(opened.page, "button.primary[value=next]")
    assert browser.obstacles_in(opened, looks, expected="422") == []
    opened.page.goto(opened.page.url.split("?")[0].replace("noi-nop", "xem-lai"))
    assert "Xem lại và nộp" in opened.page.inner_text("h1")
    assert browser.obstacles_in(opened, looks) == []
    opened.page.goto(opened.page.url.replace("xem-lai", "giay-to"))
    assert browser.obstacles_in(opened, looks) == []


def test_papers_are_sent_while_a_declaration_is_filled_in(site, window):
    opened = window(width=browser.PHONE)
    cookies = people.logged_in(people.CITIZEN).cookies
    opened.page.context.add_cookies(
        [{"name": c.key, "value": c.value, "url": site} for c in cookies.values()]
    )
    opened.page.goto(f"{site}/nop-ho-so/{BIRTH}/")
    opened.page.click("text=Bắt đầu điền")
    opened.page.goto(opened.page.url.split("?")[0].replace("noi-nop", "giay-to"))
    paper = {"name": "chung-sinh.jpg", "mimeType": "image/jpeg", "buffer": made.picture()}
    opened.page.set_input_files("#f_khac", paper)
    opened.page.locator("input[name=u_khac]").wait_for(state="attached")
    opened.page.fill("#t_khac", "Giấy chứng sinh")
    assert browser.obstacles_in(opened, browser.ON_A_PHONE) == []
    with opened.page.expect_navigation():
        opened.page.click("button.primary[value=next]")
    assert "chung-sinh.jpg" in opened.page.inner_text("main")


def test_paying_is_sound(site, window):
    opened, looks, receipt = window(width=browser.PHONE), browser.ON_A_PHONE, fees.received()
    _enter(opened.page, site, receipt)
    browser.follow(opened.page, "text=Nộp phí")
    assert browser.obstacles_in(opened, looks) == []
    opened.page.click("text=Quét mã VietQR")
    opened.page.wait_for_selector("main svg")
    assert browser.obstacles_in(opened, looks) == []


@pytest.mark.parametrize("username", [people.CITIZEN, people.OTHER_CITIZEN])
def test_my_dossiers_are_sound_full_and_empty(username, site, window):
    for state in (people.waiting, people.decided):
        state(people.mine())
    opened = window(width=browser.PHONE)
    cookies = people.logged_in(username).cookies
    opened.page.context.add_cookies(
        [{"name": c.key, "value": c.value, "url": site} for c in cookies.values()]
    )
    opened.page.goto(site + "/cua-toi/")
    assert (opened.page.locator(".hits li").count() == 2) is (username == people.CITIZEN)
    assert browser.obstacles(opened) == []


def test_a_refused_form_takes_the_reader_to_its_reasons(site, window):
    opened = window(width=browser.PHONE)
    opened.page.goto(site + "/ho-so/")
    opened.page.fill("[name=ma]", "không phải mã")
    browser.follow(opened.page, "main .button.primary")
    browser.refused(opened.page)
    assert opened.page.evaluate("document.activeElement.matches('[data-errors]')")
    assert opened.page.input_value("[name=ma]") == "không phải mã"
    assert browser.axe_violations(opened.page) == []
    links = opened.page.locator("[data-errors] a")
    assert links.count() == 2
    links.nth(1).click()
    assert opened.page.evaluate("document.activeElement.name") == "so"


def test_targets_are_large_enough_and_the_focus_is_seen(site, window):
    page = window(width=browser.PHONE).page
    for address in (
        "/",
        "/thu-tuc/?q=khai+sinh",
        f"/thu-tuc/{BIRTH}/",
        "/ho-so/",
        "/diem/?xa=19753",
        "/tro-giup/",
    ):
        page.goto(site + address)
        assert browser.small_targets(page) == [], address
        assert browser.hidden_focus(page, steps=25) == [], address


def test_the_citizens_way_without_scripts(site, window):
    """Search, read, find a point, follow, withdraw: all with scripts off."""
    page = window(width=browser.PHONE, java_script_enabled=False).page
    page.goto(site + "/")
    page.fill("#tim", "lam giay khai sinh")
    page.click("form[role=search] button")
    page.click("ol.hits li:first-child a")
    assert page.url.endswith(f"/thu-tuc/{BIRTH}/")
    page.select_option("#xa", "19753")
    page.click("#noi-nop button")
    page.click("#noi-nop .points li:first-child a")
    assert "07:30" in page.inner_text("main")
    receipt = people.received()
    _enter(page, site, receipt)
    assert "Nguyễn Thị Hòa" in page.inner_text("main")
    page.click("text=Rút hồ sơ")
    page.click("main .button.danger")
    assert "Đã rút" in page.inner_text("main")
    page.click("text=English")
    assert page.locator("html").get_attribute("lang") == "en"
    assert "Withdrawn" in page.inner_text("main")


def test_a_procedure_prints_whole(site, window):
    page = window().page
    page.goto(site + f"/thu-tuc/{BIRTH}/")
    page.emulate_media(media="print")
    assert not page.locator("#noi-nop").is_visible()
    assert page.locator(".papers").first.is_visible()
    assert page.evaluate(
        """() => [...document.querySelectorAll("details .inside")].every((e) => e.getBoundingClientRect().height > 0)"""
    )

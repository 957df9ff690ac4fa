"""Logging in as a person does it: passkey on a virtual authenticator, app, pages on a phone and a screen."""

import pytest
from django.db import connection

from tests.browser import browser
from thongsuot.registers.identity.tests.conftest import PASSWORD, World

pytestmark = pytest.mark.browser

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}

BROKEN = "[...document.images].filter((i) => !i.naturalWidth).map((i) => i.src.slice(0, 80))"


@pytest.fixture
def hundredth(db):
    """Accounts get numbers of several digits: the number goes into the passkey and must come back out of it."""
    with connection.cursor() as cursor:
        cursor.execute("select max(nextval('account_id_seq')) from generate_series(1, 100)")


@pytest.fixture
def world(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return World()


@pytest.fixture
def local(site):
    """Passkeys belong to a name; an address in figures has none."""
    return site.replace("127.0.0.1", "localhost")


def log_in(page, address, name="head.a"):
    page.goto(address + "/account/login/")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_load_state("networkidle")


def log_out(page, address):
    page.goto(address + "/account/logout/")
    page.get_by_role("main").get_by_role("button", name="Đăng xuất").click()
    page.wait_for_load_state("networkidle")


def test_a_new_officer_adds_a_passkey_and_next_time_needs_no_password(hundredth, world, local, window):
    world.make_real("counter.a")
    opened = window()
    page = opened.page
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    log_in(page, local, "counter.a")
    assert page.url == local + "/account/second-factor/"
    page.get_by_role("link", name="Thêm khóa truy cập").click()
    page.get_by_role("button", name="Tạo khóa").click()
    page.get_by_role("heading", name="Mã dự phòng").wait_for()
    page.goto(local + "/account/")
    assert "Khóa truy cập" in page.get_by_role("main").inner_text()
    log_out(page, local)
    page.goto(local + "/account/login/?next=/account/")
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    page.get_by_role("heading", name="Tài khoản của tôi").wait_for()
    assert "khóa truy cập" in page.get_by_role("main").inner_text()
    assert opened.faults == []


def test_a_passkey_that_is_not_there_is_explained(world, local, window):
    opened = window()
    devices = opened.page.context.new_cdp_session(opened.page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    opened.page.goto(local + "/account/login/")
    opened.page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    opened.page.get_by_text("Chưa dùng được khóa truy cập").wait_for()
    assert opened.faults == []


PAGES = {
    "login": "/account/login/",
    "account": "/account/",
    "password": "/account/password/",
    "factors": "/account/second-factor/",
    "totp": "/account/second-factor/app/add/",
    "passkey": "/account/second-factor/passkeys/add/",
    "passkeys": "/account/second-factor/passkeys/",
    "logout": "/account/logout/",
}


def looked_at(opened, name):
    """What is wrong with the open page at both widths; a picture of each is kept."""
    found = [*browser.obstacles_in(opened, browser.ON_A_PHONE), *opened.page.evaluate(BROKEN)]
    for width in (browser.PHONE, browser.SCREEN):
        browser.screenshot(opened.page, f"account-{name}", width)
    return found


def test_pages_are_readable_and_stay_inside_the_policy(world, site, window):
    opened = window()
    page = opened.page
    for name, address in PAGES.items():
        if name == "account":
            log_in(page, site)
        page.goto(site + address)
        assert looked_at(opened, name) == [], address
    log_out(page, site)
    page.goto(site + "/account/login/")
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    browser.refused(page)
    assert looked_at(opened, "login-wrong") == []


def test_without_javascript_one_logs_in_all_the_same(world, site, window):
    page = window(java_script_enabled=False).page
    log_in(page, site)
    page.goto(site + "/account/")
    assert page.get_by_role("heading", name="Tài khoản của tôi").is_visible()

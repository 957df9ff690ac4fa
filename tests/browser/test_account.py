"""Logging in as a person does it: passkey on a virtual authenticator, app, pages on a phone and a screen."""

import pytest
from django.db import connection

from tests.browser import browser
from thongsuot.registers.identity.tests.conftest import PASSWORD, World
from thongsuot.registers.identity.tests.test_login import code_of
from thongsuot.registers.identity.web import urls

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


# Name of the route → its address: for whoever has no second factor yet.
PAGES = {
    "account_login": "/account/login/",
    "account_home": "/account/",
    "account_change_password": "/account/password/",
    "mfa_index": "/account/second-factor/",
    "mfa_activate_totp": "/account/second-factor/app/add/",
    "mfa_add_webauthn": "/account/second-factor/passkeys/add/",
    "mfa_list_webauthn": "/account/second-factor/passkeys/",
    "account_logout": "/account/logout/",
}
# For whoever has an app, a passkey and codes.
PROTECTED = {
    "mfa_index": "/account/second-factor/",
    "account_reauthenticate": "/account/again/",
    "mfa_reauthenticate": "/account/again/code/",
    "mfa_reauthenticate_webauthn": "/account/again/passkey/",
    "mfa_deactivate_totp": "/account/second-factor/app/remove/",
    "mfa_view_recovery_codes": "/account/second-factor/codes/",
    "mfa_generate_recovery_codes": "/account/second-factor/codes/new/",
    "mfa_list_webauthn": "/account/second-factor/passkeys/",
    "mfa_edit_webauthn": "/account/second-factor/passkeys/{key}/",
    "mfa_remove_webauthn": "/account/second-factor/passkeys/{key}/remove/",
}
ON_THE_WAY_IN = {"mfa_authenticate", "account_inactive"}
NOT_PAGES = {"mfa_login_webauthn", "account_end_others", "account_end_session", "account_revoke_token"}


def test_no_route_is_forgotten():
    assert {route.name for route in urls.urlpatterns} == {*PAGES, *PROTECTED, *ON_THE_WAY_IN, *NOT_PAGES}


def looked_at(opened, name, *, expected=""):
    """What is wrong with the open page at both widths; a picture of each is kept."""
    found = [
        *browser.obstacles_in(opened, browser.ON_A_PHONE, expected=expected),
        *opened.page.evaluate(BROKEN),
    ]
    for width in (browser.PHONE, browser.SCREEN):
        browser.screenshot(opened.page, f"account-{name}", width)
    return found


def test_pages_are_readable_and_stay_inside_the_policy(world, site, window):
    opened = window()
    page = opened.page
    for name, address in PAGES.items():
        if name == "account_home":
            log_in(page, site)
        page.goto(site + address)
        assert looked_at(opened, name) == [], address
    log_out(page, site)
    page.goto(site + "/account/login/")
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    browser.refused(page)
    assert looked_at(opened, "login-wrong") == []


def protect(opened, address):
    """A passkey, the codes that come with it, and an app for whoever is logged in."""
    page = opened.page
    page.goto(address + "/account/second-factor/passkeys/add/")
    page.get_by_role("button", name="Tạo khóa").click()
    page.get_by_role("heading", name="Mã dự phòng").wait_for()
    assert page.locator("li.code").count() == 10
    assert looked_at(opened, "codes-new") == []
    page.goto(address + "/account/second-factor/app/add/")
    page.fill("#id_code", code_of(page.locator("main .code").text_content()))
    browser.follow(page, "main button.primary")


def test_pages_of_a_protected_account_are_readable(hundredth, world, local, window):
    world.make_real("counter.a")
    opened = window()
    page = opened.page
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    log_in(page, local, "counter.a")
    for name in ("account_home", "mfa_index"):  # with the notice that a second factor is wanted
        page.goto(local + PAGES[name])
        assert looked_at(opened, name + "-wanted") == []
    protect(opened, local)
    page.goto(local + PROTECTED["mfa_list_webauthn"])
    change = page.get_by_role("link", name="Đổi tên").get_attribute("href")
    for name, pattern in PROTECTED.items():
        address = local + pattern.format(key=change.split("/")[-2])
        page.goto(address)
        assert page.url == address
        assert looked_at(opened, name) == [], address
    log_out(page, local)
    log_in(page, local, "counter.a")
    assert page.url == local + "/account/login/second-factor/"
    assert looked_at(opened, "mfa_authenticate") == []
    page.goto(local + "/account/inactive/")
    assert looked_at(opened, "account_inactive", expected="403") == []


def test_without_javascript_one_logs_in_all_the_same(world, site, window):
    page = window(java_script_enabled=False).page
    log_in(page, site)
    page.goto(site + "/account/")
    assert page.get_by_role("heading", name="Tài khoản của tôi").is_visible()

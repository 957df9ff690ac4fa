"""Logging in as one does it by hand, and the pages of second factors: they open only to who has just proved himself."""

import re
from collections.abc import Callable

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from thongsuot.edges.bench.pages import looking, planned
from thongsuot.edges.bench.pages.looking import Window
from thongsuot.edges.bench.pages.walking import Walk

# A device of Chromium's own that keeps passkeys and says yes by itself.
KEEPER = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
OWN = "/account/"
FACTORS = f"{OWN}second-factor/"
LOGIN, LOGOUT = f"{OWN}login/", f"{OWN}logout/"


def walk(opened: Window, walk: Walk, username: str, password: str, look: Callable[[str], None]) -> None:
    """See all pages of an account: before it has a second factor, with one, and on the way in with it."""
    page = opened.page
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": KEEPER})
    walk.go(opened, [LOGIN], look)
    _log_in(opened, walk.site, username, password)
    walk.go(opened, [FACTORS, f"{FACTORS}app/add/", f"{FACTORS}passkeys/add/"], look)
    _protect(opened, walk.site)
    own = [one for one in planned.plain() if one.startswith(OWN)]
    walk.go(opened, walk.unseen(own), look)
    page.goto(f"{walk.site}{LOGOUT}")
    looking.follow(page, "main form button")
    _log_in(opened, walk.site, username, password)
    walk.go(opened, [f"{LOGIN}second-factor/"], look)


def _log_in(opened: Window, site: str, username: str, password: str) -> None:
    opened.page.goto(f"{site}{LOGIN}")
    opened.page.fill("[name=login]", username)
    opened.page.fill("[name=password]", password)
    looking.follow(opened.page, "main form:has([name=password]) button.primary")


def _protect(opened: Window, site: str) -> None:
    """A passkey, the codes that come with it, and an app."""
    page = opened.page
    page.goto(f"{site}{FACTORS}passkeys/add/")
    looking.follow(page, "main form button.primary")
    page.goto(f"{site}{FACTORS}app/add/")
    secret = re.sub(r"\s", "", page.locator("main .code").text_content() or "")
    page.fill("#id_code", format_hotp_value(hotp_value(secret, [*yield_hotp_counters_from_time()][1])))
    looking.follow(page, "main button.primary")

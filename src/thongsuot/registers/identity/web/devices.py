"""Devices: what a browser calls itself, in two words; and the cookie by which we know it again.

A device that has logged in to an account is counted by itself, so that nobody who guesses elsewhere can
lock the owner out of the computer at which he works every day.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core import signing
from django.http.response import HttpResponseBase

COOKIE = "device"
SALT = "thongsuot.device"
LASTS_S = 400 * 24 * 3600
REMEMBERED = 30  # accounts on one device: a counter has fewer officers

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("CocCoc", "Cốc Cốc"), ("Firefox", "Firefox"), ("Chrome", "Chrome"),
            ("CriOS", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
           ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


def name_of(user_agent: str) -> str:
    """`Chrome · Windows`, or `?` for what does not say."""
    found = [next((name for mark, name in marks if mark in user_agent), "") for marks in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, found)) or "?"


@dataclass(slots=True)
class Device:
    """`number` names the browser; `accounts` are digests of the user names that have logged in there."""

    number: str
    is_new: bool = False
    accounts: list[str] = field(default_factory=list)

    def knows(self, username: str) -> bool:
        """Whether this account has logged in here before."""
        return digest(username) in self.accounts

    def add(self, username: str) -> None:
        """This account has logged in here."""
        mine = digest(username)
        self.accounts = [mine, *(a for a in self.accounts if a != mine)][:REMEMBERED]


def digest(username: str) -> str:
    """Short and not readable: the cookie shall not list who works here."""
    return hashlib.sha256(username.strip().lower().encode()).hexdigest()[:16]


def of(request: Any) -> Device:
    """The device that sent the request; a new one when its cookie is missing or not ours."""
    given = request.COOKIES.get(COOKIE)
    if given:
        try:
            number, *accounts = signing.loads(given, salt=SALT, max_age=LASTS_S)
            if re.fullmatch(r"[0-9a-f]{32}", number):
                return Device(number, accounts=accounts)
        except (signing.BadSignature, ValueError, TypeError):
            pass
    return Device(secrets.token_hex(16), is_new=True)


def remember(response: HttpResponseBase, device: Device) -> None:
    """Let the browser keep its number."""
    response.set_cookie(
        COOKIE,
        signing.dumps([device.number, *device.accounts], salt=SALT),
        max_age=LASTS_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )

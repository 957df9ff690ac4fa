"""Whose draft it is: the citizen's who is logged in, else this browser's, by a number that only it holds.

A browser's drafts become the citizen's when he logs in there. Officers fill in as anybody does, by browser.
"""

import hashlib
import secrets
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpResponse

from thongsuot.kernel.actor import ANONYMOUS, Actor, Kind
from thongsuot.plumbing.http.request import Request
from thongsuot.work.filings import queries as filings
from thongsuot.work.filings import services
from thongsuot.work.filings.queries import DraftRecord
from thongsuot.work.filings.rules import Window

COOKIE, SALT, LASTS_S = "nhap", "thongsuot.draft", 60 * 24 * 3600
SAVED_OF = "_of"  # a draft that was saved for a session which had ended names the draft that it belongs to


def browser_of(request: Request) -> Actor:
    """This browser as an owner; nobody at all when it has no number yet."""
    try:
        number = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LASTS_S)
    except signing.BadSignature:
        return ANONYMOUS
    return _browser(number) if isinstance(number, str) and len(number) == 32 else ANONYMOUS


def owner_of(request: Request) -> Actor:
    """Who types here."""
    return request.actor if request.actor.kind is Kind.CITIZEN else browser_of(request)


def numbered(request: Request) -> tuple[Actor, str]:
    """The owner and, when the browser needs one, the number to remember in it ("" otherwise)."""
    owner = owner_of(request)
    if owner.key != ANONYMOUS.key:
        return owner, ""
    number = secrets.token_hex(16)
    return _browser(number), number


def remember(response: HttpResponse, number: str) -> HttpResponse:
    """Give the browser its number."""
    if number:
        response.set_cookie(
            COOKIE, signing.dumps(number, salt=SALT), max_age=LASTS_S, secure=settings.SESSION_COOKIE_SECURE,
            httponly=True, samesite="Lax",
        )  # fmt: skip
    return response


def welcome(request: Request) -> None:
    """After logging in: the browser's drafts are the citizen's, and what was saved while logged out goes home."""
    browser = browser_of(request)
    if request.actor.kind is not Kind.CITIZEN or browser.key == ANONYMOUS.key:
        return
    if not services.adopt(actor=request.actor, browser=browser, now=request.now):
        return
    saved = [d for d in filings.drafts(viewer=request.actor, channel="ONLINE") if SAVED_OF in d.raw]
    for draft in sorted(saved, key=lambda one: one.saved_at):  # what was typed last counts
        _bring_home(request, draft)


def _bring_home(request: Request, saved: DraftRecord) -> None:
    """Put what was typed after the session had ended into the draft on which it was typed, if nothing speaks against."""
    home, window = _home_of(saved)
    given = {key: value for key, value in saved.raw.items() if key != SAVED_OF}
    own = {str(draft.id): draft for draft in filings.drafts(viewer=request.actor, channel="ONLINE")}
    if home not in own:
        return
    kept = services.keep(
        actor=request.actor, now=request.now, draft_id=own[home].id, window=window, given=given
    )
    if not kept.conflicts:
        services.discard(actor=request.actor, draft_id=saved.id)


def saved_of(draft: UUID, window: Window) -> str:
    """What a draft that waits for a log-in says of the draft and the window that it belongs to."""
    return " ".join([str(draft), str(window.base), window.name, str(window.typed), *window.after])


def _home_of(saved: DraftRecord) -> tuple[str, Window]:
    home, base, name, typed, *after = [*saved.raw[SAVED_OF].split(" "), "", "", ""]
    return home, Window(name, int(base or 0), int(typed or 0), tuple(filter(None, after)))


def _browser(number: str) -> Actor:
    return Actor(Kind.ANONYMOUS, name=hashlib.sha256(number.encode()).hexdigest()[:32])

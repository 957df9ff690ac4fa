"""Someone proved to hold a dossier's code: a short-lived signed cookie lets the same browser look again.

The cookie names one dossier and opens only that one; it is no log-in. It remembers, unreadably, by which digits it was
proved: when the phone is corrected, who knew the old one has proved nothing.
"""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

COOKIE = "tracked"
SALT = "thongsuot.tracked"
LASTS_S = 30 * 60
ID_LONG, MARK_LONG = 36, 16


def mark(digits: str) -> str:
    """What the cookie keeps of the digits of a proof; "" of the slip's QR code, which needs none."""
    return salted_hmac(SALT, digits, algorithm="sha256").hexdigest()[:MARK_LONG] if digits else ""


def remember(response: HttpResponseBase, dossier_id: UUID, digits: str = "") -> None:
    """Let the browser that gets this response see the dossier for half an hour; `digits`: by which it was proved."""
    response.set_cookie(
        COOKIE,
        signing.dumps(f"{dossier_id}{mark(digits)}", salt=SALT),
        max_age=LASTS_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponseBase) -> None:
    """The end of looking."""
    response.delete_cookie(COOKIE, samesite="Lax")


def dossier_of(request: HttpRequest) -> str | None:
    """The dossier that this browser may see, or None: no cookie, a forged one, an old one."""
    try:
        return str(UUID(_kept(request)[:ID_LONG]))
    except ValueError:
        return None


def mark_of(request: HttpRequest) -> str:
    """By which digits it was proved, as `mark` has them."""
    return _kept(request)[ID_LONG:]


def _kept(request: HttpRequest) -> str:
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LASTS_S)
    except signing.BadSignature:
        return ""
    return found if isinstance(found, str) else ""

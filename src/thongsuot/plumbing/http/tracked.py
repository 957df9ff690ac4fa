"""Someone proved to hold a dossier's code: a short-lived signed cookie lets the same browser look again.

The cookie names one dossier and opens only that one; it is no log-in.
"""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

COOKIE = "tracked"
SALT = "thongsuot.tracked"
LASTS_S = 30 * 60


def remember(response: HttpResponseBase, dossier_id: UUID) -> None:
    """Let the browser that gets this response see the dossier for half an hour."""
    response.set_cookie(
        COOKIE,
        signing.dumps(str(dossier_id), salt=SALT),
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
    given = request.COOKIES.get(COOKIE)
    if not given:
        return None
    try:
        return str(UUID(signing.loads(given, salt=SALT, max_age=LASTS_S)))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None

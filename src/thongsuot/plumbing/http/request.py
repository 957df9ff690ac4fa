"""The request as our views see it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from thongsuot.kernel.actor import Actor

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
BEARER = "Bearer "


class Request(HttpRequest):
    """`now` is read once a request; `actor` is set by the identity module's middleware."""

    request_id: str
    now: datetime
    actor: Actor

    @property
    def day(self) -> date:
        """The calendar day in Viet Nam at `now`."""
        return local_day(self.now)


def local_day(now: datetime) -> date:
    """The calendar day in Viet Nam of an instant."""
    return now.astimezone(LOCAL).date()


def token_of(request: HttpRequest) -> str | None:
    """The bearer token that a program sends; None for a browser. Browsers never send one on their own."""
    given = request.META.get("HTTP_AUTHORIZATION", "")
    return given[len(BEARER) :].strip() if given.startswith(BEARER) else None

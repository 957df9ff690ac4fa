"""One's own account: what I may do, where I am logged in, how I am protected."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thongsuot.kernel.actor import Kind
from thongsuot.kernel.errors import NotFound
from thongsuot.registers.identity import queries, services
from thongsuot.registers.identity.queries import GrantRecord
from thongsuot.registers.identity.rules import Reach
from thongsuot.registers.identity.web.adapters import SID

REACHES = {
    Reach.OWN: "tại {agency}",
    Reach.TREE: "tại {agency} và các đơn vị trực thuộc",
    Reach.AUTHORITY: "trên toàn địa bàn của {agency}",
}
METHODS = {
    "password": "mật khẩu",
    "passkey": "khóa truy cập",
    "password+totp": "mật khẩu và mã xác thực",
    "password+webauthn": "mật khẩu và khóa bảo mật",
    "password+recovery_codes": "mật khẩu và mã dự phòng",
}


@require_GET
def home(request: Any) -> HttpResponse:
    """Grants in words, open sessions, second factors, tokens of the person who looks."""
    actor, now = request.actor, request.now
    here = request.session.get(SID)
    account = queries.account(account_id=actor.account_id)
    grants = queries.grants_of(viewer=actor, account_id=actor.account_id)
    factors = queries.factors_of(viewer=actor)
    context = {
        "account": account,
        "is_officer": actor.kind is Kind.OFFICER,
        "grants": [_in_words(g, request) for g in grants if _still(g, request)],
        "sessions": [
            {
                "sid": s.sid,
                "device": s.device,
                "method": _(METHODS.get(s.method, "")),
                "created": s.created_at,
                "seen": s.seen_at,
                "is_here": str(s.sid) == here,
            }
            for s in queries.sessions_of(viewer=actor, now=now)
        ],
        "tokens": queries.tokens_of(viewer=actor, now=now),
        "factors": factors,
    }
    return render(request, "identity/account.html", context)


def _still(grant: GrantRecord, request: Any) -> bool:
    return grant.revoked_at is None and (grant.to_date is None or request.day < grant.to_date)


def _in_words(grant: GrantRecord, request: Any) -> dict[str, Any]:
    is_english = request.LANGUAGE_CODE == "en"
    return {
        "role": grant.role.name_en if is_english and grant.role.name_en else grant.role.name,
        "where": _(REACHES[grant.reach]).format(agency=grant.agency_name),
        "from_date": grant.from_date,
        "to_date": grant.to_date,
        "is_future": grant.from_date > request.day,
    }


NO_SESSION = str(UUID(int=0))  # who comes with a token keeps none


@require_POST
def end_session(request: Any, sid: UUID) -> HttpResponse:
    """End one of my sessions; ending this one logs me out."""
    try:
        services.end_session(actor=request.actor, now=request.now, sid=sid)
        messages.success(request, _("Đã kết thúc phiên đăng nhập."))
    except NotFound as refusal:
        messages.error(request, refusal.problems[0].say(_))
    if str(sid) == request.session.get(SID):
        request.session.flush()
        return HttpResponseRedirect("/")
    return _home()


@require_POST
def end_other_sessions(request: Any) -> HttpResponse:
    """End all my sessions but this one."""
    keep = UUID(request.session.get(SID, NO_SESSION))
    count = services.end_other_sessions(actor=request.actor, now=request.now, keep=keep)
    messages.success(request, _("Đã kết thúc {count} phiên đăng nhập khác.").format(count=count))
    return _home()


@require_POST
def revoke_token(request: Any, token_id: int) -> HttpResponse:
    """Revoke one of my tokens."""
    services.revoke_token(actor=request.actor, now=request.now, token_id=token_id)
    messages.success(request, _("Đã thu hồi mã truy cập."))
    return _home()


def _home() -> HttpResponse:
    return HttpResponseRedirect(reverse("account_home"))


def inactive(request: HttpRequest) -> HttpResponse:
    """The account is disabled, or a demo account outside a demo."""
    return render(request, "identity/inactive.html", status=403)

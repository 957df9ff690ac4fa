"""Where allauth asks us: no sign-up, our own sessions and limits, our own words."""

import time
from functools import cache
from io import BytesIO
from typing import Any
from uuid import UUID

import segno
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.utils import user_pk_to_url_str
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing import sealing
from thongsuot.plumbing.http.problems import text_of
from thongsuot.registers.identity import rules, services
from thongsuot.registers.identity.rules import AccountKind
from thongsuot.registers.identity.web import devices

SID = services.SESSION_KEY
DESK = "/desk/"
SECOND_FACTOR = "identity.second-factor"

SAID = {
    "account/messages/password_changed.txt": _("Đã đổi mật khẩu. Các phiên đăng nhập khác đã kết thúc."),
    "account/messages/logged_out.txt": _("Bạn đã đăng xuất."),
    "mfa/messages/totp_activated.txt": _("Đã thêm ứng dụng tạo mã."),
    "mfa/messages/totp_deactivated.txt": _("Đã bỏ ứng dụng tạo mã."),
    "mfa/messages/webauthn_added.txt": _("Đã thêm khóa truy cập."),
    "mfa/messages/webauthn_removed.txt": _("Đã bỏ khóa truy cập."),
    "mfa/messages/recovery_codes_generated.txt": _("Đã tạo mã dự phòng mới. Các mã cũ không dùng được nữa."),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from packs and administrators; guesses are counted around the views, not here."""

    error_messages = {
        "account_inactive": _("Tài khoản này đã bị khóa."),
        "username_password_mismatch": _("Tên đăng nhập hoặc mật khẩu không đúng. Hãy nhập lại."),
        "incorrect_password": _("Mật khẩu không đúng. Hãy nhập lại."),
        "enter_current_password": _("Mật khẩu hiện tại không đúng. Hãy nhập lại."),
        "incorrect_code": _("Mã không đúng. Hãy nhập mã đang hiện trong ứng dụng."),
        "too_many_login_attempts": _("Đã thử sai quá nhiều lần. Hãy thử lại sau."),
        "rate_limited": _("Đã thử quá nhiều lần. Hãy thử lại sau."),
    }

    def is_open_for_signup(self, request: Any) -> bool:
        """Never: an account is given, not taken."""
        return False

    def pre_authenticate(self, request: Any, **credentials: Any) -> None:
        """allauth would count by network address here."""

    def authenticate(self, request: Any, **credentials: Any) -> Any:
        """Remember in the request that the password was right, for the counters around the view."""
        user = super().authenticate(request, **credentials)
        request.proved = user is not None
        return user

    def pre_login(self, request: Any, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Disabled accounts, and demo accounts outside a demo, get no further."""
        if user.is_demo and not settings.DEMO:
            return self.respond_user_inactive(request, user)  # type: ignore[no-any-return]
        return super().pre_login(request, user, **kwargs)  # type: ignore[no-any-return]

    def login(self, request: Any, user: Any) -> None:
        """Begin a session of ours beside Django's."""
        method = _method(get_authentication_records(request, user))
        super().login(request, user)
        sid = services.begin_session(
            actor=SYSTEM,
            now=request.now,
            account_id=user.pk,
            device=devices.name_of(request.headers.get("User-Agent", "")),
            method=method,
        )
        request.session[SID] = str(sid)
        request.logged_in = user
        services.forget_old_guesses(now=request.now)

    def logout(self, request: Any) -> None:
        """End the session in the register, not only in this browser's cookie."""
        sid = request.session.get(SID)
        super().logout(request)
        if sid:
            services.end_session(actor=SYSTEM, now=request.now, sid=UUID(sid), because="logout")

    def get_login_redirect_url(self, request: Any) -> str:
        """The desk for officers, the home page for citizens, enrolment for whom it is due."""
        user = request.user
        kind = AccountKind(user.kind)
        is_demo = user.is_demo and settings.DEMO
        has_second_factor = user.authenticator_set.filter(type__in=("totp", "webauthn")).exists()
        if rules.must_enrol(kind=kind, has_second_factor=has_second_factor, is_demo=is_demo):
            return reverse("mfa_index")
        return DESK if kind is AccountKind.OFFICER else "/"

    def get_logout_redirect_url(self, request: Any) -> str:
        """Home."""
        return "/"

    def get_password_change_redirect_url(self, request: Any) -> str:
        """Back to one's own account."""
        return reverse("account_home")

    def set_password(self, user: Any, password: str) -> None:
        """Change it by the verb, which ends the other sessions and writes the journal."""
        request = context.request
        services.change_password(
            actor=SYSTEM,
            now=request.now,
            account_id=user.pk,
            password=password,
            keep=request.session.get(SID, ""),
            is_own=True,
        )
        user.refresh_from_db()

    def clean_password(self, password: str, user: Any = None) -> str:
        """By our rule, all reasons at once."""
        problems = rules.password_problems(
            password,
            username=user.username if user else "",
            full_name=user.full_name if user else "",
            common=_common().passwords,
        )
        if problems:
            raise ValidationError([ValidationError(text_of(p), code=p.code) for p in problems])
        return password

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not again within five minutes of having proved who one is, by logging in or otherwise."""
        records = get_authentication_records(context.request, context.request.user)
        return not (records and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT)

    def add_message(
        self,
        request: Any,
        level: int,
        message_template: str | None = None,
        message_context: Any = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say it in our words, or nothing."""
        text = message or SAID.get(message_template or "")
        if text:
            messages.add_message(request, level, str(text), extra_tags=extra_tags)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Accounts have no mail address."""


@cache  # the list is long, and the same for everybody
def _common() -> CommonPasswordValidator:
    return CommonPasswordValidator()


def _method(records: list[dict[str, Any]]) -> str:
    """How the session was begun: `password`, `password+totp`, `passkey`, …"""
    if any(r.get("passwordless") for r in records):
        return "passkey"
    return "+".join(dict.fromkeys(str(r.get("type") or r["method"]) for r in records)) or "password"


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: their secrets are encrypted with a key that is not in the database."""

    error_messages = {
        "incorrect_code": _("Mã không đúng. Hãy nhập mã đang hiện trong ứng dụng."),
        "cannot_delete_authenticator": _("Không bỏ được lớp bảo vệ này."),
        "cannot_generate_recovery_codes": _("Hãy thêm ứng dụng tạo mã hoặc khóa truy cập trước."),
        "unverified_email": _("Không thêm được lớp bảo vệ này."),
        "add_email_blocked": _("Không thêm được lớp bảo vệ này."),
    }

    def get_totp_issuer(self) -> str:
        """The name under which the code stands in the app."""
        return "Thông Suốt"

    def build_totp_svg(self, url: str) -> str:
        """The QR code to be scanned by the app."""
        picture = BytesIO()
        segno.make(url, error="m").save(picture, kind="svg", scale=5, border=4, light="#fff", xmldecl=False)
        return picture.getvalue().decode()

    def _get_site_name(self) -> str:
        return "Thông Suốt"

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """What the device shows when it asks which passkey to use."""
        handle = user_pk_to_url_str(user)  # as the log-in reads it back: in base 36
        return {"id": handle.encode(), "display_name": user.full_name, "name": user.username}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 - allauth's name
        """A name to begin with; people call it as they like."""
        number = user.authenticator_set.filter(type=type).count() + 1
        return str(_("Khóa truy cập {number}")).format(number=number)

    def encrypt(self, text: str) -> str:
        """With the installation's newest key."""
        return sealing.seal(text, SECOND_FACTOR)

    def decrypt(self, encrypted_text: str) -> str:
        """With any of the installation's keys."""
        return sealing.opened(encrypted_text, SECOND_FACTOR)

"""Addresses under /account/. allauth knows its own by these names; only what is listed here can be reached."""

from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from allauth.mfa.webauthn.internal import flows
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from thongsuot.plumbing.http import guards
from thongsuot.registers.identity.web import forms, pages
from thongsuot.registers.identity.web.entrance import as_system, counting_codes, counting_passwords

View = Callable[..., HttpResponseBase]


class PasskeyLoginView(passkey.LoginWebAuthnView):  # type: ignore[misc]
    """Log in with a passkey alone, and go on to where one wanted to go."""

    def form_valid(self, form: Any) -> Any:
        """As allauth, but for `next`."""
        authenticator = form.cleaned_data["credential"]
        login = Login(user=authenticator.user, redirect_url=get_next_redirect_url(self.request))
        return flows.perform_passwordless_login(self.request, authenticator, login)


def _page(view: Any, template: str, form: Any = None) -> View:
    """An allauth view with our template and form, reading as the system."""
    given = {"form_class": form} if form else {}
    return as_system(view.as_view(template_name=f"identity/{template}.html", **given))


LOGIN = {
    "": (counting_passwords(_page(account.LoginView, "login", forms.LoginForm)), "account_login"),
    "passkey/": (_page(PasskeyLoginView, "login"), "mfa_login_webauthn"),
    "second-factor/": (
        counting_codes("code")(_page(factor.AuthenticateView, "second_step", forms.CodeForm)),
        "mfa_authenticate",
    ),
}
AGAIN = {
    "": (
        counting_codes("password")(
            _page(account.ReauthenticateView, "again_password", forms.ReauthenticateForm)
        ),
        "account_reauthenticate",
    ),
    "code/": (
        counting_codes("code")(_page(factor.ReauthenticateView, "again_code", forms.CodeAgainForm)),
        "mfa_reauthenticate",
    ),
    "passkey/": (_page(passkey.ReauthenticateWebAuthnView, "again_passkey"), "mfa_reauthenticate_webauthn"),
}
FACTORS = {
    "": (_page(factor.IndexView, "factors"), "mfa_index"),
    "app/add/": (_page(totp.ActivateTOTPView, "totp_add", forms.AddTotpForm), "mfa_activate_totp"),
    "app/remove/": (_page(totp.DeactivateTOTPView, "totp_remove"), "mfa_deactivate_totp"),
    "codes/": (_page(recovery.ViewRecoveryCodesView, "codes"), "mfa_view_recovery_codes"),
    "codes/new/": (_page(recovery.GenerateRecoveryCodesView, "codes_new"), "mfa_generate_recovery_codes"),
    "passkeys/": (_page(passkey.ListWebAuthnView, "passkeys"), "mfa_list_webauthn"),
    "passkeys/add/": (
        _page(passkey.AddWebAuthnView, "passkey_add", forms.AddPasskeyForm),
        "mfa_add_webauthn",
    ),
    "passkeys/<int:pk>/": (
        _page(passkey.EditWebAuthnView, "passkey_edit", forms.EditPasskeyForm),
        "mfa_edit_webauthn",
    ),
    "passkeys/<int:pk>/remove/": (_page(passkey.RemoveWebAuthnView, "passkey_remove"), "mfa_remove_webauthn"),
}
OWN: dict[str, tuple[View, str]] = {
    "": (pages.home, "account_home"),
    "sessions/end/": (pages.end_other_sessions, "account_end_others"),
    "sessions/<uuid:sid>/end/": (pages.end_session, "account_end_session"),
    "tokens/<int:token_id>/revoke/": (pages.revoke_token, "account_revoke_token"),
    "password/": (
        counting_codes("oldpassword")(
            _page(account.PasswordChangeView, "password", forms.ChangePasswordForm)
        ),
        "account_change_password",
    ),
}


def _mounted(
    under: str, views: dict[str, tuple[View, str]], guard: Callable[[View], View]
) -> list[URLPattern]:
    return [path(under + address, guard(view), name=name) for address, (view, name) in views.items()]


urlpatterns: list[URLPattern] = [
    *_mounted("", OWN, guards.account_required),
    *_mounted("login/", LOGIN, guards.anyone),
    *_mounted("again/", AGAIN, guards.account_required),
    *_mounted("second-factor/", FACTORS, guards.own_password_required),
    path("logout/", guards.anyone(_page(account.LogoutView, "logout")), name="account_logout"),
    path("inactive/", guards.anyone(pages.inactive), name="account_inactive"),
]

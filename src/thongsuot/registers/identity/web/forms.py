"""allauth's forms in our words."""

from typing import Any

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkey
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from thongsuot.registers.identity import services


class _Worded:
    """Gives fields our labels and hints and takes the placeholders away: a label stays, a placeholder goes."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            label, hint = self._words().get(name, (field.label, ""))
            field.label, field.help_text = label, hint
            field.error_messages["required"] = _("Hãy nhập {label}.").format(label=str(label).lower())

    def _words(self) -> dict[str, tuple[str, str]]:
        return {}


class LoginForm(_Worded, account.LoginForm):  # type: ignore[misc]
    """User name and password."""

    def _words(self) -> dict[str, tuple[str, str]]:
        return {"login": (_("Tên đăng nhập"), ""), "password": (_("Mật khẩu"), "")}


class ReauthenticateForm(_Worded, account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""

    def _words(self) -> dict[str, tuple[str, str]]:
        return {"password": (_("Mật khẩu"), "")}


class ChangePasswordForm(_Worded, account.ChangePasswordForm):  # type: ignore[misc]
    """The old password, and twice the new one."""

    def _words(self) -> dict[str, tuple[str, str]]:
        return {
            "oldpassword": (_("Mật khẩu hiện tại"), ""),
            "password1": (_("Mật khẩu mới"), _("Ít nhất 10 ký tự. Một câu ngắn dễ nhớ là tốt nhất.")),
            "password2": (_("Nhập lại mật khẩu mới"), ""),
        }

    def clean(self) -> Any:
        """Both new passwords are one."""
        cleaned = self.cleaned_data
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("Hai lần nhập không giống nhau. Hãy nhập lại."))
        return cleaned


class _Code(_Worded):
    """A one-time code opens once, in whichever process it arrives."""

    def _words(self) -> dict[str, tuple[str, str]]:
        return {"code": (_("Mã xác thực"), _("6 chữ số trong ứng dụng tạo mã, hoặc một mã dự phòng."))}

    def clean_code(self) -> str:
        """Right, and not used a moment ago."""
        code: str = super().clean_code()  # type: ignore[misc]
        user = self.user  # type: ignore[attr-defined]
        if not services.use_code(now=context.request.now, account_id=user.pk, code=code):
            raise ValidationError(_("Mã này vừa được dùng. Hãy chờ ứng dụng hiện mã mới."), code="code_used")
        return code


class CodeForm(_Code, factor.AuthenticateForm):  # type: ignore[misc]
    """The second step of logging in."""


class CodeAgainForm(_Code, factor.ReauthenticateForm):  # type: ignore[misc]
    """The code once more."""


class AddTotpForm(_Worded, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new app."""

    def _words(self) -> dict[str, tuple[str, str]]:
        return {"code": (_("Mã trong ứng dụng"), _("6 chữ số"))}


class AddPasskeyForm(_Worded, passkey.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey; it opens without a password unless that is switched off."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True

    def _words(self) -> dict[str, tuple[str, str]]:
        return {
            "name": (_("Tên để nhận ra khóa này"), _("Ví dụ: Máy tính ở quầy số 2")),
            "passwordless": (
                _("Dùng khóa này để đăng nhập không cần mật khẩu"),
                _("Thiết bị sẽ hỏi vân tay, khuôn mặt hoặc mã PIN."),
            ),
        }


class EditPasskeyForm(_Worded, passkey.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    def _words(self) -> dict[str, tuple[str, str]]:
        return {"name": (_("Tên để nhận ra khóa này"), "")}

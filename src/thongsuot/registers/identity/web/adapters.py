"""Where allauth asks us: no sign-up, our own limits, our own words."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from packs and administrators; limits are counted in `services`, not here."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an account is given, not taken."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """allauth would count by network address here."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Accounts have no mail address."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors of officers and citizens."""

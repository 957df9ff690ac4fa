"""Around allauth's views: for whom they look at accounts, how often one may guess, which device it was."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.stagekit import unstash_login
from django.http.response import HttpResponseBase
from django.shortcuts import render

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing import access
from thongsuot.plumbing.http import problems
from thongsuot.registers.identity import services
from thongsuot.registers.identity.services import TooManyGuesses
from thongsuot.registers.identity.web import devices
from thongsuot.registers.identity.web.forms import LoginForm

View = Callable[..., HttpResponseBase]


def as_system(view: View) -> View:
    """allauth reads accounts and factors before anybody is known: the view runs as the system looks.

    What it reads is always of the one account that the request is about. Rendered inside, because its
    templates read too.
    """

    @wraps(view)
    def run(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with access.seeing(SYSTEM):
            response = view(request, *args, **kwargs)
            if not getattr(response, "is_rendered", True):
                response.render()  # type: ignore[attr-defined]
        user = getattr(request, "logged_in", None)
        if user is not None:
            device = devices.of(request)
            device.add(user.username)
            devices.remember(response, device)
        return response

    return run


def counting_passwords(view: View) -> View:
    """Of the log-in page: by name for devices that do not know the name, else by device; and by device."""

    @wraps(view)
    def run(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        name = request.POST.get("login", "").strip().lower()[:150]
        if request.method != "POST" or not name or not request.POST.get("password"):
            return view(request, *args, **kwargs)
        device = devices.of(request)
        counted = services.name_subject(name, device.number if device.knows(name) else "")
        shared = [] if device.is_new else [services.device_subject(device.number)]
        try:
            services.begin_guess(now=request.now, subjects=[counted, *shared])
        except TooManyGuesses as refusal:
            return _wait(request, refusal, name)
        response = view(request, *args, **kwargs)
        if getattr(request, "proved", False):
            services.settle(broken=[counted], returned=shared)
        if device.is_new and devices.COOKIE not in response.cookies:
            devices.remember(response, device)
        return response

    return run


def counting_codes(*fields: str) -> Callable[[View], View]:
    """Of pages where somebody whose password was right (or who is in) types a code or the password again."""

    def around(view: View) -> View:
        @wraps(view)
        def run(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            account_id = _account_of(request)
            if request.method != "POST" or account_id is None or not any(map(request.POST.get, fields)):
                return view(request, *args, **kwargs)
            counted = [services.factor_subject(account_id)]
            try:
                services.begin_guess(now=request.now, subjects=counted)
            except TooManyGuesses as refusal:
                return _wait(request, refusal, "")
            response = view(request, *args, **kwargs)
            if response.status_code == 302:  # every one of these pages shows itself again when it was wrong
                services.settle(broken=counted)
            return response

        return run

    return around


def _account_of(request: Any) -> int | None:
    if request.actor.account_id is not None:
        return int(request.actor.account_id)
    with access.seeing(SYSTEM):
        pending = unstash_login(request, peek=True)
    return pending.user.pk if pending and pending.user else None


def _wait(request: Any, refusal: TooManyGuesses, name: str) -> HttpResponseBase:
    """429, with the form as it was typed (but for the password) and the time to come back."""
    if name:
        context = {"form": LoginForm(initial={"login": name}), "problems": refusal.problems}
        response = render(request, "identity/login.html", context, status=429)
    else:
        response = problems.refused(request, refusal)
    response["Retry-After"] = str(refusal.wait_s)
    return response

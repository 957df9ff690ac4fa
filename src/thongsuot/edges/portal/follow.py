"""Following a dossier without an account: its code and the last digits of the telephone given with it.

Which of the two was wrong is never told. Guesses are counted before they are looked at: for each code,
so that its four digits cannot be tried through, and for each browser.
"""

import hashlib
import secrets
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.conf import settings
from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.edges.portal import relay
from thongsuot.edges.portal.page import asked, form_page, plain, private
from thongsuot.kernel.codes import DossierCode
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.http import problems, tracked
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import forms
from thongsuot.registers.identity import services as identity
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.relays import queries as relays

BROWSER, SALT, LASTS_S = "follower", "thongsuot.follower", 400 * 24 * 3600
DIGITS = 4


class FollowForm(forms.Form):
    """What is asked of a person who has no account."""

    ma = forms.Text(
        label=gettext_lazy("Mã hồ sơ"),
        help_text=gettext_lazy("In trên giấy hẹn, bên cạnh mã QR."),
        max_length=80,
        error_messages={
            "max_length": gettext_lazy("Mã hồ sơ không dài như vậy. Hãy chép đúng như trên giấy hẹn.")
        },
    )
    so = forms.Text(
        label=gettext_lazy("4 số cuối điện thoại"),
        help_text=gettext_lazy("Của số điện thoại đã ghi khi nộp hồ sơ."),
        max_length=20,
        error_messages={"max_length": gettext_lazy("Hãy nhập đúng 4 chữ số cuối.")},
    )

    def clean_ma(self) -> str:
        """The code as it is written on the slip."""
        try:
            return str(DossierCode.parse(plain(self.cleaned_data["ma"])))
        except Refused as refused:
            raise django_forms.ValidationError([problems.text_of(p) for p in refused.problems]) from None

    def clean_so(self) -> str:
        """Four digits."""
        digits = "".join(sign for sign in self.cleaned_data["so"] if sign in "0123456789")
        if len(digits) != DIGITS:
            raise django_forms.ValidationError(_("Hãy nhập đúng 4 chữ số cuối."))
        return digits


@form_page
def follow(request: Request) -> HttpResponse:
    """Ask for code and digits; `?ma=` is filled in already."""
    if request.method != "POST":
        form = FollowForm(initial={"ma": asked(request.GET, "ma", 80)})
        return _page(request, form)
    form = FollowForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    return _guessed(request, form)


def _guessed(request: Request, form: FollowForm) -> HttpResponse:
    code, digits = form.cleaned_data["ma"], form.cleaned_data["so"]
    browser = _browser(request)
    counters = [subject(code), identity.device_subject(browser)]
    try:
        identity.begin_guess(now=request.now, subjects=counters)
    except identity.TooManyGuesses as many:
        form.add_error(None, " ".join(problems.text_of(p) for p in many.problems))
        response = _page(request, form, status=429)
        response["Retry-After"] = str(many.wait_s)
        return response
    found = dossiers.prove(code=code, digits=digits)
    relayed = relays.prove(code=code, digits=digits) if found is None else None
    if relayed is not None:
        identity.settle(broken=counters[:1], returned=counters[1:])
        response = relay.opened(code, relayed)
    elif found is None:
        form.add_error(
            None,
            _(
                "Không có hồ sơ nào ứng với mã và số điện thoại này. Hãy xem lại cả hai trên giấy hẹn rồi nhập lại."
            ),
        )
        response = _page(request, form, status=422)
    else:
        identity.settle(broken=counters[:1], returned=counters[1:])
        response = opened(code, found, digits)
    _remember(response, browser)
    return response


def subject(code: str) -> str:
    """The counter of guesses at one code."""
    return f"track:{hashlib.sha256(code.encode()).hexdigest()[:32]}"


def opened(code: str, dossier_id: UUID, digits: str = "") -> HttpResponse:
    """Go to the dossier, and let this browser see it for a while; `digits`: by which it was proved."""
    response = private(HttpResponseRedirect(reverse("portal:dossier", args=[code])))
    tracked.remember(response, dossier_id, digits)
    return response


def _page(request: Request, form: FollowForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "part": "follow"}
    return private(render(request, "portal/follow.html", context, status=status))


def _browser(request: Request) -> str:
    """The number of this browser; a new one when its cookie is missing or not ours."""
    try:
        number = signing.loads(request.COOKIES.get(BROWSER, ""), salt=SALT, max_age=LASTS_S)
    except signing.BadSignature:
        number = ""
    return number if isinstance(number, str) and len(number) == 32 else secrets.token_hex(16)


def _remember(response: HttpResponse, browser: str) -> None:
    response.set_cookie(
        BROWSER,
        signing.dumps(browser, salt=SALT),
        max_age=LASTS_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )

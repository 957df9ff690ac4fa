"""Who may open a page at all. Every view says so in `view.expects`, from which the access gate is generated.

What the person may then do there is asked again by every verb and every query.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url

from thongsuot.kernel.actor import Kind
from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.http import problems

V = TypeVar("V", bound=Callable[..., Any])

MUST_ENROL = "must_enrol"  # attribute of an officer who still has to add a second factor
ENROL_URL = "mfa_index"
MUST_CHANGE = "must_change_password"  # attribute of whoever came in with a password that somebody else set
CHANGE_URL = "account_change_password"


def anyone(view: V) -> V:
    """Open to everybody, logged in or not; what is shown depends on the actor."""
    view.expects = {"kinds": tuple(Kind), "login": False}  # type: ignore[attr-defined]
    return view


def officer_required(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Only officers who have a second factor."""
    return _only(view, Kind.OFFICER)


def citizen_required(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Only citizens who are logged in."""
    return _only(view, Kind.CITIZEN)


def account_required(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Officers and citizens who are logged in, also before they have a password or a second factor of their own."""
    return _only(view, Kind.OFFICER, Kind.CITIZEN, before_enrolling=True, before_choosing=True)


def own_password_required(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The same, but with a password that nobody else has set; also before they have a second factor."""
    return _only(view, Kind.OFFICER, Kind.CITIZEN, before_enrolling=True)


def login_required(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Officers and citizens, by session or by token."""
    return _only(view, Kind.OFFICER, Kind.CITIZEN)


def tracker_required(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Citizens who are logged in, and whoever proved to hold a dossier's code."""
    return _only(view, Kind.CITIZEN, Kind.TRACKER)


def sender_required(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Whoever may hand in files: officers, citizens, and whoever proved to hold a dossier's code."""
    return _only(view, Kind.OFFICER, Kind.CITIZEN, Kind.TRACKER)


def _only(
    view: Callable[..., HttpResponseBase],
    *kinds: Kind,
    before_enrolling: bool = False,
    before_choosing: bool = False,
) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        actor = request.actor
        if before_enrolling and request.is_program:  # a program's key does not open its owner's account
            return _log_in_first(request)
        if actor.kind in kinds:
            if MUST_CHANGE in actor.attributes and not before_choosing:
                return _choose_first(request)
            if before_enrolling or MUST_ENROL not in actor.attributes:
                return view(request, *args, **kwargs)
            return _enrol_first(request)
        if actor.kind in (Kind.ANONYMOUS, Kind.TRACKER):
            return _log_in_first(request)
        return problems.answer(
            request, 403, Problem("not_for_you", "Trang này không dành cho tài khoản của bạn.")
        )

    guarded.expects = {"kinds": kinds, "login": True}  # type: ignore[attr-defined]
    return guarded


def _log_in_first(request: Any) -> HttpResponseBase:
    if problems.wants_json(request):
        response = problems.answer(request, 401, Problem("log_in_first", "Hãy đăng nhập để tiếp tục."))
        response["WWW-Authenticate"] = "Bearer"
        return response
    return _to(resolve_url(settings.LOGIN_URL), request)


def _choose_first(request: Any) -> HttpResponseBase:
    if problems.wants_json(request):
        return problems.answer(
            request, 403, Problem("own_password_first", "Hãy đổi mật khẩu được cấp rồi làm tiếp.")
        )
    return _to(resolve_url(CHANGE_URL), request)


def _enrol_first(request: Any) -> HttpResponseBase:
    if problems.wants_json(request):
        return problems.answer(
            request,
            403,
            Problem("second_factor_first", "Hãy thêm lớp bảo vệ thứ hai cho tài khoản rồi làm tiếp."),
        )
    return _to(resolve_url(ENROL_URL), request)


def _to(address: str, request: Any) -> HttpResponseBase:
    if request.method == "GET":
        address += "?" + urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(address)

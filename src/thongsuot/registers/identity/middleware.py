"""Who asks: sets `request.actor`, `request.day`, and for allauth `request.user`, read only if used."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject

from thongsuot.kernel.actor import ANONYMOUS, Actor, Kind
from thongsuot.plumbing.http import tracked
from thongsuot.plumbing.http.request import local_day, token_of
from thongsuot.registers.identity import queries, services

SID = services.SESSION_KEY


class ActorMiddleware:
    """One statement for a request that carries a session or a known token, none for one that carries neither."""

    def __init__(self, get_response: Callable[[Any], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        request.day = local_day(request.now)
        token = token_of(request)
        request.is_program = token is not None
        request.actor = self._actor(request, token)
        request.user = SimpleLazyObject(partial(_user, ANONYMOUS if request.is_program else request.actor))
        return self.get_response(request)

    def _actor(self, request: Any, token: str | None) -> Actor:
        if token is not None:
            hashed = services.hash_of(token)
            caller = queries.resolve_program(token_hash=hashed, now=request.now, day=request.day)
            return caller.actor if caller else ANONYMOUS
        sid = _sid(request)
        if sid is not None:
            caller = queries.resolve(sid=sid, now=request.now, day=request.day)
            if caller is not None:
                return caller.actor
            request.session.flush()  # ended elsewhere: nothing in this cookie counts any more
        dossier_id = tracked.dossier_of(request)
        return Actor(Kind.TRACKER, dossier_id=dossier_id) if dossier_id else ANONYMOUS


def _sid(request: Any) -> UUID | None:
    given = request.session.get(SID)
    return UUID(given) if given else None


def _user(actor: Actor) -> Any:
    """The account for allauth; a program's token is nobody's log-in."""
    if actor.account_id is None:
        return AnonymousUser()
    return queries.user_of(account_id=actor.account_id)

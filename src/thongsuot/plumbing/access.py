"""Permission in one place. `may` answers for verbs, `seeing` opens the one gate for reading.

Row-level security is the second wall: `enter` tells the transaction who looks, and a table with
tenant data shows nothing to a transaction that was told nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

from thongsuot.kernel.actor import ANONYMOUS, Actor, Grant, Kind
from thongsuot.kernel.errors import Forbidden, Problem
from thongsuot.plumbing import reference

P = ParamSpec("P")
R = TypeVar("R")

READ = "records.read"  # the verb that lets an officer see the working records of an agency

_seeing: ContextVar[Actor | None] = ContextVar("seeing", default=None)

ENTER = """select set_config('ts.agencies', %s, true), set_config('ts.authorities', %s, true),
  set_config('ts.citizen', %s, true), set_config('ts.dossier', %s, true), set_config('ts.system', %s, true),
  set_config('ts.actor', %s, true), (select value from revision)"""


def may(*, actor: Actor, verb: str, agency_id: int | None, day: date) -> bool:
    """Whether `actor` may carry out `verb` in the name of the agency on that day."""
    if actor.kind is Kind.SYSTEM:
        return True
    return any(
        verb in grant.verbs and agency_id in grant.agency_ids and grant.is_valid_on(day)
        for grant in actor.grants
    )


def require(*, actor: Actor, verb: str, agency_id: int | None, day: date) -> None:
    """Raise `Forbidden` unless `may`."""
    if not may(actor=actor, verb=verb, agency_id=agency_id, day=day):
        raise Forbidden(
            Problem(
                "not_granted",
                "Tài khoản của bạn không có quyền thực hiện việc này tại cơ quan này.",
                params={"verb": verb},
            )
        )


def agencies_of(*, actor: Actor, verb: str, day: date) -> frozenset[int]:
    """The agencies in whose name `actor` may carry out `verb` on that day."""
    found: frozenset[int] = frozenset()
    for grant in actor.grants:
        if verb in grant.verbs and grant.is_valid_on(day):
            found |= grant.agency_ids
    return found


def context_of(actor: Actor) -> list[str]:
    """What the database is told of `actor`, in the order of `ENTER`."""
    agencies, authorities = _reached(actor.grants, actor.day)
    return [
        agencies,
        authorities,
        str(actor.account_id) if actor.kind is Kind.CITIZEN else "",
        actor.dossier_id or "" if actor.kind is Kind.TRACKER else "",
        "on" if actor.kind is Kind.SYSTEM else "",
        actor.key,
    ]


# A grant of a province reaches hundreds of agencies, and the same few officers ask all day.
@lru_cache(maxsize=1024)
def _reached(grants: tuple[Grant, ...], day: date | None) -> tuple[str, str]:
    agencies: set[int] = set()
    authorities: set[int] = set()
    for grant in grants:
        if READ in grant.verbs and day is not None and grant.is_valid_on(day):
            if grant.authority_id is not None:
                authorities.add(grant.authority_id)
            else:
                agencies |= grant.agency_ids
    return (
        "{" + ",".join(map(str, sorted(agencies))) + "}",
        "{" + ",".join(map(str, sorted(authorities))) + "}",
    )


def enter(actor: Actor) -> None:
    """Tell the open transaction who looks (until it ends)."""
    with connection.cursor() as cursor:
        cursor.execute(ENTER, context_of(actor))
        row = cursor.fetchone()
    reference.seen_revision(row[6])


@contextmanager
def entered(actor: Actor) -> Iterator[None]:
    """Mark that the open transaction has been told of `actor`."""
    token = _seeing.set(actor)
    try:
        yield
    finally:
        _seeing.reset(token)


def viewer() -> Actor | None:
    """Through whose eyes the open transaction looks."""
    return _seeing.get()


def is_seeing(actor: Actor) -> bool:
    """Whether the open transaction already looks through the eyes of `actor`."""
    return _seeing.get() is actor and connection.in_atomic_block


@contextmanager
def seeing(viewer: Actor) -> Iterator[None]:
    """Read as `viewer`: one transaction, of which the database knows for whom it answers."""
    if is_seeing(viewer):
        yield
        return
    before = _seeing.get()
    with transaction.atomic():
        enter(viewer)
        with entered(viewer):
            yield
    if connection.in_atomic_block:  # an outer transaction goes on: it looks as it did before
        enter(before or ANONYMOUS)


def reading(function: Callable[P, R]) -> Callable[P, R]:
    """Decorator of a query that takes `viewer=`: it runs inside `seeing(viewer)`."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        viewer = kwargs["viewer"]
        assert isinstance(viewer, Actor)
        with seeing(viewer):
            return function(*args, **kwargs)

    return run

"""Registers that change rarely are remembered in the process and forgotten when their revision rises.

Every command and every read learns the present revision in a statement that it needs anyway, so a
process forgets at its next step, without a notification that could be missed.
"""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from threading import Lock
from typing import Any, TypeVar

from django.db import connection

R = TypeVar("R")

_lock = Lock()
# Within a request: whether its revision has been read. None outside of requests.
_is_read: ContextVar[bool | None] = ContextVar("is_read", default=None)
_known: int | None = None
_memory: dict[Any, Any] = {}
LIMIT = 50_000


def begin_request() -> None:
    """From here on the first thing remembered asks for the revision, unless another statement brings it before."""
    _is_read.set(False)


def seen_revision(value: int) -> None:
    """The database's revision as just read; anything remembered under another one is forgotten."""
    global _known  # noqa: PLW0603 - one value a process, guarded by the lock
    if _is_read.get() is False:
        _is_read.set(True)
    if value != _known:
        with _lock:
            _known = value
            _memory.clear()


def bump() -> None:
    """Raise the revision, inside the transaction that changes a register."""
    with connection.cursor() as cursor:
        cursor.execute("update revision set value = value + 1 where id = 1 returning value")
        row = cursor.fetchone()
    seen_revision(row[0])


def refresh() -> int:
    """Read the revision now (for processes that have no other statement to learn it from)."""
    with connection.cursor() as cursor:
        cursor.execute("select value from revision")
        row = cursor.fetchone()
    seen_revision(row[0])
    return int(row[0])


def known() -> int | None:
    """The revision that the process last saw, perhaps one that its open transaction made."""
    return _known


def forget() -> None:
    """Forget everything (tests roll back what was loaded)."""
    seen_revision(-1)


def remembered(function: Callable[..., R]) -> Callable[..., R]:
    """Remember the results of a keyword-only query on registers, by its arguments."""

    @wraps(function)
    def run(**kwargs: Any) -> R:
        if _known is None or _is_read.get() is False:
            refresh()
        key = (function, *sorted(kwargs.items()))
        if key in _memory:
            result: R = _memory[key]
            return result
        revision = _known
        result = function(**kwargs)
        with _lock:
            if revision == _known and len(_memory) < LIMIT:
                _memory[key] = result
        return result

    return run

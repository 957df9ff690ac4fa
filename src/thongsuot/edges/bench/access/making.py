"""What a verb is told when nothing real is at hand: made from the types that it declares."""

import inspect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID, uuid4

from thongsuot.plumbing.commands import Verb

NOBODY = 987_654_321  # an id that no row has
WORD = "thu"
IDS = ("_id", "_ids", "codes")
PLAIN: Mapping[type, Any] = {str: WORD, int: 1, bool: True, bytes: b"", timedelta: timedelta()}


def arguments(verb: Verb) -> dict[str, Any]:
    """A value for everything that the verb must be told, of the type that it declares; ids are nobody's."""
    function = inspect.unwrap(verb.function)
    hints = get_type_hints(function)
    return {
        name: value(hints[name], name)
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.default is parameter.empty and name not in ("actor", "now")
    }


def value(hint: Any, name: str = "") -> Any:
    """One value of a type; raises TypeError for a type of which none can be made."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        of = [one for one in get_args(hint) if one is not NoneType]
        return None if NoneType in get_args(hint) and not name.endswith(IDS) else value(of[0], name)
    if origin is frozenset:
        return frozenset()
    if origin in (tuple, list, Sequence, Iterable) or hint in (tuple, list):
        return _several(get_args(hint), name)
    if origin in (dict, Mapping) or hint in (dict, Mapping):
        return {}
    return _one(hint, name)


def _several(of: tuple[Any, ...], name: str) -> tuple[Any, ...]:
    """Nothing, but for ids and codes: one that nobody has."""
    return (value(of[0], name),) if name.endswith(IDS) and of else ()


def _one(hint: Any, name: str) -> Any:
    if hint is UUID:
        return uuid4()
    if hint is datetime:
        return datetime.now(UTC) + timedelta(days=1)
    if hint is date:
        return datetime.now(UTC).date()
    if hint is int and name.endswith(IDS):
        return NOBODY
    if hint in PLAIN:
        return PLAIN[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    if is_dataclass(hint) and isinstance(hint, type):
        hints = get_type_hints(hint)
        wanted = [f.name for f in fields(hint) if f.default is MISSING and f.default_factory is MISSING]
        return hint(**{name: value(hints[name], name) for name in wanted})
    raise TypeError(f"no value can be made of {hint}")

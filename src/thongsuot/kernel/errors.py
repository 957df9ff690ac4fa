"""What can be wrong, said completely: one `Refused` carries every `Problem` at once.

Messages are Vietnamese templates ("Hồ sơ {code} đã được quyết định."); the edge that shows them
translates the template and fills in `params` (`say`). `code` is stable English and part of the API.
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Word(str):
    """A param that is itself said in words ("Đang xử lý"), and so is translated before it is filled in."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason for a refusal. `field` is the input it belongs to, "" for the whole."""

    code: str
    message: str
    field: str = ""
    # Spelt in full because `field` is a name of this class; a factory because a proxy has no hash.
    params: Mapping[str, Any] = dataclasses.field(default_factory=lambda: _NOTHING, hash=False)

    def say(self, translate: Callable[[str], str]) -> str:
        """The sentence in the language of `translate` (gettext), with what it speaks of filled in."""
        params = {k: translate(v) if isinstance(v, Word) else v for k, v in self.params.items()}
        return translate(self.message).format(**params)

    def __str__(self) -> str:
        return self.say(str)


class Refused(Exception):
    """The request was understood and is not possible; all reasons are in `problems`."""

    status = 422

    def __init__(self, *problems: Problem) -> None:
        if not problems:
            raise ValueError("a refusal needs at least one reason")
        self.problems = problems
        super().__init__("; ".join(f"{p.code}: {p}" for p in problems))


class NotFound(Refused):
    """There is no such thing, or the viewer may not know that there is."""

    status = 404


class Forbidden(Refused):
    """The actor may not do this here, today."""

    status = 403


class Conflict(Refused):
    """Somebody else was faster: the thing is no longer as the actor saw it."""

    status = 409


def refuse_if(problems: Iterable[Problem]) -> None:
    """Raise `Refused` with every problem, or return when there is none."""
    found = tuple(problems)
    if found:
        raise Refused(*found)

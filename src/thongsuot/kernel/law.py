"""Every rule names its source. `docs/law.md` is generated from what is registered here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule comes from: `act` and `article`, or the reason for a rule of the house."""

    rule: str
    act: str
    article: str
    summary: str

    @property
    def is_house_rule(self) -> bool:
        return not self.act


SOURCES: dict[str, list[Source]] = {}


def law(act: str, article: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """The legal text that a rule carries out, e.g. `@law("NĐ 118/2025/NĐ-CP", "Điều 17")`."""
    return _register(act, article)


def house_rule(why: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A rule that no law states; `why` says what it protects."""
    return _register("", why)


def _register(act: str, article: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    def register(function: Callable[P, R]) -> Callable[P, R]:
        name = f"{function.__module__}.{function.__qualname__}"
        summary = (function.__doc__ or "").strip().split("\n")[0]
        SOURCES.setdefault(name, []).append(Source(name, act, article, summary))
        return function

    return register

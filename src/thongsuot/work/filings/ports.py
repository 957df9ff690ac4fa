"""What filings want of the national population data. An adapter lives above, in the room of edges, and registers here."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Person:
    """What the population data say of somebody; `sex` is `nam` or `nu` as forms name it, "" when not told."""

    citizen_id: str
    name: str
    birth_date: date | None
    sex: str
    address: str


class Away(Exception):
    """The other side does not answer, or not sensibly; `why` in a few words. One types by hand."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class Population(Protocol):
    """The population data."""

    def is_configured(self) -> bool:
        """Whether it may be asked at all."""

    def look_up(self, *, citizen_id: str, reference: str) -> Person | None:
        """The person of that number; None when there is none. `reference` names our record of the question.

        Raises Away.
        """


_population: Population | None = None


def register(population: Population) -> None:
    """Ask this one; a later one takes its place."""
    global _population  # noqa: PLW0603 - one value a process, set while it starts
    _population = population


def population() -> Population | None:
    """The one to ask; None where none is configured."""
    return _population if _population is not None and _population.is_configured() else None

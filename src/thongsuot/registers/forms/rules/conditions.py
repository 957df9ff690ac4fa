"""Conditions as data: when a question is asked, when it must be answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Op(StrEnum):
    IS = "is"
    FILLED = "filled"
    AT_LEAST = "at_least"
    ALL = "all"
    ANY = "any"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class When:
    """A condition as data. IS: the answer is one of `values`; AT_LEAST: a number that is not below `values[0]`."""

    op: Op
    field: str = ""
    values: tuple[str, ...] = ()
    parts: tuple["When", ...] = ()

    def holds(self, answers: Mapping[str, str]) -> bool:
        """Whether it is so for these answers as they were typed; what was not answered is empty."""
        given = answers.get(self.field, "").strip()
        match self.op:
            case Op.IS:
                return given in self.values
            case Op.FILLED:
                return bool(given)
            case Op.AT_LEAST:
                return given.isascii() and given.isdecimal() and int(given) >= int(self.values[0])
            case Op.ALL:
                return all(part.holds(answers) for part in self.parts)
            case Op.ANY:
                return any(part.holds(answers) for part in self.parts)
            case Op.NOT:
                return not self.parts[0].holds(answers)

    def fields(self) -> frozenset[str]:
        """The ids of all fields that it asks about."""
        own = frozenset({self.field}) if self.field else frozenset()
        return own.union(*(part.fields() for part in self.parts))

    def as_json(self) -> dict[str, object]:
        """For the script of the page: the same words as in the definition."""
        match self.op:
            case Op.ALL | Op.ANY:
                return {self.op.value: [part.as_json() for part in self.parts]}
            case Op.NOT:
                return {"not": self.parts[0].as_json()}
            case Op.FILLED:
                return {"field": self.field, "filled": True}
            case Op.AT_LEAST:
                return {"field": self.field, "at_least": int(self.values[0])}
            case _:
                return {"field": self.field, "is": list(self.values)}

"""What a flow is made of: steps that somebody does, forks into branches, joins of them. It ends at `END`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from thongsuot.kernel.deadlines import Term

END = "end"


class Place(StrEnum):
    """At which kind of agency a step is done."""

    COUNTER = "counter"  # the one-stop desk that received the dossier
    DIVISION = "division"  # a professional division of the competent agency
    HEAD = "head"  # the competent agency itself, by its head
    LAND = "land"
    TAX = "tax"
    POLICE = "police"
    INSURANCE = "insurance"
    OTHER = "other"  # named by `named` alone


class Wait(StrEnum):
    """What a join, or a step that asked for opinions, waits for."""

    ALL = "all"
    ANY = "any"


class Running(StrEnum):
    """What becomes of running dossiers when a new version comes into force."""

    KEEP = "keep"  # they end as they began
    REBASE = "rebase"  # they go on by the new one, after somebody looked at the preview


@dataclass(frozen=True, slots=True)
class Way:
    """One way on from a step. `code` is "" for the only way; `to` is a node or `END`."""

    to: str
    code: str = ""
    name: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Work that somebody does.

    `named`: words that the agency's name holds, where `at` alone leaves several. `verb`: the grant that the
    officer needs there besides; `dossiers.decide`: the step is done by deciding the dossier. `term`: None:
    no time of its own. `back`: steps to which it may be sent back. `opinions`: whether others may be asked
    meanwhile, and for how many of the required answers it waits. `adds`: its term comes on top of the procedure's
    published one, which does not know of it.
    """

    id: str
    name: str
    name_en: str
    at: Place
    ways: tuple[Way, ...]
    named: str = ""
    verb: str = ""
    term: Term | None = None
    back: tuple[str, ...] = ()
    opinions: Wait | None = None
    adds: bool = False

    def targets(self) -> tuple[str, ...]:
        """Where the ways lead."""
        return tuple(way.to for way in self.ways)


@dataclass(frozen=True, slots=True)
class Fork:
    """All branches begin at once, each with the node named; they end in `join`."""

    id: str
    branches: tuple[str, ...]
    join: str

    def targets(self) -> tuple[str, ...]:
        """Where the branches begin."""
        return self.branches


@dataclass(frozen=True, slots=True)
class Join:
    """Where branches come together; ANY: the first that arrives ends the others."""

    id: str
    next: str
    wait: Wait = Wait.ALL

    def targets(self) -> tuple[str, ...]:
        """What follows."""
        return (self.next,)


Node = Step | Fork | Join
Region = tuple[tuple[str, int], ...]  # fork and branch, outermost first


@dataclass(frozen=True, slots=True)
class Flow:
    """The steps of procedures during [valid_from, valid_to). `renamed`: step of the version before → step here."""

    code: str
    title: str
    title_en: str
    version: int
    valid_from: date
    procedures: tuple[str, ...]
    source: str
    checked: bool
    start: str
    nodes: Mapping[str, Node]
    valid_to: date | None = None
    running: Running = Running.KEEP
    renamed: Mapping[str, str] = field(default_factory=dict)

    def step(self, id_: str) -> Step:
        """The step of that id; KeyError when there is none."""
        found = self.nodes[id_]
        if not isinstance(found, Step):
            raise KeyError(id_)
        return found

    def steps(self) -> Iterator[Step]:
        """The steps in the order in which they are written."""
        return (node for node in self.nodes.values() if isinstance(node, Step))

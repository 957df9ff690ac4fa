"""Where everything has to be, said without a database: what the machine compares the real one with."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Paper:
    """One open or closed dossier. `due` and `code` never change by a reorganisation."""

    code: str
    state: str
    due: str
    territory: int
    competent: int
    holder: int
    is_open: bool


@dataclass(slots=True)
class Change:
    """One reorganisation as carried out: the ways, the words for single dossiers, and how it stood before."""

    plan_id: int
    ways: dict[tuple[int, int | None], int]
    words: dict[tuple[UUID, int], int]
    ends: frozenset[int]
    born: frozenset[int]
    pairs: frozenset[tuple[int, int]] = frozenset()
    moved: dict[UUID, tuple[Paper, Paper]] = field(default_factory=dict)
    seats: dict[str, int] = field(default_factory=dict)


def follow(change: Change, dossier: UUID, paper: Paper) -> Paper:
    """A dossier after the reorganisation; a closed one stays."""
    if not paper.is_open:
        return paper

    def to(agency: int) -> int:
        said = change.words.get((dossier, agency))
        return said or change.ways.get((agency, paper.territory)) or change.ways.get((agency, None)) or agency

    return replace(paper, competent=to(paper.competent), holder=to(paper.holder))


def back(change: Change, dossier: UUID, paper: Paper) -> Paper | None:
    """A dossier after the undoing; None when it came since to an agency with several predecessors."""
    if not paper.is_open:
        return paper
    came: dict[int, set[int]] = {}
    for old, new in change.pairs:
        came.setdefault(new, set()).add(old)
    was, then = change.moved.get(dossier, (paper, paper))

    def to(agency: int, before: int, after: int) -> int | None:
        if agency == after != before:
            return before
        if agency not in change.born:
            return agency
        olds = came.get(agency, set())
        return min(olds) if len(olds) == 1 else None

    competent = to(paper.competent, was.competent, then.competent)
    holder = to(paper.holder, was.holder, then.holder)
    if competent is None or holder is None:
        return None
    return replace(paper, competent=competent, holder=holder)


def differences(expected: Mapping[UUID, Paper], found: Mapping[UUID, Paper]) -> list[str]:
    """What is lost, doubled or changed."""
    said = [f"{id_} is lost" for id_ in expected if id_ not in found]
    said += [f"{id_} is one too many" for id_ in found if id_ not in expected]
    said += [f"{id_}: {found[id_]} instead of {p}" for id_, p in expected.items() if found.get(id_, p) != p]
    codes = [p.code for p in found.values()]
    return said + (["a code stands twice"] if len(codes) != len(set(codes)) else [])

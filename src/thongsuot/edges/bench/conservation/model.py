"""Where everything has to be, said without a database: what the machine compares the real one with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Paper:
    """One open or closed dossier. `due`, `code` and `point` (where it was received) never change by a reorganisation."""

    code: str
    state: str
    due: str
    territory: int
    competent: int
    holder: int
    is_open: bool
    point: int | None = None


@dataclass(slots=True)
class Change:
    """One reorganisation as carried out: the ways, the words for single dossiers, and how it stood before.

    `narrow`: (old agency, what is named) → new agency, of lines of one procedure, one field or one counter.
    """

    plan_id: int
    ways: dict[tuple[int, int | None], int]
    words: dict[tuple[UUID, int], int]
    ends: frozenset[int]
    born: frozenset[int]
    pairs: frozenset[tuple[int, int]] = frozenset()
    moved: dict[UUID, tuple[Paper, Paper]] = field(default_factory=dict)
    seats: dict[str, int] = field(default_factory=dict)
    narrow: dict[tuple[int, str], int] = field(default_factory=dict)
    points: dict[int, int] = field(default_factory=dict)


Names = tuple[
    str, str, str
]  # of what a dossier is about: its procedure, its field, its counter; the closest first


@dataclass(frozen=True, slots=True)
class Post:
    """Where an agency that ended sends what comes to it: by name, by territory, or (None) all else.

    `change`: the reorganisation that put it up; None when an undoing did.
    """

    ways: Mapping[str | int | None, int]
    change: Change | None

    def leads(self, names: Names, territory: int) -> int | None:
        """The agency of the closest way."""
        return next((self.ways[key] for key in (*names, territory, None) if key in self.ways), None)


def counter(point: int | None) -> str:
    """How a line names a counter."""
    return f"point {point}" if point is not None else ""


def closest(narrow: Mapping[tuple[int, str], int], agency: int, names: Names) -> int | None:
    """Where a narrow line leads a dossier of the agency; None: none does."""
    return next((narrow[agency, name] for name in names if (agency, name) in narrow), None)


def posts_of(change: Change) -> dict[int, Post]:
    """What agencies that end with a reorganisation leave at their doors."""
    posts = {}
    for old in change.ends:
        ways: dict[str | int | None, int] = {
            name: new for (a, name), new in change.narrow.items() if a == old
        }
        ways |= {land: new for (a, land), new in change.ways.items() if a == old}
        posts[old] = Post(ways, change)
    return posts


def posts_back(change: Change) -> dict[int, Post]:
    """The same of agencies that its undoing ends: each leads to the one it came from, if that was one."""
    came: dict[int, set[int]] = {}
    for old, new in change.pairs:
        came.setdefault(new, set()).add(old)
    return {
        new: Post({None: min(olds)}, None)
        for new, olds in came.items()
        if new in change.born and len(olds) == 1
    }


def hops(
    posts: Mapping[int, Post], agency: int, names: Names, territory: int
) -> Iterator[tuple[Change | None, int, int]]:
    """From door to door, until an agency lives: by which change, from where, to where."""
    while (post := posts.get(agency)) is not None and (to := post.leads(names, territory)) is not None:
        yield post.change, agency, to
        agency = to


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


def stray(posts: Mapping[int, Post], dossier: UUID, paper: Paper, names: Names) -> Paper:
    """Where a dossier arrives that somebody sent to agencies that had ended; the changes remember that they led it."""
    trails = [list(hops(posts, at, names, paper.territory)) for at in (paper.competent, paper.holder)]
    competent, holder = (
        trail[-1][2] if trail else at
        for trail, at in zip(trails, (paper.competent, paper.holder), strict=True)
    )
    arrived = replace(paper, competent=competent, holder=holder)
    for change in {id(c): c for trail in trails for c, _, _ in trail if c is not None}.values():
        was = [next((hop[1:] for hop in trail if hop[0] is change), None) for trail in trails]
        (c0, c1), (h0, h1) = (hop or (at, at) for hop, at in zip(was, (competent, holder), strict=True))
        was_there = replace(arrived, competent=c0, holder=h0)
        change.moved.setdefault(
            dossier, (was_there, replace(arrived, competent=c1, holder=h1))
        )  # the first time counts
    return arrived


def differences(expected: Mapping[UUID, Paper], found: Mapping[UUID, Paper]) -> list[str]:
    """What is lost, doubled or changed."""
    said = [f"{id_} is lost" for id_ in expected if id_ not in found]
    said += [f"{id_} is one too many" for id_ in found if id_ not in expected]
    said += [f"{id_}: {found[id_]} instead of {p}" for id_, p in expected.items() if found.get(id_, p) != p]
    codes = [p.code for p in found.values()]
    return said + (["a code stands twice"] if len(codes) != len(set(codes)) else [])

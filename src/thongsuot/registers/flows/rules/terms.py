"""How long a flow may take by the terms of its steps: one after the other they add up, of branches the longest counts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from thongsuot.kernel.deadlines import Linked, Term, TimeUnit
from thongsuot.kernel.law import house_rule, law
from thongsuot.registers.flows.rules.values import END, Flow, Fork, Join, Step, Wait

# Office minutes, only to say which of two sums is longer: their units cannot be added.
MINUTES = {TimeUnit.WORKING_DAY: 480, TimeUnit.HOUR: 60, TimeUnit.DAY: 343, TimeUnit.MONTH: 10_440}


@dataclass(frozen=True, slots=True)
class Sum:
    """Quantities by unit, each once; `is_whole` False: a step on the way has no term."""

    parts: tuple[tuple[TimeUnit, int], ...] = ()
    is_whole: bool = True

    def __add__(self, other: "Sum") -> "Sum":
        found = dict(self.parts)
        for unit, quantity in other.parts:
            found[unit] = found.get(unit, 0) + quantity
        return Sum(tuple((u, found[u]) for u in TimeUnit if found.get(u)), self.is_whole and other.is_whole)

    @property
    def minutes(self) -> int:
        """About how many office minutes."""
        return sum(MINUTES[unit] * quantity for unit, quantity in self.parts)


@house_rule("a step without a term of its own makes the sum a lower bound, and it says so")
def of_term(term: Term | None) -> Sum:
    """The term of one step as a sum."""
    if term is None:
        return Sum(is_whole=False)
    return Sum(((term.unit, term.quantity),) if term.quantity else ())


@law(
    "NĐ 118/2025/NĐ-CP",
    "Điều 20: thời hạn liên thông là tổng thời hạn của các cơ quan; việc song song tính việc dài nhất",
)
def longest(flow: Flow) -> Sum:
    """The longest way through a sound flow, nothing being sent back."""
    return _from(flow, flow.start, None, {})


def _from(flow: Flow, id_: str, until: str | None, known: dict[tuple[str, str | None], Sum]) -> Sum:
    """The longest way from a node to the end, or to the join `until`."""
    if id_ in (END, until):
        return Sum()
    if (id_, until) not in known:
        node = flow.nodes[id_]
        if isinstance(node, Fork):
            sums = [_from(flow, to, node.join, known) for to in node.branches]
            join = flow.nodes[node.join]
            assert isinstance(join, Join)
            found = _of_branches(sums, join.wait) + _from(flow, join.next, until, known)
        elif isinstance(node, Step):
            found = of_term(node.term) + _longer([_from(flow, w.to, until, known) for w in node.ways])
        else:
            found = _from(flow, node.next, until, known)
        known[id_, until] = found
    return known[id_, until]


def _longer(sums: list[Sum]) -> Sum:
    best = max(sums, key=lambda s: s.minutes)
    return Sum(best.parts, all(s.is_whole for s in sums))


def _of_branches(sums: list[Sum], wait: Wait) -> Sum:
    """All: the longest; any: the shortest, for the first that arrives ends the others."""
    if wait is Wait.ALL:
        return _longer(sums)
    best = min(sums, key=lambda s: s.minutes)
    return Sum(best.parts, all(s.is_whole for s in sums))


@law(
    "NĐ 118/2025/NĐ-CP",
    "Điều 20: thời hạn của cơ quan liên thông mà thời hạn công bố chưa tính thì cộng thêm",
)
@house_rule(
    "a choice that nobody has made yet adds nothing; where the first branch ends the others, all are still counted"
)
def added(flow: Flow, id_: str, until: str = END) -> tuple[tuple[Linked, ...], ...]:
    """What lies ahead of a node up to the next choice and comes on top of the published term, group after group."""
    found: list[tuple[Linked, ...]] = []
    while id_ not in (END, until):
        node = flow.nodes[id_]
        if isinstance(node, Step):
            if node.adds and node.term is not None:
                found.append((Linked(node.name, node.term),))
            id_ = node.ways[0].to if len(node.ways) == 1 else END
        elif isinstance(node, Fork):
            branches = [added(flow, to, node.join) for to in node.branches]
            group = tuple(_chain(branch) for branch in branches if branch)
            found += [group] if group else []
            id_ = node.join
        else:
            id_ = node.next
    return tuple(found)


def _chain(branch: tuple[tuple[Linked, ...], ...]) -> Linked:
    """A branch as one part: what it begins with, followed by the rest."""
    first, *rest = branch
    if len(first) == 1:
        return Linked(first[0].name, replace(first[0].term, then=tuple(rest)))
    return Linked(first[0].name, Term(0, TimeUnit.HOUR, then=branch))


@house_rule("the reader is told the sum unit by unit, never a guess of what they come to together")
def parts_of(found: Sum) -> Mapping[TimeUnit, int]:
    """Unit → quantity."""
    return dict(found.parts)

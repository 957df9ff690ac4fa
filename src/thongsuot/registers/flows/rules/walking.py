"""How a dossier walks through a flow. Where it is: the set of its open steps; an empty set: it is through."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule, law
from thongsuot.registers.flows.rules.soundness import regions
from thongsuot.registers.flows.rules.values import END, Flow, Fork, Join, Region, Wait, Way


@dataclass(frozen=True, slots=True)
class Walked:
    """`opened`: steps that begin. `cancelled`: steps of other branches that nobody needs any more."""

    opened: tuple[str, ...] = ()
    cancelled: tuple[str, ...] = ()


@house_rule("a dossier begins where its flow begins")
def begun(flow: Flow) -> tuple[str, ...]:
    """The steps that are open when a dossier has been received."""
    return _enter(flow, flow.start, frozenset(), regions(flow), "").opened


@house_rule("the reader learns which outcomes there are")
def outcome_problems(flow: Flow, step_id: str, outcome: str) -> tuple[Problem, ...]:
    """Why a step cannot end with this outcome."""
    ways = flow.step(step_id).ways
    if any(way.code == outcome for way in ways):
        return ()
    known = ", ".join(way.name for way in ways if way.name)
    return (
        Problem(
            "outcome_unknown", "Hãy chọn một kết quả của bước này: {known}.", "outcome", {"known": known}
        ),
    )


@house_rule("an outcome has one way on")
def way_of(flow: Flow, step_id: str, outcome: str) -> Way:
    """The way of an outcome that has no problems."""
    return next(way for way in flow.step(step_id).ways if way.code == outcome)


@law("NĐ 118/2025/NĐ-CP", "Điều 20: trình tự giữa các cơ quan khi giải quyết liên thông")
def walked(flow: Flow, open_: Iterable[str], step_id: str, outcome: str) -> Walked:
    """What follows when one of the open steps ends with an outcome."""
    rest = frozenset(open_) - {step_id}
    return _enter(flow, way_of(flow, step_id, outcome).to, rest, regions(flow), step_id)


def _enter(flow: Flow, to: str, open_: frozenset[str], where: Mapping[str, Region], from_: str) -> Walked:
    """What begins when the way leads to a node, others being open."""
    if to == END:
        return Walked()
    node = flow.nodes[to]
    if isinstance(node, Fork):
        found = Walked()
        for branch in node.branches:
            more = _enter(flow, branch, open_ | set(found.opened), where, from_)
            found = Walked(found.opened + more.opened, found.cancelled + more.cancelled)
        return found
    if isinstance(node, Join):
        inside = _inside(where, _fork_of(flow, to), open_)
        if inside and node.wait is Wait.ALL:
            return Walked()
        more = _enter(flow, node.next, open_ - inside, where, from_)
        return Walked(more.opened, tuple(sorted(inside)) + more.cancelled)
    return Walked((to,))


def _fork_of(flow: Flow, join_id: str) -> str:
    return next(n.id for n in flow.nodes.values() if isinstance(n, Fork) and n.join == join_id)


def _inside(where: Mapping[str, Region], fork_id: str, open_: frozenset[str]) -> frozenset[str]:
    return frozenset(id_ for id_ in open_ if any(fork == fork_id for fork, _ in where[id_]))


@house_rule("a step is sent back only to where the work was done before")
def back_problems(flow: Flow, step_id: str, to: str, reason: str) -> tuple[Problem, ...]:
    """Why a step cannot be sent back there."""
    found: tuple[Problem, ...] = ()
    step = flow.step(step_id)
    if to not in step.back:
        names = ", ".join(flow.step(id_).name for id_ in step.back) or "–"
        found += (
            Problem("back_not_open", "Bước này chỉ trả lại được về: {names}.", "to_step", {"names": names}),
        )
    if not reason.strip():
        found += (Problem("back_reason", "Hãy ghi vì sao trả lại, để người làm lại biết sửa gì.", "reason"),)
    return found


@house_rule(
    "places where a dossier can be are counted, so that a move to another version lands in one of them"
)
def places(flow: Flow, most: int = 20_000) -> frozenset[frozenset[str]]:
    """Every set of open steps that a dossier can come to. ValueError when there are more than `most`."""
    first, where = frozenset(begun(flow)), regions(flow)
    found = {first}
    waiting = [first]
    while waiting:
        here = waiting.pop()
        for id_ in here:
            step = flow.step(id_)
            ends = [_enter(flow, way.to, here - {id_}, where, id_) for way in step.ways]
            nexts = [here - {id_} - set(e.cancelled) | set(e.opened) for e in ends]
            nexts += [here - {id_} | {to} for to in step.back]
            for one in nexts:
                if one not in found:
                    found.add(one)
                    waiting.append(one)
        if len(found) > most:
            raise ValueError("too many places")
    return frozenset(found)

"""Two versions of a flow: what differs, and where a dossier that runs by one would be in the other."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from thongsuot.kernel.law import house_rule
from thongsuot.registers.flows.rules.soundness import before, regions
from thongsuot.registers.flows.rules.values import Flow, Fork, Node, Step
from thongsuot.registers.flows.rules.walking import places


@dataclass(frozen=True, slots=True)
class Differences:
    """Ids of nodes that only the new or only the old version has; id → names of what changed in it."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: Mapping[str, tuple[str, ...]]
    renamed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rebased:
    """Where a dossier would be. `open`: old step → new step; `lost`: old steps for which a person has to say.

    `reason` "" when it may go by itself; `skipped`: new steps before that it never went through.
    """

    open: Mapping[str, str]
    lost: tuple[str, ...] = ()
    reason: str = ""
    skipped: tuple[str, ...] = ()


@house_rule("whoever changes a flow sees what the change does")
def differences(old: Flow, new: Flow) -> Differences:
    """By id, following `new.renamed`."""
    renamed = _renamed(old, new)
    from_old = {renamed.get(id_, id_): node for id_, node in old.nodes.items()}
    changed = {id_: _changes(from_old[id_], node) for id_, node in new.nodes.items() if id_ in from_old}
    return Differences(
        added=tuple(id_ for id_ in new.nodes if id_ not in from_old),
        removed=tuple(id_ for id_ in old.nodes if renamed.get(id_, id_) not in new.nodes),
        changed={id_: names for id_, names in changed.items() if names},
        renamed=renamed,
    )


def _renamed(old: Flow, new: Flow) -> dict[str, str]:
    return {a: b for a, b in new.renamed.items() if a in old.nodes and a not in new.nodes and b in new.nodes}


def _changes(old: Node, new: Node) -> tuple[str, ...]:
    if type(old) is not type(new):
        return ("kind",)
    names = (name for name in type(new).__slots__ if name != "id")
    return tuple(name for name in names if getattr(old, name) != getattr(new, name))


@house_rule("a dossier goes on by new rules only where it stands surely; what is not sure goes to a person")
def rebased(old: Flow, new: Flow, open_: Collection[str], done: Collection[str]) -> Rebased:
    """Where a dossier with these open steps, having gone through `done`, would be in the new version."""
    renamed = _renamed(old, new)
    there = {id_: renamed.get(id_, id_) for id_ in sorted(open_)}
    lost = tuple(id_ for id_, to in there.items() if not isinstance(new.nodes.get(to), Step))
    if lost:
        return Rebased({k: v for k, v in there.items() if k not in lost}, lost, "step_gone")
    landed = frozenset(there.values())
    if landed and landed not in places(new):
        return Rebased({}, tuple(there), "not_a_place")
    past = {renamed.get(id_, id_) for id_ in done} | landed
    if _left_out_branch(new, landed, past):
        return Rebased({}, tuple(there), "new_branch")
    return Rebased(there, skipped=_skipped(old, new, landed, past))


@house_rule("a person sends a dossier only to where it can stand alone: no branch beside it waits for nobody")
def alone(flow: Flow) -> tuple[str, ...]:
    """Steps at which a dossier can stand and be nowhere else, in the order of the flow."""
    where = regions(flow)
    return tuple(step.id for step in flow.steps() if not where[step.id])


@house_rule("what is proposed to a person is the first work that nobody has done yet")
def proposed(old: Flow, new: Flow, done: Collection[str]) -> str:
    """The step of the new version at which a dossier that went through `done` would go on; "" for none."""
    renamed = _renamed(old, new)
    past = {renamed.get(id_, id_) for id_ in done}
    return next((id_ for id_ in alone(new) if id_ not in past), "")


def _left_out_branch(new: Flow, landed: Collection[str], past: Collection[str]) -> bool:
    """Whether a branch of an open fork has neither an open step nor one that was done."""
    where = regions(new)
    forks = {fork for id_ in landed for fork, _ in where[id_]}
    for fork_id in forks:
        fork = new.nodes[fork_id]
        assert isinstance(fork, Fork)
        for number in range(len(fork.branches)):
            if not any((fork_id, number) in where.get(id_, ()) for id_ in past):
                return True
    return False


def _skipped(old: Flow, new: Flow, landed: Collection[str], past: Collection[str]) -> tuple[str, ...]:
    earlier = before(new)
    renamed = set(_renamed(old, new).values())
    return tuple(
        step.id for step in new.steps()
        if step.id not in past and step.id not in old.nodes and step.id not in renamed
        and any(step.id in earlier[id_] for id_ in landed)
    )  # fmt: skip

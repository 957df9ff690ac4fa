"""Whether a flow can be walked: every step reached, every walk ends, branches that part come together again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from thongsuot.kernel.law import house_rule
from thongsuot.registers.flows.rules.values import END, Flow, Fork, Join, Region, Step

MESSAGES = {
    "flow_target": ("“{id}” dẫn tới “{text}” không có trong quy trình.", "sửa mã bước, hoặc ghi end"),
    "flow_unreached": ("Không đường nào dẫn tới “{id}”.", "nối bước này vào quy trình hoặc bỏ đi"),
    "flow_circle": ("Đường đi vòng về “{id}”.", "đường quay lại ghi ở back, không ghi ở next"),
    "flow_open_branch": ("Nhánh của “{text}” kết thúc ở “{id}” mà không về điểm gộp.", "dẫn nhánh về điểm gộp"),
    "flow_join": ("Điểm gộp “{id}” không khớp với điểm tách nhánh.", "mỗi điểm tách có một điểm gộp riêng"),
    "flow_mixed": ("“{id}” được dẫn tới từ hai nhánh khác nhau.", "tách thành hai bước, hoặc gộp nhánh trước"),
    "flow_branches": ("Điểm tách “{id}” phải có ít nhất hai nhánh, mỗi nhánh ít nhất một bước.", "thêm nhánh"),
    "flow_back": ("“{id}” không trả lại được về “{text}”: bước đó không đi trước nó trên cùng một nhánh.",
                  "chọn một bước đi trước trên cùng nhánh"),
    "flow_no_end": ("Quy trình không có bước nào dẫn tới kết thúc.", "ghi next = \"end\" ở bước cuối"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong at a node; `code` is a key of `MESSAGES`."""

    code: str
    id: str
    text: str = ""


class _Walk:
    """Every node with the branches that it lies in and the nodes before it, and what is wrong on the way there."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.regions: dict[str, Region] = {}
        self.wrong: list[Wrong] = []
        self.joins = {n.join: n for n in flow.nodes.values() if isinstance(n, Fork)}
        self.open: set[str] = set()
        self.last_first: list[str] = []
        self._go(flow.start, (), "")
        self.before = self._before()

    def _say(self, code: str, id_: str, text: str = "") -> None:
        found = Wrong(code, id_, text)
        if found not in self.wrong:
            self.wrong.append(found)

    def _go(self, id_: str, region: Region, from_: str) -> None:
        if id_ == END:
            if region:
                self._say("flow_open_branch", from_, region[-1][0])
            return
        node = self.flow.nodes.get(id_)
        if node is None:
            self._say("flow_target", from_ or END, id_)
            return
        if id_ in self.open:
            self._say("flow_circle", id_)
            return
        if isinstance(node, Join):
            region = self._joined(node, region)
        if id_ in self.regions:
            if self.regions[id_] != region:
                self._say("flow_join" if isinstance(node, Join) else "flow_mixed", id_)
            return
        self.regions[id_] = region
        self.open.add(id_)
        self._on(id_, node, region)
        self.open.discard(id_)
        self.last_first.append(id_)

    def _on(self, id_: str, node: Step | Fork | Join, region: Region) -> None:
        if isinstance(node, Fork):
            if len(node.branches) < 2 or node.join in node.branches:
                self._say("flow_branches", id_)
            if not isinstance(self.flow.nodes.get(node.join), Join):
                self._say("flow_join", id_)
            for number, to in enumerate(node.branches):
                self._go(to, (*region, (id_, number)), id_)
            return
        for to in node.targets():
            self._go(to, region, id_)

    def _joined(self, join: Join, region: Region) -> Region:
        fork = self.joins.get(join.id)
        if fork is None or not region or region[-1][0] != fork.id:
            self._say("flow_join", join.id)
            return region
        return region[:-1]

    def _before(self) -> dict[str, set[str]]:
        """Every node with all from which a way leads to it; from the start, each after those before it."""
        found: dict[str, set[str]] = {id_: set() for id_ in self.last_first}
        for id_ in reversed(self.last_first):
            for to in self.flow.nodes[id_].targets():
                if to in found:
                    found[to] |= found[id_] | {id_}
        return found


@house_rule("a dossier must never come to where nobody can lead it on")
def unsound(flow: Flow) -> tuple[Wrong, ...]:
    """Everything that would stop a dossier on its way; nothing when the flow can be walked from start to end."""
    walk = _Walk(flow)
    found = list(walk.wrong)
    forks = [n for n in flow.nodes.values() if isinstance(n, Fork)]
    found += [Wrong("flow_join", f.id) for n, f in enumerate(forks) if f.join in {g.join for g in forks[:n]}]
    found += [Wrong("flow_unreached", id_) for id_ in flow.nodes if id_ not in walk.regions]
    if not any(END in node.targets() for node in flow.nodes.values()):
        found.append(Wrong("flow_no_end", flow.start))
    for step in flow.steps():
        for to in step.back:
            if not _may_go_back(walk, step.id, to, flow.nodes):
                found.append(Wrong("flow_back", step.id, to))
    return tuple(dict.fromkeys(found))


def _may_go_back(walk: _Walk, id_: str, to: str, nodes: Mapping[str, Any]) -> bool:
    same = walk.regions.get(id_) == walk.regions.get(to)
    return isinstance(nodes.get(to), Step) and same and to in walk.before.get(id_, ())


@house_rule("which branches a step lies in decides what must be finished before the next begins")
def regions(flow: Flow) -> Mapping[str, Region]:
    """Node → the forks it lies in with the number of the branch, outermost first. For sound flows."""
    return _Walk(flow).regions


@house_rule("what lies before a step decides what may be sent back and what would be left out")
def before(flow: Flow) -> Mapping[str, frozenset[str]]:
    """Node → every node on some way to it. For sound flows."""
    return {id_: frozenset(nodes) for id_, nodes in _Walk(flow).before.items()}


@house_rule("places of a flow are listed in the order in which they are come to")
def in_order(flow: Flow) -> Iterator[str]:
    """Nodes so that each stands after all from which a way leads to it. For sound flows."""
    earlier = before(flow)
    rank = {id_: n for n, id_ in enumerate(flow.nodes)}
    yield from sorted(earlier, key=lambda id_: (len(earlier[id_]), rank[id_]))

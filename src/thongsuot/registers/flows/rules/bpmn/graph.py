"""Arrows and gateways of a BPMN process as ways from step to step."""

import re
from collections.abc import Iterator

from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule
from thongsuot.kernel.names import fold
from thongsuot.registers.flows.rules.bpmn.elements import Element
from thongsuot.registers.flows.rules.values import END, Fork, Join, Wait, Way

NODES = ("startEvent", "endEvent", "userTask", "exclusiveGateway", "parallelGateway")
# How arrows that lead back are called; a walk alone cannot always tell which way of a circle is the back.
BACK_WORDS = ("tra lai", "quay lai", "lam lai", "send back", "return", "rework")


class Problems:
    """What is wrong, each once, by the id of its element."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], Problem] = {}

    def add(self, id_: str, code: str, message: str, **params: object) -> None:
        """One reason; the message may speak of `{id}`."""
        problem = Problem(code, message, id_, {"id": id_, **params})
        self._found.setdefault((id_, code, str(sorted(params.items(), key=str))), problem)

    def all(self) -> tuple[Problem, ...]:
        """Everything found."""
        return tuple(self._found.values())


@house_rule("ids of other tools become ids of ours, the same every time, each once")
def own_ids(ids: Iterator[str]) -> dict[str, str]:
    """Foreign id → ours; one that fits stays."""
    found: dict[str, str] = {}
    for id_ in ids:
        base = id_ if re.fullmatch(r"[a-z][a-z0-9_]{0,50}", id_) and id_ != END else ""
        if not base:
            base = "n_" + (re.sub(r"[^a-z0-9]+", "_", fold(id_)).strip("_") or "x")[:40]
        name, number = base, 2
        while name in found.values():
            name, number = f"{base}_{number}", number + 1
        found[id_] = name
    return found


class Graph:
    """The process as a graph. Merging gateways are looked through; arrows that lead back are told apart."""

    def __init__(self, process: Element, problems: Problems) -> None:
        self.problems = problems
        self.nodes = {e.get("id"): e for e in process.of(*NODES)}
        tasks = (e.get("id") for e in process.of("userTask", "parallelGateway"))
        self._ids = own_ids(tasks)
        self.out: dict[str, list[Element]] = {id_: [] for id_ in self.nodes}
        self.into: dict[str, list[Element]] = {id_: [] for id_ in self.nodes}
        for arrow in process.of("sequenceFlow"):
            from_, to = arrow.get("sourceRef"), arrow.get("targetRef")
            if from_ not in self.nodes or to not in self.nodes:
                problems.add(arrow.id, "bpmn_arrow", "Luồng “{id}” bắt đầu hoặc kết thúc ở phần tử không có.")
                continue
            self.out[from_].append(arrow)
            self.into[to].append(arrow)
        self._back: set[int] = set()
        self._check()
        self._find_back()

    def id_of(self, id_: str) -> str:
        """Our id of a task or parallel gateway."""
        return self._ids[id_]

    def start(self) -> str:
        """Where the only start leads."""
        for id_, node in self.nodes.items():
            if node.tag == "startEvent" and self.out[id_]:
                return self._through(self.out[id_][0].get("targetRef"))
        return END

    def ways(self, id_: str) -> tuple[tuple[Way, ...], tuple[str, ...]]:
        """The ways on from a task, and the steps to which it may be sent back."""
        arrows = self.out[id_]
        if not arrows:
            return (Way(END),), ()
        to = arrows[0].get("targetRef")
        if self.nodes[to].tag == "exclusiveGateway" and self._is_choice(to):
            arrows = self.out[to]
        onward = [a for a in arrows if id(a) not in self._back]
        back = [self._through(a.get("targetRef")) for a in arrows if id(a) in self._back]
        if not onward:
            self.problems.add(id_, "bpmn_dead_end", "“{id}” không có đường đi tiếp.")
        found = tuple(self._way(arrow, number, len(onward)) for number, arrow in enumerate(onward)) or (
            Way(END),
        )
        return found, tuple(dict.fromkeys(back))

    def gateways(self) -> Iterator[Fork | Join]:
        """Forks with the joins that they lead to, and joins."""
        for id_, node in self.nodes.items():
            if node.tag != "parallelGateway":
                continue
            targets = tuple(self._through(a.get("targetRef")) for a in self.out[id_])
            if len(targets) > 1:
                yield Fork(self.id_of(id_), targets, self._join_of(id_))
            elif targets:
                wait = node.own("wait")
                yield Join(self.id_of(id_), targets[0], Wait(wait) if wait in tuple(Wait) else Wait.ALL)

    def _way(self, arrow: Element, number: int, count: int) -> Way:
        to = self._through(arrow.get("targetRef"))
        name = " ".join(arrow.get("name").replace("|", "/").split())
        code = arrow.own("code")
        if count == 1 and not code:
            return Way(to)
        if not name:
            self.problems.add(arrow.id, "bpmn_outcome", "Luồng “{id}” ra khỏi cổng rẽ chưa có tên kết quả.")
        return Way(to, code or f"kq_{number + 1}", name, arrow.own("nameEn") or name)

    def _through(self, id_: str, seen: frozenset[str] = frozenset()) -> str:
        """The step, fork or join behind gateways that only bring ways together."""
        node = self.nodes[id_]
        if node.tag == "endEvent":
            return END
        if node.tag == "exclusiveGateway" and len(self.out[id_]) == 1 and id_ not in seen:
            return self._through(self.out[id_][0].get("targetRef"), seen | {id_})
        return self._ids.get(id_, END)

    def _is_choice(self, id_: str) -> bool:
        into = self.into[id_]
        return len(into) == 1 and self.nodes[into[0].get("sourceRef")].tag == "userTask"

    def _check(self) -> None:
        starts = [id_ for id_, n in self.nodes.items() if n.tag == "startEvent"]
        if len(starts) != 1:
            message = "Quy trình phải có đúng một sự kiện bắt đầu, ở đây có {count}."
            self.problems.add("startEvent", "bpmn_start", message, count=len(starts))
        if not any(n.tag == "endEvent" for n in self.nodes.values()):
            self.problems.add("endEvent", "bpmn_end", "Quy trình chưa có sự kiện kết thúc.")
        for id_, node in self.nodes.items():
            self._check_node(id_, node.tag, len(self.into[id_]), len(self.out[id_]))

    def _check_node(self, id_: str, tag: str, ins: int, outs: int) -> None:
        say = self.problems.add
        if outs == 0 and tag != "endEvent":
            say(id_, "bpmn_dead_end", "“{id}” không có đường đi tiếp.")
        elif ins == 0 and tag != "startEvent":
            say(id_, "bpmn_unreached", "Không đường nào dẫn tới “{id}”.")
        elif tag in ("userTask", "startEvent") and outs > 1:
            say(
                id_,
                "bpmn_split",
                "“{id}” có {count} đường ra: hãy đặt cổng rẽ hoặc cổng song song ở sau.",
                count=outs,
            )
        elif tag == "exclusiveGateway" and outs > 1 and not self._is_choice(id_):
            say(id_, "bpmn_choice", "Cổng rẽ “{id}” phải đứng ngay sau đúng một bước có người làm.")
        elif tag == "parallelGateway" and not ((ins == 1 and outs > 1) or (ins > 1 and outs == 1)):
            say(
                id_,
                "bpmn_parallel",
                "Cổng song song “{id}” phải hoặc tách (một vào, nhiều ra) hoặc gộp (nhiều vào, một ra).",
            )

    def _find_back(self) -> None:
        """Arrows back to where a walk from the start has come from; only a choice may lead back."""
        state: dict[str, int] = {}
        starts = [id_ for id_, n in self.nodes.items() if n.tag == "startEvent"]
        stack: list[tuple[str, Iterator[Element]]] = [(id_, iter(self.out[id_])) for id_ in starts[:1]]
        for id_, _ in stack:
            state[id_] = 1
        while stack:
            id_, arrows = stack[-1]
            arrow = next(arrows, None)
            if arrow is None:
                state[id_] = 2
                stack.pop()
                continue
            to = arrow.get("targetRef")
            if self._says_back(arrow) or state.get(to) == 1:
                self._mark_back(id_, arrow)
            elif to not in state:
                state[to] = 1
                stack.append((to, iter(self.out[to])))

    def _says_back(self, arrow: Element) -> bool:
        """Whether it is marked as leading back, or is called so and does."""
        if arrow.own("back") == "true":
            return True
        called = fold(arrow.get("name"))
        if not any(word in called for word in BACK_WORDS):
            return False
        seen, waiting = {arrow.get("targetRef")}, [arrow.get("targetRef")]
        while waiting:
            more = {a.get("targetRef") for a in self.out[waiting.pop()]} - seen
            seen |= more
            waiting += more
        return arrow.get("sourceRef") in seen

    def _mark_back(self, id_: str, arrow: Element) -> None:
        self._back.add(id(arrow))
        target = self._through(arrow.get("targetRef"))
        is_step = target in (self._ids[i] for i, n in self.nodes.items() if n.tag == "userTask")
        if self.nodes[id_].tag != "exclusiveGateway" or not self._is_choice(id_) or not is_step:
            message = (
                "Luồng “{id}” vòng ngược lại: chỉ một kết quả của cổng rẽ mới trả lại được về một bước trước."
            )
            self.problems.add(arrow.id, "bpmn_back", message)

    def _join_of(self, id_: str) -> str:
        """The parallel gateway that brings the branches of a fork together again."""
        depth, here, seen = 0, self.out[id_][0].get("targetRef"), set()
        while here not in seen:
            seen.add(here)
            if self.nodes[here].tag == "parallelGateway":
                if len(self.out[here]) > 1:
                    depth += 1
                elif depth == 0:
                    return self.id_of(here)
                else:
                    depth -= 1
            onward = [a for a in self.out[here] if id(a) not in self._back]
            if not onward:
                break
            here = onward[0].get("targetRef")
        self.problems.add(id_, "bpmn_no_join", "Cổng tách “{id}” không có cổng gộp các nhánh.")
        return ""

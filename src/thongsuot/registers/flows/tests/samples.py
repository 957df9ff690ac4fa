"""Flows for tests: the smallest with everything in it, and any flow that hypothesis can think of."""

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from thongsuot.kernel.deadlines import Term, TimeUnit
from thongsuot.registers.flows import rules
from thongsuot.registers.flows.rules import END, Flow, Fork, Join, Node, Place, Step, Wait, Way

DAY = date(2025, 7, 1)
NAMES = st.sampled_from(["Thẩm định", "Ký & ban hành", 'Xin "ý kiến"', "Kiểm tra < 5 ngày", "Trả"])
TERMS = st.none() | st.builds(
    Term,
    st.integers(0, 30),
    st.sampled_from([TimeUnit.WORKING_DAY, TimeUnit.DAY, TimeUnit.HOUR, TimeUnit.MONTH]),
)


def flow(*nodes: Node, start: str = "", **more: object) -> Flow:
    """A flow of these nodes, beginning with the first."""
    given: dict[str, object] = {
        "code": "THU", "title": "Thử", "title_en": "Trial", "version": 1, "valid_from": DAY,
        "procedures": ("1.000001",), "source": "thử", "checked": False, "start": start or nodes[0].id,
    }  # fmt: skip
    return Flow(nodes={node.id: node for node in nodes}, **{**given, **more})  # type: ignore[arg-type]


def step(id_: str, to: str = END, **more: object) -> Step:
    """A step with one way on."""
    given: dict[str, object] = {"name": id_.upper(), "name_en": id_, "at": Place.DIVISION, "ways": (Way(to),)}
    return Step(id=id_, **{**given, **more})  # type: ignore[arg-type]


def parallel(wait: Wait = Wait.ALL) -> Flow:
    """in → (tax, police) → out."""
    return flow(
        step("nhan", "tach"), Fork("tach", ("thue", "cong_an"), "gop"),
        step("thue", "gop", at=Place.TAX), step("cong_an", "gop", at=Place.POLICE),
        Join("gop", "ky", wait), step("ky", END, back=("nhan",)),
    )  # fmt: skip


class _Builder:
    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.nodes: list[Node] = []
        self.count = 0

    def new(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def row(self, to: str, depth: int) -> str:
        """Some pieces one after the other that end at `to`; gives where they begin."""
        for _ in range(self.draw(st.integers(1, 2))):
            to = self.piece(to, depth)
        return to

    def piece(self, to: str, depth: int) -> str:
        kind = self.draw(st.sampled_from(["step", "choice", "fork"] if depth else ["step"]))
        if kind == "fork":
            fork, join = self.new("f"), self.new("j")
            self.nodes.append(Join(join, to, self.draw(st.sampled_from(Wait))))
            branches = tuple(self.row(join, depth - 1) for _ in range(self.draw(st.integers(2, 3))))
            self.nodes.append(Fork(fork, branches, join))
            return fork
        ways: tuple[Way, ...] = (Way(to),)
        if kind == "choice":
            ends = [to, *(self.row(to, depth - 1) for _ in range(self.draw(st.integers(1, 2))))]
            ways = tuple(Way(end, f"kq{n}", f"Kết quả {n}", f"Outcome {n}") for n, end in enumerate(ends))
        id_ = self.new("s")
        self.nodes.append(
            Step(
                id_, self.draw(NAMES), f"Step {id_}", self.draw(st.sampled_from(Place)), ways,
                named=self.draw(st.sampled_from(["", "Phòng Kinh tế"])), term=self.draw(TERMS),
                verb=self.draw(st.sampled_from(["", "dossiers.decide"])),
                opinions=self.draw(st.none() | st.sampled_from(Wait)), adds=self.draw(st.booleans()),
            )
        )  # fmt: skip
        return id_


@st.composite
def sound_flows(draw: st.DrawFn) -> Flow:
    """Any nesting of rows, choices and parallel branches, with some steps sent back."""
    builder = _Builder(draw)
    start = builder.row(END, 2)
    found = flow(*builder.nodes, start=start)
    earlier, where = rules.before(found), rules.regions(found)
    nodes = dict(found.nodes)
    for one in found.steps():
        may = sorted(
            id_ for id_ in earlier[one.id] if isinstance(nodes[id_], Step) and where[id_] == where[one.id]
        )
        if may and draw(st.booleans()):
            nodes[one.id] = replace(one, back=(draw(st.sampled_from(may)),))
    return replace(found, nodes=nodes)

"""A flow as BPMN 2.0: one process, a lane for each kind of agency, terms as timers at the border of the tasks."""

from collections.abc import Iterable, Iterator, Mapping
from html import escape

from thongsuot.kernel.deadlines import Term, TimeUnit
from thongsuot.kernel.law import house_rule
from thongsuot.registers.flows.rules.bpmn.elements import DC, DDI, DI, MODEL, OWN
from thongsuot.registers.flows.rules.layout import laid
from thongsuot.registers.flows.rules.soundness import in_order, regions
from thongsuot.registers.flows.rules.values import END, Flow, Fork, Join, Place, Region, Step
from thongsuot.registers.flows.rules.words import PLACE_NAMES

BEGIN, FINISH, CHOICE = "start-event", "end-event", "-choice"
DURATIONS = {
    TimeUnit.WORKING_DAY: "P{}D",
    TimeUnit.DAY: "P{}D",
    TimeUnit.HOUR: "PT{}H",
    TimeUnit.MONTH: "P{}M",
}
Link = tuple[str, str, str, str, str, bool]  # from, to, outcome's code, name, English name, back


def _tag(name: str, attributes: Iterable[tuple[str, object]] = (), *inside: str) -> str:
    said = "".join(f' {key}="{escape(str(value))}"' for key, value in attributes if value != "")
    return f"<{name}{said}>{''.join(inside)}</{name}>" if inside else f"<{name}{said}/>"


@house_rule("a province can take its flows to any other tool, and back")
def bpmn_of(flow: Flow) -> str:
    """The sound flow as an XML document in UTF-8."""
    links, merges = _merged(flow, list(_links(flow)))
    process = _tag(
        "process",
        [("id", f"process-{flow.code}"), ("name", flow.title), ("isExecutable", "false")],
        _tag("extensionElements", (), _about(flow)),
        _lanes(flow),
        _tag("startEvent", [("id", BEGIN), ("name", "Bắt đầu")]),
        *(part for id_ in flow.nodes for part in _node(flow, id_)),
        *(_tag("exclusiveGateway", [("id", id_), ("gatewayDirection", "Converging")]) for id_ in merges),
        _tag("endEvent", [("id", FINISH), ("name", "Kết thúc")]),
        *(_flow(number, link) for number, link in enumerate(links)),
    )
    spaces = [("xmlns", MODEL), ("xmlns:bpmndi", DI), ("xmlns:dc", DC), ("xmlns:di", DDI), ("xmlns:ts", OWN)]
    head = [*spaces, ("id", f"definitions-{flow.code}"), ("targetNamespace", OWN)]
    whole = _tag("definitions", head, process, _diagram(flow, links, merges))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{whole}\n'


def _about(flow: Flow) -> str:
    renamed = [_tag("ts:renamed", [("from", a), ("to", b)]) for a, b in flow.renamed.items()]
    return _tag(
        "ts:flow",
        [
            ("code", flow.code), ("titleEn", flow.title_en), ("version", flow.version),
            ("validFrom", flow.valid_from), ("validTo", flow.valid_to or ""),
            ("procedures", " ".join(flow.procedures)), ("source", flow.source),
            ("checked", str(flow.checked).lower()), ("running", flow.running.value),
        ],
        *renamed,
    )  # fmt: skip


def _lanes(flow: Flow) -> str:
    found: dict[tuple[Place, str], list[str]] = {}
    for step in flow.steps():
        found.setdefault((step.at, step.named), []).append(step.id)
    lanes = [
        _tag(
            "lane",
            [("id", f"lane-{number}"), ("name", named or PLACE_NAMES[at])],
            *(_tag("flowNodeRef", (), id_) for id_ in ids),
        )
        for number, ((at, named), ids) in enumerate(found.items())
    ]
    return _tag("laneSet", [("id", "lanes")], *lanes)


def _has_choice(step: Step) -> bool:
    return len(step.ways) > 1 or bool(step.ways[0].code) or bool(step.back)


def _node(flow: Flow, id_: str) -> Iterator[str]:
    node = flow.nodes[id_]
    if isinstance(node, Step):
        term = f"{node.term.quantity} {node.term.unit.value}" if node.term else ""
        own = _tag(
            "ts:step",
            [
                ("at", node.at.value), ("named", node.named), ("verb", node.verb), ("nameEn", node.name_en),
                ("term", term), ("opinions", node.opinions.value if node.opinions else ""),
                ("adds", "true" if node.adds else ""),
            ],
        )  # fmt: skip
        yield _tag("userTask", [("id", id_), ("name", node.name)], _tag("extensionElements", (), own))
        if node.term is not None:
            yield _timer(id_, node.term)
        if _has_choice(node):
            yield _tag("exclusiveGateway", [("id", id_ + CHOICE), ("gatewayDirection", "Diverging")])
    elif isinstance(node, Fork):
        yield _tag("parallelGateway", [("id", id_), ("gatewayDirection", "Diverging")])
    else:
        attributes = [("id", id_), ("gatewayDirection", "Converging"), ("ts:wait", node.wait.value)]
        yield _tag("parallelGateway", attributes)


def _timer(id_: str, term: Term) -> str:
    lasts = _tag("timeDuration", (), DURATIONS[term.unit].format(term.quantity))
    attributes = [("id", f"{id_}-term"), ("attachedToRef", id_), ("cancelActivity", "false")]
    return _tag("boundaryEvent", attributes, _tag("timerEventDefinition", [("id", f"{id_}-timer")], lasts))


def _links(flow: Flow) -> Iterator[Link]:
    def to(id_: str) -> str:
        return FINISH if id_ == END else id_

    yield BEGIN, to(flow.start), "", "", "", False
    for id_, node in flow.nodes.items():
        if not isinstance(node, Step) or not _has_choice(node):
            for target in node.targets():
                yield id_, to(target), "", "", "", False
            continue
        yield id_, id_ + CHOICE, "", "", "", False
        for way in node.ways:
            yield id_ + CHOICE, to(way.to), way.code, way.name, way.name_en, False
        for earlier in node.back:
            yield id_ + CHOICE, earlier, "", "Trả lại", "", True


def _merged(flow: Flow, links: list[Link]) -> tuple[list[Link], list[str]]:
    """Links with a merging gateway wherever several ways of one branch come to a fork or a join.

    A parallel gateway waits for every arrow that leads to it, also for the one that nobody chose.
    """
    where = regions(flow)
    groups: dict[tuple[str, str], list[Link]] = {}
    for link in links:
        if isinstance(flow.nodes.get(link[1]), Fork | Join):
            groups.setdefault((link[1], _branch(flow, link, where)), []).append(link)
    merges: list[str] = []
    found = {link: link for link in links}
    added: list[Link] = []
    for (to, branch), those in groups.items():
        if len(those) > 1:
            merge = f"{to}-in{branch}"
            merges.append(merge)
            found |= {link: (link[0], merge, *link[2:]) for link in those}
            added.append((merge, to, "", "", "", False))
    return [*found.values(), *added], merges


def _branch(flow: Flow, link: Link, where: Mapping[str, Region]) -> str:
    """Which branch of the join's fork a link comes from; "" for a fork."""
    if isinstance(flow.nodes[link[1]], Fork):
        return ""
    from_ = link[0].removesuffix(CHOICE)
    node = flow.nodes[from_]
    region = where[from_]
    if isinstance(node, Fork):
        return str(node.branches.index(link[1]))
    return str(region[-1][1])


def _flow(number: int, link: Link) -> str:
    from_, to, code, name, name_en, is_back = link
    return _tag(
        "sequenceFlow",
        [
            ("id", f"flow-{number}"), ("sourceRef", from_), ("targetRef", to), ("name", name),
            ("ts:code", code), ("ts:nameEn", name_en), ("ts:back", "true" if is_back else ""),
        ],
    )  # fmt: skip


def _diagram(flow: Flow, links: list[Link], merges: list[str]) -> str:
    """Where other tools draw it: they show nothing of a process without this."""
    order = [BEGIN, *in_order(flow), FINISH]
    shapes: dict[str, tuple[int, int]] = {}
    for id_ in order:
        node = flow.nodes.get(id_)
        shapes[id_] = (120, 80) if isinstance(node, Step) else (50, 50) if node else (36, 36)
        if isinstance(node, Step) and _has_choice(node):
            shapes[id_ + CHOICE] = (50, 50)
    shapes |= dict.fromkeys(merges, (50, 50))
    where = laid(shapes, [(link[0], link[1]) for link in links if not link[5]])
    drawn = [
        _tag("bpmndi:BPMNShape", [("id", f"shape-{id_}"), ("bpmnElement", id_)], _bounds(where.at[id_], size))
        for id_, size in shapes.items()
    ]
    for number, (from_, to, *_, is_back) in enumerate(links):
        (ax, ay), (bx, by) = where.at[from_], where.at[to]
        (aw, ah), (bw, _bh) = shapes[from_], shapes[to]
        bends = () if is_back else where.bends[from_, to]
        points = [(ax + aw // 2, ay + ah), *bends, (bx + bw // 2, by)]
        way = [_tag("di:waypoint", [("x", x), ("y", y)]) for x, y in points]
        drawn.append(
            _tag("bpmndi:BPMNEdge", [("id", f"edge-{number}"), ("bpmnElement", f"flow-{number}")], *way)
        )
    plane = [("id", "plane"), ("bpmnElement", f"process-{flow.code}")]
    return _tag("bpmndi:BPMNDiagram", [("id", "diagram")], _tag("bpmndi:BPMNPlane", plane, *drawn))


def _bounds(at: tuple[int, int], size: tuple[int, int]) -> str:
    return _tag("dc:Bounds", [("x", at[0]), ("y", at[1]), ("width", size[0]), ("height", size[1])])

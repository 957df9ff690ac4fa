"""BPMN 2.0 as a flow: what people do, in lanes, with choices, parallel branches and terms. The rest is refused by id."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from thongsuot.kernel.deadlines import Term, TimeUnit
from thongsuot.kernel.errors import Problem, Word
from thongsuot.kernel.law import house_rule
from thongsuot.kernel.names import fold
from thongsuot.registers.flows.rules.bpmn.elements import MODEL, Element, tree
from thongsuot.registers.flows.rules.bpmn.graph import Graph, Problems
from thongsuot.registers.flows.rules.reading import term_of
from thongsuot.registers.flows.rules.soundness import MESSAGES, unsound
from thongsuot.registers.flows.rules.values import Flow, Node, Place, Running, Step, Wait

NODES = ("startEvent", "endEvent", "userTask", "exclusiveGateway", "parallelGateway")
KNOWN = (*NODES, "sequenceFlow", "boundaryEvent", "laneSet", "extensionElements", "documentation")
INSIDE = ("incoming", "outgoing", "extensionElements", "documentation")
DURATION = re.compile(r"P(?:(\d{1,3})M|(\d{1,3})W|(\d{1,3})D|T(\d{1,3})H)")
GUESSES = (
    ("mot cua", Place.COUNTER), ("tiep nhan", Place.COUNTER), ("phuc vu hanh chinh", Place.COUNTER),
    ("dat dai", Place.LAND), ("thue", Place.TAX), ("cong an", Place.POLICE), ("bao hiem", Place.INSURANCE),
    ("phong", Place.DIVISION), ("chu tich", Place.HEAD), ("lanh dao", Place.HEAD), ("tham quyen", Place.HEAD),
    ("ubnd", Place.HEAD), ("uy ban", Place.HEAD),
)  # fmt: skip
KINDS = {
    "serviceTask": "việc do máy tự làm", "scriptTask": "việc chạy mã lệnh", "task": "việc không rõ ai làm",
    "businessRuleTask": "việc theo bảng quy tắc", "subProcess": "quy trình con", "callActivity": "gọi quy trình khác",
    "inclusiveGateway": "cổng tùy chọn nhiều nhánh", "eventBasedGateway": "cổng chờ sự kiện",
    "complexGateway": "cổng phức hợp", "intermediateCatchEvent": "sự kiện giữa chừng",
    "intermediateThrowEvent": "sự kiện giữa chừng", "sendTask": "việc tự gửi tin", "receiveTask": "việc chờ tin",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """What the file may lack: a foreign tool does not know our catalogue."""

    code: str = ""
    procedures: tuple[str, ...] = ()
    source: str = ""
    valid_from: date | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Read:
    """The flow, or every reason why there is none: `problem.field` is the id of the element."""

    flow: Flow | None
    problems: tuple[Problem, ...] = ()


@house_rule("a picture of a flow is taken over whole or refused with every reason, element by element")
def read(content: bytes, given: Given) -> Read:
    """The flow of a BPMN file. Raises `Refused` only when it is no XML that may be opened at all."""
    root = tree(content)
    problems = Problems()
    process = _process(root, problems)
    if process is None:
        return Read(None, problems.all())
    _only_known(process, problems)
    graph = Graph(process, problems)
    lanes, terms = _lane_names(process, problems), _timers(process, problems)
    steps = {task.get("id"): _step(task, graph, lanes, terms, problems) for task in process.of("userTask")}
    nodes: dict[str, Node] = {step.id: step for step in steps.values()}
    nodes |= {node.id: node for node in graph.gateways()}
    flow = _flow(process, graph, nodes, given, problems)
    if problems.all() or flow is None:
        return Read(None, problems.all())
    for wrong in unsound(flow):
        problems.add(wrong.id, wrong.code, MESSAGES[wrong.code][0], text=wrong.text)
    return Read(None if problems.all() else flow, problems.all())


def _process(root: Element, problems: Problems) -> Element | None:
    if root.space != MODEL or root.tag != "definitions":
        problems.add(
            "file", "bpmn_no_definitions", "Tệp không phải BPMN 2.0: phần tử gốc là “{tag}”.", tag=root.tag
        )
        return None
    for child in root.children:
        if child.space == MODEL and child.tag not in (
            "process",
            "collaboration",
            "documentation",
            "extensionElements",
        ):
            message = "Phần tử “{id}” ({tag}) ngoài quy trình không được hỗ trợ."
            problems.add(child.id, "bpmn_not_supported", message, tag=child.tag)
        if child.space == MODEL and child.tag == "collaboration":
            extra = list(child.of("messageFlow")) + list(child.of("participant"))[1:]
            for one in extra:
                message = "“{id}”: chỉ nhận một bên tham gia, không có luồng tin giữa các bên."
                problems.add(one.id, "bpmn_collaboration", message)
    found = list(root.of("process"))
    if len(found) != 1:
        problems.add(
            "file", "bpmn_processes", "Tệp phải có đúng một quy trình, ở đây có {count}.", count=len(found)
        )
        return None
    return found[0]


def _only_known(process: Element, problems: Problems) -> None:
    for child in process.children:
        if child.space != MODEL:
            continue
        if child.tag not in KNOWN:
            kind = KINDS.get(child.tag, child.tag)
            message = "“{id}” là {kind} ({tag}): chỉ nhận việc do người làm (userTask), cổng rẽ một, cổng song song."
            problems.add(child.id, "bpmn_not_supported", message, kind=Word(kind), tag=child.tag)
        elif child.tag in NODES:
            for inner in child.children:
                if inner.space == MODEL and inner.tag not in INSIDE:
                    message = "“{id}” có “{tag}” bên trong: không được hỗ trợ."
                    problems.add(child.id, "bpmn_inside", message, tag=inner.tag)
        elif child.tag == "sequenceFlow" and any(child.of("conditionExpression")):
            message = (
                "Luồng “{id}” có điều kiện tự động: ở đây người làm chọn kết quả, hãy đặt tên cho luồng."
            )
            problems.add(child.id, "bpmn_condition", message)


def _lane_names(process: Element, problems: Problems) -> dict[str, str]:
    found: dict[str, str] = {}
    for lanes in process.of("laneSet"):
        for lane in lanes.of("lane"):
            if any(lane.of("childLaneSet")):
                problems.add(lane.id, "bpmn_lanes", "Làn “{id}” chứa làn con: hãy tách thành các làn riêng.")
            for ref in lane.of("flowNodeRef"):
                found[ref.text.strip()] = lane.get("name")
    return found


def _timers(process: Element, problems: Problems) -> dict[str, Term]:
    """Task → its term, from the timer at its border."""
    found: dict[str, Term] = {}
    for event in process.of("boundaryEvent"):
        timers = list(event.of("timerEventDefinition"))
        lasts = [t for timer in timers for t in timer.of("timeDuration")]
        others = [
            c for c in event.children if c.space == MODEL and c.tag not in (*INSIDE, "timerEventDefinition")
        ]
        term = _duration(lasts[0].text.strip()) if len(lasts) == 1 else None
        if len(timers) != 1 or others or term is None:
            message = "“{id}”: ở rìa một bước chỉ đặt hẹn giờ với thời hạn như P15D, PT4H, P1M."
            problems.add(event.id, "bpmn_timer", message)
        elif event.get("attachedToRef") in found:
            problems.add(event.id, "bpmn_timer_twice", "“{id}”: bước này đã có một thời hạn.")
        else:
            found[event.get("attachedToRef")] = term
    return found


def _duration(text: str) -> Term | None:
    match = DURATION.fullmatch(text)
    if match is None:
        return None
    months, weeks, days, hours = match.groups()
    if months:
        return Term(int(months), TimeUnit.MONTH)
    if hours:
        return Term(int(hours), TimeUnit.HOUR)
    return Term(int(days) if days else 7 * int(weeks), TimeUnit.DAY)


def _step(
    task: Element, graph: Graph, lanes: Mapping[str, str], terms: Mapping[str, Term], problems: Problems
) -> Step:
    own = task.extension("step")
    lane, name = lanes.get(task.get("id"), ""), " ".join(task.get("name").replace("|", "/").split())
    at, named = _place(own, lane)
    if at is None:
        message = "Bước “{id}” không nằm trong làn nào: chưa rõ cơ quan nào làm."
        problems.add(task.get("id"), "bpmn_no_lane", message)
    if not name:
        problems.add(task.get("id"), "bpmn_no_name", "Bước “{id}” chưa có tên.")
    term, opinions = (own.get("term"), own.get("opinions")) if own else ("", "")
    if (term and term_of(term) is None) or opinions not in ("", *Wait):
        problems.add(task.get("id"), "bpmn_own", "Bước “{id}” có thời hạn hoặc cách chờ ý kiến sai dạng.")
    ways, back = graph.ways(task.get("id"))
    return Step(
        id=graph.id_of(task.get("id")),
        name=name,
        name_en=(own.get("nameEn") if own else "") or name,
        at=at or Place.OTHER,
        named=named,
        verb=own.get("verb") if own else "",
        term=term_of(term) if term else terms.get(task.get("id")),
        ways=ways,
        back=back,
        opinions=Wait(opinions) if opinions in tuple(Wait) else None,
        adds=bool(own and own.get("adds") == "true"),
    )


def _place(own: Element | None, lane: str) -> tuple[Place | None, str]:
    """Where the task says it is done, else what its lane is called."""
    if own is not None and own.get("at") in tuple(Place):
        return Place(own.get("at")), own.get("named")
    name = " ".join(lane.split())
    if not name:
        return None, ""
    words = fold(name)
    for part, place in GUESSES:
        if part in words:
            return place, name if place is Place.DIVISION else ""
    return Place.OTHER, name


def _flow(
    process: Element, graph: Graph, nodes: Mapping[str, Node], given: Given, problems: Problems
) -> Flow | None:
    own = process.extension("flow")
    about = own.attributes if own else {}
    valid_from = _day(about.get("validFrom", "")) or given.valid_from
    procedures = tuple(about.get("procedures", "").split()) or given.procedures
    code = about.get("code", "") or given.code
    version = about.get("version", "")
    for name, value in (("code", code), ("procedures", procedures), ("valid_from", valid_from)):
        if not value:
            message = "Tệp không cho biết “{name}”: hãy ghi thêm khi nhập."
            problems.add(process.id, "bpmn_missing", message, name=name)
    if valid_from is None:
        return None
    title = " ".join(process.get("name").split()) or code
    running = about.get("running", "")
    renamed = {r.get("from"): r.get("to") for r in own.children if r.tag == "renamed"} if own else {}
    return Flow(
        code=code, title=title, title_en=about.get("titleEn", "") or title,
        version=int(version) if version.isascii() and version.isdecimal() else given.version,
        valid_from=valid_from, valid_to=_day(about.get("validTo", "")), procedures=procedures,
        source=about.get("source", "") or given.source or "–", checked=about.get("checked") == "true",
        start=graph.start(), nodes=dict(nodes),
        running=Running(running) if running in tuple(Running) else Running.KEEP, renamed=renamed,
    )  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

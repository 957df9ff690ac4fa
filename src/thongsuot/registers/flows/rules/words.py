"""The words of a flow in the reader's language, for its picture and for the list beside it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from thongsuot.kernel.deadlines import Term, TimeUnit
from thongsuot.kernel.deadlines.terms import UNIT_NAMES
from thongsuot.kernel.law import house_rule
from thongsuot.registers.flows.rules.drawing import BEGIN, Picture, Said, drawn, letter
from thongsuot.registers.flows.rules.soundness import in_order, regions
from thongsuot.registers.flows.rules.terms import Sum, longest
from thongsuot.registers.flows.rules.values import END, Flow, Fork, Join, Place, Step, Wait

PLACE_NAMES: dict[Place, str] = {
    Place.COUNTER: "Bộ phận một cửa",
    Place.DIVISION: "Phòng chuyên môn",
    Place.HEAD: "Cơ quan có thẩm quyền",
    Place.LAND: "Cơ quan đăng ký đất đai",
    Place.TAX: "Cơ quan thuế",
    Place.POLICE: "Cơ quan Công an",
    Place.INSURANCE: "Cơ quan bảo hiểm xã hội",
    Place.OTHER: "Cơ quan khác",
}
MARK_NAMES = {"now": "● Đang ở đây", "done": "✓ Đã xong"}
FORK_NAME = "các nhánh cùng lúc"
JOIN_NAMES = {Wait.ALL: "chờ đủ các nhánh", Wait.ANY: "nhánh nào xong trước"}
BEGIN_NAME, END_NAME = "Bắt đầu", "Kết thúc"
ABOUT_TERM = "{quantity} {unit}"
Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Listed:
    """A step as a line of text. `ways`: letter, outcome, what follows; `back`: names of earlier steps."""

    id: str
    name: str
    at: str
    term: str
    mark: str
    mark_name: str
    ways: tuple[tuple[str, str, str], ...]
    back: tuple[str, ...]
    is_parallel: bool


@house_rule("what a step is called is said in the reader's language")
def name_of(step: Step, language: str) -> str:
    """The step's name."""
    return step.name_en if language.startswith("en") else step.name


@house_rule("whom a step waits for is said as people call that office")
def place_of(step: Step, translate: Translate) -> str:
    """Where it is done: the office's own words where the flow has them."""
    if step.at in (Place.DIVISION, Place.OTHER) and step.named:
        return step.named if step.at is Place.OTHER else f"{translate(PLACE_NAMES[step.at])} ({step.named})"
    return translate(PLACE_NAMES[step.at])


@house_rule("a term is said with its own unit")
def term_said(term: Term | None, translate: Translate) -> str:
    """ "3 ngày làm việc"; "" without a term."""
    return _quantity(term.quantity, term.unit, translate) if term else ""


def _quantity(quantity: int, unit: TimeUnit, translate: Translate) -> str:
    name = "giờ làm việc" if unit is TimeUnit.HOUR else UNIT_NAMES[unit]
    return translate(ABOUT_TERM).format(quantity=quantity, unit=translate(name))


@house_rule("units that cannot be added are said one after the other")
def sum_said(found: Sum, translate: Translate) -> str:
    """ "12 ngày làm việc + 4 giờ làm việc"."""
    return " + ".join(_quantity(quantity, unit, translate) for unit, quantity in found.parts)


@house_rule("the picture speaks the reader's language")
def said_of(flow: Flow, translate: Translate, language: str, marks: Mapping[str, str]) -> dict[str, Said]:
    """Words for `drawing.drawn`. `marks`: step → now, done."""
    found = {BEGIN: Said(translate(BEGIN_NAME)), END: Said(translate(END_NAME))}
    for id_, node in flow.nodes.items():
        if isinstance(node, Step):
            mark = marks.get(id_, "")
            marked = translate(MARK_NAMES[mark]) if mark else ""
            small = (place_of(node, translate), term_said(node.term, translate), marked)
            found[id_] = Said(name_of(node, language), tuple(filter(None, small)), mark)
        elif isinstance(node, Fork):
            found[id_] = Said(translate(FORK_NAME))
        else:
            found[id_] = Said(translate(JOIN_NAMES[node.wait]))
    return found


@house_rule("who does not see the picture reads the same in a list")
def listed(
    flow: Flow, translate: Translate, language: str, marks: Mapping[str, str], where: Mapping[str, object]
) -> list[Listed]:
    """The steps in the order in which they are come to. `where`: the branches of each (`soundness.regions`)."""
    return [
        _listed(flow, flow.step(id_), translate, language, marks.get(id_, ""), bool(where.get(id_)))
        for id_ in in_order(flow)
        if isinstance(flow.nodes[id_], Step)
    ]


def _listed(
    flow: Flow, step: Step, translate: Translate, language: str, mark: str, is_parallel: bool
) -> Listed:
    english = language.startswith("en")
    many = len(step.ways) > 1
    ways = tuple(
        (letter(n), (way.name_en if english else way.name), _names(flow, [way.to], translate, language))
        for n, way in enumerate(step.ways)
    ) if many else (("", "", _names(flow, [step.ways[0].to], translate, language)),)  # fmt: skip
    return Listed(
        step.id, name_of(step, language), place_of(step, translate), term_said(step.term, translate), mark,
        translate(MARK_NAMES[mark]) if mark else "", ways,
        tuple(name_of(flow.step(id_), language) for id_ in step.back), is_parallel,
    )  # fmt: skip


def _names(flow: Flow, ids: Iterable[str], translate: Translate, language: str) -> str:
    """What follows, by the names of steps: through forks and joins to the next work."""
    found: list[str] = []
    for id_ in ids:
        if id_ == END:
            found.append(translate(END_NAME))
            continue
        node = flow.nodes[id_]
        if isinstance(node, Step):
            found.append(name_of(node, language))
        elif isinstance(node, Join):
            joined = _names(flow, [node.next], translate, language)
            found.append(f"{joined} ({translate(JOIN_NAMES[node.wait])})")
        else:
            found.append(_names(flow, node.branches, translate, language))
    return ", ".join(found)


@dataclass(frozen=True, slots=True)
class Shown:
    """A flow as a page shows it: picture, list, sum of its terms, and where it comes from."""

    title: str
    picture: Picture
    steps: tuple[Listed, ...]
    total: str
    is_whole: bool
    source: str
    checked: bool
    version: int


@house_rule("citizens and officers see one picture of one flow")
def shown(flow: Flow, translate: Translate, language: str, marks: Mapping[str, str]) -> Shown:
    """Everything that a page needs. `marks`: step → now, done (empty: nobody's dossier)."""
    found = longest(flow)
    return Shown(
        title=flow.title_en if language.startswith("en") else flow.title,
        picture=drawn(flow, said_of(flow, translate, language, marks)),
        steps=tuple(listed(flow, translate, language, marks, regions(flow))),
        total=sum_said(found, translate),
        is_whole=found.is_whole,
        source=flow.source,
        checked=flow.checked,
        version=flow.version,
    )

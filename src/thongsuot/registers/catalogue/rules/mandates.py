"""Who may receive, decide and sign: devolved by law, decentralised by the superior, delegated for a time.

A mandate is a dated fact. On every day the mandates of a procedure and a territory lead from the body that the law
names to exactly one agency, or say why they do not.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from thongsuot.kernel.dates import format_date
from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule, law


class Power(StrEnum):
    RECEIVE = "receive"
    DECIDE = "decide"
    SIGN = "sign"


class Ground(StrEnum):
    LAW = "law"  # the level that the procedure itself names
    DEVOLVED = "phan_quyen"
    DECENTRALISED = "phan_cap"
    DELEGATED = "uy_quyen"


GROUND_NAMES: dict[Ground, str] = {
    Ground.LAW: "theo quy định của thủ tục",
    Ground.DEVOLVED: "phân quyền",
    Ground.DECENTRALISED: "phân cấp",
    Ground.DELEGATED: "ủy quyền",
}
LAYERS = (Ground.DEVOLVED, Ground.DECENTRALISED, Ground.DELEGATED)


@dataclass(frozen=True, slots=True)
class Question:
    """Who may exercise `power` over a procedure for the territory of a unit on a day?"""

    procedure_code: str
    field_code: str
    unit_id: int | None
    day: date
    power: Power = Power.DECIDE


@dataclass(frozen=True, slots=True)
class Mandate:
    """`agency_id` has the powers on this ground during [valid_from, valid_to); `from_agency_id` gave them.

    "" for procedure and field, None for the unit: all of them.
    """

    id: int
    ground: Ground
    agency_id: int
    from_agency_id: int | None
    powers: frozenset[Power]
    valid_from: date
    valid_to: date | None
    procedure_code: str = ""
    field_code: str = ""
    unit_id: int | None = None
    document: str = ""
    clause: str = ""
    content: str = ""
    conditions: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether the day is one of its period."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def covers(self, asked: Question) -> bool:
        """Whether it speaks of what is asked, on that day."""
        return (
            asked.power in self.powers
            and self.procedure_code in ("", asked.procedure_code)
            and self.field_code in ("", asked.field_code)
            and self.unit_id in (None, asked.unit_id)
            and self.holds_on(asked.day)
        )

    @property
    def weight(self) -> int:
        """How particular it is: a procedure goes before a field, a field before a territory."""
        return 4 * bool(self.procedure_code) + 2 * bool(self.field_code) + (self.unit_id is not None)

    def touches(self, other: "Mandate") -> bool:
        """Whether both speak of the same matter with the same weight on one day."""
        same = (self.procedure_code, self.field_code, self.unit_id) == (
            other.procedure_code,
            other.field_code,
            other.unit_id,
        )
        return same and bool(self.powers & other.powers) and self._meets(other)

    def overlaps(self, other: "Mandate") -> bool:
        """Whether some matter of one may be a matter of the other, on one day."""
        pairs = (
            (self.procedure_code, other.procedure_code),
            (self.field_code, other.field_code),
            (self.unit_id, other.unit_id),
        )
        return all(not a or not b or a == b for a, b in pairs) and self._meets(other)

    def _meets(self, other: "Mandate") -> bool:
        return (self.valid_to is None or other.valid_from < self.valid_to) and (
            other.valid_to is None or self.valid_from < other.valid_to
        )


@dataclass(frozen=True, slots=True)
class Link:
    """One step of the way to the competent agency. `mandate` None: the law's own, or a succession."""

    agency_id: int
    ground: Ground
    mandate: Mandate | None = None
    is_succession: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """`agencies`: exactly one when all is right, none for a gap, several for a contradiction.

    `trace` leads from the body that the law names to the agency.
    """

    agencies: tuple[int, ...]
    trace: tuple[Link, ...] = ()

    @property
    def agency_id(self) -> int | None:
        """The one competent agency; None for a gap and for a contradiction."""
        return self.agencies[0] if len(self.agencies) == 1 else None

    @property
    def ground(self) -> Ground:
        """The ground on which the agency is competent."""
        return self.trace[-1].ground if self.trace else Ground.LAW

    @property
    def mandate(self) -> Mandate | None:
        """The mandate behind it; None when the procedure itself names the agency."""
        return next((link.mandate for link in reversed(self.trace) if link.mandate), None)


Heirs = Callable[[int, date], Sequence[int]]


@law(
    "Luật Tổ chức chính quyền địa phương 72/2025/QH15",
    "Điều 12: phân quyền; Điều 13: phân cấp; Điều 14: ủy quyền",
)
@house_rule("the more particular mandate goes before the general one; two of one kind contradict each other")
def resolve(asked: Question, *, by_law: Sequence[int], mandates: Iterable[Mandate], heirs: Heirs) -> Answer:
    """The way from the agencies that the law names to the one that is competent on the day.

    `heirs(agency, day)`: the agency itself while it lives, else who followed it, nobody when nobody did.
    Each layer starts from the holder of the layer before: devolved, decentralised, delegated.
    """
    if len(by_law) != 1:
        return Answer(tuple(by_law))
    trace = [Link(by_law[0], Ground.LAW)]
    covering = [mandate for mandate in mandates if mandate.covers(asked)]
    for layer in LAYERS:
        holder = trace[-1].agency_id
        fitting = [m for m in covering if m.ground is layer and _is_given_by(m, holder, asked.day, heirs)]
        if not fitting:
            continue
        most = max(mandate.weight for mandate in fitting)
        first, *others = [mandate for mandate in fitting if mandate.weight == most]
        if others:
            return Answer((first.agency_id, *(other.agency_id for other in others)), tuple(trace))
        found = tuple(heirs(first.agency_id, asked.day))
        trace.append(Link(first.agency_id, layer, first))
        if len(found) != 1:
            return Answer(found, tuple(trace))
        if found[0] != first.agency_id:
            trace.append(Link(found[0], layer, None, is_succession=True))
    return Answer((trace[-1].agency_id,), tuple(trace))


def _is_given_by(mandate: Mandate, holder: int, day: date, heirs: Heirs) -> bool:
    """A mandate takes effect only where the giver has what he gives; his heirs give in his place."""
    giver = mandate.from_agency_id
    return giver is None or giver == holder or holder in heirs(giver, day)


@law(
    "Luật Tổ chức chính quyền địa phương 72/2025/QH15",
    "Điều 14: ủy quyền có thời hạn, nội dung, điều kiện; không ủy quyền lại",
)
@law("Luật Tổ chức chính quyền địa phương 72/2025/QH15", "Điều 13: phân cấp bằng văn bản, kèm điều kiện")
def mandate_problems(mandate: Mandate) -> tuple[Problem, ...]:
    """What one mandate lacks to be valid, all at once."""
    found = []
    if not mandate.document.strip():
        found.append(Problem("mandate_document", "Cần ghi số văn bản làm căn cứ.", "document"))
    if not mandate.powers:
        found.append(
            Problem("mandate_powers", "Cần ghi được làm gì: tiếp nhận, quyết định hoặc ký.", "powers")
        )
    if mandate.valid_to is not None and mandate.valid_to <= mandate.valid_from:
        found.append(Problem("mandate_period", "Ngày hết hiệu lực phải sau ngày bắt đầu.", "valid_to"))
    if mandate.ground in (Ground.DECENTRALISED, Ground.DELEGATED):
        found += _giver_problems(mandate)
    if mandate.ground is Ground.DELEGATED and mandate.valid_to is None:
        found.append(
            Problem("delegation_unlimited", "Ủy quyền phải có thời hạn: hãy ghi ngày kết thúc.", "valid_to")
        )
    if mandate.ground is Ground.DELEGATED and not mandate.content.strip():
        found.append(Problem("delegation_content", "Ủy quyền phải ghi rõ nội dung.", "content"))
    return tuple(found)


def _giver_problems(mandate: Mandate) -> Iterable[Problem]:
    if mandate.from_agency_id is None:
        yield Problem("mandate_giver", "Cần ghi cơ quan phân cấp hoặc ủy quyền.", "from_code")
    elif mandate.from_agency_id == mandate.agency_id:
        yield Problem(
            "mandate_to_itself", "Không cơ quan nào phân cấp, ủy quyền cho chính mình.", "agency_code"
        )
    if not mandate.conditions.strip():
        yield Problem("mandate_conditions", "Phân cấp, ủy quyền phải kèm điều kiện thực hiện.", "conditions")


@law(
    "Luật Tổ chức chính quyền địa phương 72/2025/QH15",
    "Điều 14: cơ quan được ủy quyền không được ủy quyền tiếp",
)
@house_rule("two mandates of one ground for the same matter on one day would name two signers")
def contradictions(mandates: Sequence[Mandate]) -> tuple[tuple[Mandate, Problem], ...]:
    """Mandates that contradict an earlier one of the list, or pass on what was only delegated."""
    found: list[tuple[Mandate, Problem]] = []
    for n, later in enumerate(mandates):
        for earlier in mandates[:n]:
            if earlier.ground is later.ground and earlier.touches(later) and _may_meet(earlier, later):
                params = {"day": format_date(max(earlier.valid_from, later.valid_from))}
                text = "Từ {day} có hai cơ quan cùng được giao một việc trên cùng căn cứ."
                found.append((later, Problem("mandate_overlap", text, "valid_from", params)))
        for other in mandates:
            if _passes_on(later, other):
                text = "Cơ quan được ủy quyền không được ủy quyền lại việc đó."
                found.append((later, Problem("delegation_passed_on", text, "from_code")))
    return tuple(found)


def _may_meet(one: Mandate, other: Mandate) -> bool:
    """Whether both could reach the same holder: their givers are the same, or one of them names none."""
    return (
        one.from_agency_id is None
        or other.from_agency_id is None
        or one.from_agency_id == other.from_agency_id
    )


def _passes_on(later: Mandate, earlier: Mandate) -> bool:
    return (
        later is not earlier
        and later.ground is earlier.ground is Ground.DELEGATED
        and later.from_agency_id == earlier.agency_id
        and later.overlaps(earlier)
        and bool(later.powers & earlier.powers)
    )


@house_rule(
    "what was done under a mandate stays done: it ends from a day that is still to come, or from today"
)
@house_rule("an end only shortens: what lasts longer is another mandate by another document")
def end_problems(mandate: Mandate, *, day: date, today: date, reason: str) -> tuple[Problem, ...]:
    """What speaks against `mandate` ending on `day` (the first day on which it no longer holds)."""
    found = []
    if day < today:
        text = "Không kết thúc ngược về quá khứ: việc đã ký vẫn có căn cứ. Ngày sớm nhất là {day}."
        found.append(Problem("mandate_end_past", text, "day", {"day": format_date(today)}))
    if day <= mandate.valid_from:
        text = "Chưa bắt đầu thì rút lại, không kết thúc: căn cứ này có hiệu lực từ {day}."
        found.append(Problem("mandate_end_early", text, "day", {"day": format_date(mandate.valid_from)}))
    if mandate.valid_to is not None and day >= mandate.valid_to:
        text = "Căn cứ này vốn hết hiệu lực từ {day}: muốn kéo dài, hãy ghi văn bản mới."
        found.append(Problem("mandate_end_late", text, "day", {"day": format_date(mandate.valid_to)}))
    if not reason.strip():
        found.append(Problem("mandate_end_reason", "Cần ghi lý do hoặc số văn bản chấm dứt.", "reason"))
    return tuple(found)


@house_rule("a mandate is taken back only before its first day, and only where it was recorded")
def withdraw_problems(mandate: Mandate, *, is_of_pack: bool, today: date, reason: str) -> tuple[Problem, ...]:
    """What speaks against taking a mandate back as if it had never been recorded."""
    found = []
    if is_of_pack:
        text = "Căn cứ này do gói dữ liệu nêu: hãy sửa gói và nạp lại, hoặc ghi ngày kết thúc."
        found.append(Problem("mandate_of_pack", text))
    if mandate.valid_from <= today:
        text = "Đã có hiệu lực từ {day}: chỉ có thể ghi ngày kết thúc."
        found.append(Problem("mandate_in_effect", text, params={"day": format_date(mandate.valid_from)}))
    if not reason.strip():
        found.append(Problem("mandate_withdraw_reason", "Cần ghi lý do rút lại.", "reason"))
    return tuple(found)
